//! A table with a paper per row, its columns in any order.
//!
//! A table's blocks go in; drafts of its entries come out. Columns are told apart by their heads where those are clear, else by what stands in them.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use smallvec::{SmallVec, smallvec};

use super::document::BlockKind;
use super::entry::{Context, Draft, TitlePlace, Unit};
use super::labels::is_generic_label;
use super::line::Line;
use super::names::is_authors;
use super::scan::Trim;
use super::segments::{plain_text, word_count};
use super::title;
use super::venues::{is_date, is_venue};
use super::{Span, counts, several};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Title,
    Authors,
    Venue,
    Date,
    Count,
    /// Links, codes, pictures: read with the row.
    Links,
    /// Notes that may speak of other works.
    Note,
    Unknown,
}

struct Row<'c, 'd> {
    span: Span,
    head: bool,
    cells: Vec<Cell<'c, 'd>>,
}

/// Most cells are one line.
type Few<T> = SmallVec<[T; 1]>;

#[derive(Clone, Default)]
struct Cell<'c, 'd> {
    leaves: Few<usize>,
    pieces: Few<Range<usize>>,
    lines: Few<&'c Line<'d>>,
    /// It began in a row above and reaches down into this one.
    from_above: bool,
}

impl Cell<'_, '_> {
    fn words(&self) -> usize {
        self.lines.iter().map(|line| line.words()).sum()
    }

    fn title_words(&self) -> usize {
        self.lines.iter().map(|line| line.title_words()).max().unwrap_or(0)
    }

    /// `arXiv:2401.00001`, or an identifier and nothing else.
    fn prints_identifier(&self) -> bool {
        self.lines.iter().any(|line| line.prints_identifier() || line.bare_identifier().is_some())
    }

    fn outward(&self) -> usize {
        self.lines.iter().map(|line| line.outward).sum()
    }

    fn paper(&self) -> bool {
        self.lines.iter().any(|line| line.paper)
    }

    fn text(&self) -> Cow<'_, str> {
        match self.lines.as_slice() {
            [] => "".into(),
            [line] => line.text().trimmed().into(),
            lines => lines.iter().map(|line| line.text().trimmed()).collect::<Vec<_>>().join(" ").into(),
        }
    }
}

/// The entries of a table, row by row.
pub(super) fn drafts(context: &Context<'_, '_>, table: usize) -> Vec<Draft> {
    let rows = rows(context, table);
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    if width == 0 {
        return Vec::new();
    }
    let heads: Vec<Cow<'_, str>> =
        rows.iter().find(|row| row.head).map(|row| row.cells.iter().map(Cell::text).collect()).unwrap_or_default();
    let mut body: Vec<&Row<'_, '_>> = rows.iter().filter(|row| !row.head).collect();
    // A headless table puts its first paper where the head should be.
    let head_is_row = rows.iter().any(|row| row.head && row.cells.iter().any(|cell| cell.paper() && cell.title_words() >= 3));
    if head_is_row {
        body = rows.iter().collect();
    }
    if body.is_empty() {
        return Vec::new();
    }
    let columns = columns(&heads, &body, width);
    let named = heads.iter().any(|head| column_of_head(head) == Column::Title);
    let Some(title_column) = columns.iter().position(|column| *column == Column::Title) else {
        return cells_of_papers(&body);
    };
    if several_per_row(&body, width, title_column) {
        return cells_of_papers(&body);
    }
    if is_index(context, &body, title_column) {
        return Vec::new();
    }
    let mut drafts: Vec<Draft> = Vec::new();
    let mut group: Vec<String> = Vec::new();
    for row in body {
        if let Some(name) = name_of_rows(row, width) {
            group = vec![name];
            continue;
        }
        if goes_on(row, title_column)
            && let Some(last) = drafts.last_mut()
        {
            let own = row.cells.iter().filter(|cell| !cell.from_above);
            last.tail.extend(own.flat_map(|cell| cell.pieces.iter().cloned()));
            last.span.end = row.span.end;
            continue;
        }
        let several = row.cells.get(title_column).and_then(|cell| several_in_cell(context, cell));
        let found = several.unwrap_or_else(|| draft_of_row(context, row, &columns, (title_column, named)).into_iter().collect());
        drafts.extend(found.into_iter().map(|draft| Draft { group: group.clone(), ..draft }));
    }
    drafts
}

/// A row of one cell that goes over the whole width and links to nothing names the rows below.
fn name_of_rows(row: &Row<'_, '_>, width: usize) -> Option<String> {
    let [first, rest @ ..] = row.cells.as_slice() else { return None };
    let alone = width >= 2 && row.cells.len() == width && rest.iter().all(|cell| cell.leaves.is_empty());
    let [line] = first.lines.as_slice() else { return None };
    let name = alone && !first.from_above && line.is_label() && line.is_bold();
    name.then(|| title::clean(line.text())).filter(|name| !name.is_empty())
}

/// Topics in one column, and in another the names of works, each linked to its own paper: no row is about one paper.
fn is_index(context: &Context<'_, '_>, body: &[&Row<'_, '_>], title_column: usize) -> bool {
    let (mut rows, mut named_rows, mut crowded) = (0, 0, 0);
    for row in body {
        let Some(topic) = row.cells.get(title_column) else { continue };
        if topic.words() == 0 {
            continue;
        }
        if topic.outward() > 0 || topic.words() > 4 {
            return false;
        }
        let links = || row.cells.iter().flat_map(|cell| &cell.lines).flat_map(|line| &line.links);
        let named = links().filter(|link| {
            let raw = &context.document.links[**link];
            context.paper_of(**link).is_some()
                && !raw.image
                && !raw.bare
                && !raw.label.trimmed().is_empty()
                && !is_generic_label(&raw.label)
        });
        let named = named.count();
        rows += 1;
        named_rows += usize::from(named > 0);
        crowded += usize::from(named > 1);
    }
    rows >= 2 && named_rows * 2 >= rows && crowded * 4 >= rows && crowded > 0
}

/// The title stands in a row above and reaches down: what this row adds is about the same paper.
fn goes_on(row: &Row<'_, '_>, title_column: usize) -> bool {
    row.cells.get(title_column).is_some_and(|cell| cell.from_above && cell.title_words() >= 3)
}

/// The papers of a cell that holds several, each with its title and link.
fn several_in_cell(context: &Context<'_, '_>, cell: &Cell<'_, '_>) -> Option<Vec<Draft>> {
    if cell.from_above || cell.lines.iter().map(|line| line.links.len()).sum::<usize>() < 2 {
        return None;
    }
    let mut drafts = Vec::new();
    for leaf in &cell.leaves {
        let entries = several::entries_of(context, *leaf)?;
        drafts.extend(entries.into_iter().map(|(span, pieces)| Draft {
            span,
            head: smallvec![pieces],
            unit: Unit::Line,
            ..Draft::default()
        }));
    }
    (drafts.len() >= 2).then_some(drafts)
}

/// Tables are no wider than this; what stands to the right is read with its row all the same.
const WIDTH: usize = 64;

fn rows<'c, 'd>(context: &'c Context<'d, '_>, table: usize) -> Vec<Row<'c, 'd>> {
    let document = context.document;
    let mut rows = Vec::new();
    let mut first = true;
    // Of the row above: most rows are as wide.
    let mut width = 0;
    // By column: a cell that reaches down, and into how many rows yet.
    let mut reaching: Vec<Option<(usize, Cell<'c, 'd>)>> = Vec::new();
    // Cells that were carried down may not outnumber those there are by far, whatever a table says of itself.
    let mut carried_left = 64;
    for block in document.children(table) {
        let BlockKind::Row { head } = document.blocks[block].kind else { continue };
        let mut cells: Vec<Cell<'c, 'd>> = Vec::with_capacity(width);
        for cell in document.children(block).filter(|child| document.blocks[*child].kind == BlockKind::Cell) {
            carry_down(&mut cells, &mut reaching, &mut carried_left);
            carried_left += 4;
            let leaves: Few<usize> = document.leaves(cell).collect();
            let pieces = leaves.iter().map(|leaf| document.blocks[*leaf].inlines.clone()).collect();
            let lines = leaves.iter().map(|leaf| context.line(*leaf)).collect();
            let read = Cell { leaves, pieces, lines, from_above: false };
            let span = document.cell_span(cell);
            if span.rows > 1 && cells.len() < WIDTH {
                reaching.resize(reaching.len().max(cells.len() + 1), None);
                reaching[cells.len()] = Some((span.rows - 1, Cell { from_above: true, ..read.clone() }));
            }
            cells.push(read);
            let places = span.columns.min(WIDTH.saturating_sub(cells.len()) + 1);
            cells.extend((1..places).map(|_| Cell::default()));
        }
        carry_down(&mut cells, &mut reaching, &mut carried_left);
        width = cells.len();
        rows.push(Row { span: document.blocks[block].span.clone(), head: head && first, cells });
        first = false;
    }
    rows
}

/// Puts the cells that reach into this row at its next places.
fn carry_down<'c, 'd>(cells: &mut Vec<Cell<'c, 'd>>, reaching: &mut [Option<(usize, Cell<'c, 'd>)>], left: &mut usize) {
    while let Some(slot) = reaching.get_mut(cells.len()).filter(|_| *left > 0) {
        let Some((rows, cell)) = slot else { return };
        *left -= 1;
        *rows -= 1;
        let last = *rows == 0;
        cells.push(cell.clone());
        if last {
            *slot = None;
        }
    }
}

fn column_of_head(head: &str) -> Column {
    let name = head.trimmed().to_lowercase();
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if name.is_empty() || name.len() > 60 {
        Column::Unknown
    } else if has(&["title", "标题", "题目", "タイトル", "论文名", "论文题目"])
        || matches!(name, "paper name" | "papers" | "work" | "works" | "survey")
    {
        Column::Title
    } else if has(&["author", "作者", "著者"]) {
        Column::Authors
    } else if has(&["citation", "cited", "引用"]) {
        Column::Count
    } else if has(&["venue", "conf", "journal", "publish", "publication", "pub.", "会议", "期刊"])
        || matches!(name, "pub" | "proceedings" | "source")
    {
        Column::Venue
    } else if has(&["date", "year", "time", "month", "年份", "时间", "日期"]) && word_count(name) <= 3 {
        Column::Date
    } else if has(&[
        "keyword",
        "comment",
        "note",
        "summary",
        "abstract",
        "description",
        "tag",
        "topic",
        "tldr",
        "highlight",
        "contribution",
        "dataset",
        "task",
    ]) {
        Column::Note
    } else if has(&[
        "code", "github", "link", "url", "pdf", "arxiv", "repo", "project", "website", "web", "doi", "star", "material", "slides", "video",
        "demo", "page",
    ]) {
        Column::Links
    } else {
        Column::Unknown
    }
}

fn columns(heads: &[Cow<'_, str>], body: &[&Row<'_, '_>], width: usize) -> Vec<Column> {
    let mut columns: Vec<Column> = (0..width).map(|i| heads.get(i).map_or(Column::Unknown, |head| column_of_head(head))).collect();
    let sample: Vec<&&Row<'_, '_>> = body.iter().step_by((body.len() / 60).max(1)).collect();
    let score_of = |i: usize| -> (f64, f64, f64) {
        let (mut words, mut titled, mut papers, mut filled) = (0usize, 0usize, 0usize, 0usize);
        for row in &sample {
            let Some(cell) = row.cells.get(i) else { continue };
            let cell_words = cell.words();
            if cell_words == 0 && cell.outward() == 0 {
                continue;
            }
            filled += 1;
            let title = cell.title_words();
            words += title.min(20);
            let text = cell.text();
            titled += usize::from(title >= 3 && !is_authors(&text) && !is_venue(&text));
            papers += usize::from(cell.paper());
        }
        let n = sample.len().max(1) as f64;
        let _ = filled;
        (words as f64 / n, titled as f64 / n, papers as f64 / n)
    };
    // Many tables say by their heads where the titles stand; then no cell is asked.
    let scores: Vec<OnceCell<(f64, f64, f64)>> = vec![OnceCell::new(); width];
    let score = |i: usize| *scores[i].get_or_init(|| score_of(i));
    if !columns.contains(&Column::Title) {
        let paper_head = heads.iter().position(|head| {
            let name = head.trimmed().to_lowercase();
            matches!(
                name.trim_matches(|c: char| !c.is_alphanumeric()),
                "paper" | "papers" | "paper source" | "论文" | "article" | "reference"
            ) || name.contains("paper / source")
                || name.contains("paper/source")
        });
        let linked = (0..width).any(|i| score(i).2 > 0.0);
        let best = match paper_head.filter(|i| *i < width && score(*i).1 >= 0.3) {
            Some(i) => Some(i),
            None => (0..width)
                .filter(|i| matches!(columns[*i], Column::Unknown | Column::Links | Column::Note))
                .map(|i| (i, score(i)))
                .filter(|(i, (_, titled, papers))| {
                    *titled >= 0.4 && linked && columns[*i] != Column::Note || *titled >= 0.4 && *papers >= 0.4
                })
                .max_by(|(_, a), (_, b)| (a.1 + a.2).total_cmp(&(b.1 + b.2)).then(a.0.total_cmp(&b.0)))
                .map(|(i, _)| i),
        };
        match best {
            Some(i) => columns[i] = Column::Title,
            // Products and models: a name in the first column, the paper's link in another.
            None if (0..width).any(|i| score(i).2 >= 0.1) => {
                let own = |i: &usize| {
                    sample.iter().filter(|row| row.cells.get(*i).is_some_and(|cell| !cell.from_above)).count() * 2 > sample.len()
                };
                columns[(0..width).find(own).unwrap_or(0)] = Column::Title;
            }
            None => {}
        }
    }
    for (i, column) in columns.iter_mut().enumerate() {
        if *column == Column::Unknown {
            let texts: Vec<Cow<'_, str>> =
                sample.iter().filter_map(|row| row.cells.get(i)).map(Cell::text).filter(|text| !text.trimmed().is_empty()).collect();
            let most = |test: &dyn Fn(&str) -> bool| !texts.is_empty() && texts.iter().filter(|text| test(text)).count() * 2 > texts.len();
            if most(&|text| is_date(text)) {
                *column = Column::Date;
            } else if most(&|text| is_venue(text)) {
                *column = Column::Venue;
            } else if most(&|text| is_authors(text)) {
                *column = Column::Authors;
            }
        }
    }
    columns
}

/// Several cells of a row each hold a paper of their own.
fn several_per_row(body: &[&Row<'_, '_>], width: usize, title_column: usize) -> bool {
    if width < 2 {
        return false;
    }
    let rows = body
        .iter()
        .filter(|row| {
            row.cells
                .iter()
                .enumerate()
                .filter(|(i, cell)| {
                    *i != title_column && cell.paper() && cell.lines.iter().any(|line| line.is_independent() && line.title_words() >= 4)
                })
                .count()
                >= 1
                && row.cells.get(title_column).is_some_and(Cell::paper)
        })
        .count();
    rows * 2 > body.len()
}

/// Each cell that holds a title and its link is an entry.
fn cells_of_papers(body: &[&Row<'_, '_>]) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for row in body {
        for cell in &row.cells {
            for (range, line) in cell.pieces.iter().zip(&cell.lines) {
                let titled = line.title().is_some_and(|title| {
                    word_count(&title.text) >= 4 && !is_generic_label(&title.text) && title.link.is_some() && !title.embedded
                });
                if line.paper && titled {
                    let first = line.segments.first().map_or(row.span.start, |segment| segment.span.start);
                    let last = line.segments.last().map_or(row.span.end, |segment| segment.span.end);
                    drafts.push(Draft {
                        span: first..last.max(first),
                        head: smallvec![range.clone()],
                        unit: Unit::Row,
                        ..Draft::default()
                    });
                }
            }
        }
    }
    drafts
}

fn draft_of_row(context: &Context<'_, '_>, row: &Row<'_, '_>, columns: &[Column], (title_column, named): (usize, bool)) -> Option<Draft> {
    let mut draft = Draft { span: row.span.clone(), unit: Unit::Row, ..Draft::default() };
    let title_cell = row.cells.get(title_column)?;
    let titled = title_cell.lines.iter().any(|line| line.title().is_some() || !line.text().trimmed().is_empty());
    let papers = row.cells.iter().any(Cell::paper);
    // A head that says "title" is evidence, too: the rows have titles, wherever they link to.
    let titles = named && title_cell.title_words() >= 2 && title_cell.lines.iter().all(|line| line.inward == 0);
    let contents = !titles
        && row.cells.iter().flat_map(|cell| &cell.lines).any(|line| line.inward > 0)
        && row.cells.iter().all(|cell| cell.outward() == 0);
    if !titled && !papers || contents {
        return None;
    }
    let title_text = title_cell.text();
    if is_index_row(row, &title_text)
        || !papers && row.cells.iter().all(|cell| cell.outward() == 0) && title_cell.title_words() < 3 && !titles
    {
        return None;
    }
    draft.head.extend(title_cell.pieces.iter().cloned());
    if title_cell.lines.iter().all(|line| line.title().is_none()) {
        let named = title_cell.pieces.iter().find(|range| {
            title::clean(&plain_text(&context.segments(range))).chars().any(char::is_alphabetic)
                && !is_generic_label(&plain_text(&context.segments(range)))
        });
        draft.title = named.map_or(TitlePlace::Absent, |range| TitlePlace::Line(range.clone()));
    }
    for (i, cell) in row.cells.iter().enumerate() {
        match columns.get(i) {
            _ if i == title_column => {}
            Some(Column::Authors) => draft.authors.extend(cell.pieces.iter().cloned()),
            Some(Column::Venue | Column::Date) => {
                draft.venue.extend(cell.pieces.iter().cloned());
                if (cell.outward() > 0 || cell.prints_identifier()) && !cell.from_above {
                    draft.head.extend(cell.pieces.iter().cloned());
                }
            }
            // What reaches down from above is said of several papers.
            _ if cell.from_above => {}
            Some(Column::Links | Column::Unknown) if cell.outward() == 0 && cell.prints_identifier() => {
                draft.identifier = draft.identifier.take().or_else(|| cell.lines.iter().find_map(|line| line.bare_identifier()));
                draft.head.extend(cell.pieces.iter().cloned());
            }
            Some(Column::Count) => draft.count = cell.pieces.iter().find_map(|range| counts::cell(&context.segments(range))),
            Some(Column::Note) => draft.tail.extend(cell.pieces.iter().cloned()),
            _ => {
                if cell.outward() > 0 || cell.lines.iter().any(|line| line.segments.iter().any(|segment| segment.link.is_some())) {
                    draft.head.extend(cell.pieces.iter().cloned());
                }
            }
        }
    }
    Some(draft)
}

/// Rows of an index: a name, then a crowd of links labelled by years or numbers.
fn is_index_row(row: &Row<'_, '_>, title: &str) -> bool {
    let links: usize = row.cells.iter().map(Cell::outward).sum();
    links >= 4
        && word_count(title) <= 4
        && row
            .cells
            .iter()
            .flat_map(|cell| &cell.lines)
            .flat_map(|line| &line.segments)
            .filter(|segment| segment.is_linked())
            .filter(|segment| segment.text.trimmed().bytes().all(|b| b.is_ascii_digit()))
            .count()
            * 2
            > links
}
