//! One entry: from the parts of the document that belong to it to its fields.
//!
//! A [`Draft`] (which lines are its head, which its tail) goes in, an [`Entry`] comes out, its spans still those of the working text.
//! Decides which identifiers are the entry's own and which it only mentions.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;

use smallvec::SmallVec;

use crate::paper::{Identifier, Scheme};

use super::citation;
use super::document::{Document, Places, style};
use super::garbled::Damage;
use super::group::slots::{self, Reading, Readings, Slot};
use super::group::vote::Chosen;
use super::identifiers::{AddressReading, has_decimal, identifiers_in_text, parse_identifier, read_address};
use super::labels::{is_code_label, is_foreign_label, is_generic_label, is_label, is_paper_label};
use super::line::{self, Line};
use super::people::{Aside, names};
use super::scan::Trim;
use super::segments::{Segment, SegmentKind, floor_boundary, plain_text, segments, word_count};
use super::title::{self, Form, Title};
use super::venues::{is_date, is_venue, printed_year};
use super::{Entry, Kind, Link, Notice, NoticeCode, PrintedCount, Rule, Span, counts, kind, web};

/// Lines by their inline pieces; mostly one or two.
pub(super) type Pieces = SmallVec<[Range<usize>; 2]>;

/// The parts an entry is made of, by their inline pieces.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub span: Span,
    pub section: Option<usize>,
    pub group: Vec<String>,
    /// Lines that carry title and main links.
    pub head: Pieces,
    /// Lines that add authors, code, discussion.
    pub tail: Pieces,
    /// Pieces that hold the title, when it is known where it stands; empty when there is none.
    pub title: TitlePlace,
    pub authors: Pieces,
    pub venue: Pieces,
    pub count: Option<PrintedCount>,
    /// The entry is this and nothing else.
    pub identifier: Option<Identifier>,
    pub unit: Unit,
    /// What each slot says that may hold the title; read when the draft is made.
    pub readings: Readings,
    /// The reading that the siblings chose.
    pub chosen: Option<Chosen>,
}

/// What carries an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Unit {
    #[default]
    Item,
    Paragraph,
    /// A line of a paragraph or an item that holds several.
    Line,
    Row,
    Heading,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Unit::Item => "item",
            Unit::Paragraph => "paragraph",
            Unit::Line => "line",
            Unit::Row => "row",
            Unit::Heading => "heading",
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(super) enum TitlePlace {
    #[default]
    Search,
    /// A line that is the title and nothing else, such as a heading.
    Line(Range<usize>),
    Absent,
}

/// What all entries of one list share while they are built.
pub(super) struct Context<'d, 't> {
    pub document: &'d Document<'t>,
    pub damage: &'d Damage,
    /// What each link of the document says.
    pub readings: &'d [AddressReading],
    /// Each leaf is read once, whoever asks; only blocks of one stretch are here.
    lines: Vec<OnceCell<Box<Line<'d>>>>,
    /// The first block of the stretch.
    first: usize,
}

impl<'d, 't> Context<'d, 't> {
    /// For the entries that stand in these blocks.
    pub fn new(document: &'d Document<'t>, damage: &'d Damage, readings: &'d [AddressReading], blocks: Range<usize>) -> Context<'d, 't> {
        let lines = blocks.clone().map(|_| OnceCell::new()).collect();
        Context { document, damage, readings, lines, first: blocks.start }
    }

    /// The line of these pieces, when they are a whole leaf.
    #[inline]
    fn whole(&self, range: &Range<usize>) -> Option<&Line<'d>> {
        let leaf = self.document.leaf_at(range.start)?;
        // A footnote may stand in another stretch.
        self.lines.get(leaf.checked_sub(self.first)?)?;
        (self.document.blocks[leaf].inlines == *range).then(|| self.line(leaf))
    }

    /// A leaf as a line, read once.
    #[inline]
    pub fn line(&self, leaf: usize) -> &Line<'d> {
        self.lines[leaf - self.first].get_or_init(|| Box::new(line::read(self, &self.document.blocks[leaf].inlines)))
    }
}

struct Found<'e> {
    own: Vec<Identifier>,
    mentions: Vec<Identifier>,
    notices: &'e mut Vec<Notice>,
}

impl<'d> Context<'d, '_> {
    pub fn segments(&self, range: &Range<usize>) -> Cow<'_, [Segment<'d>]> {
        match self.whole(range) {
            Some(line) => Cow::Borrowed(&line.segments),
            None => Cow::Owned(segments(&self.document.inlines[range.clone()]).into_vec()),
        }
    }

    pub fn links(&self, range: &Range<usize>) -> Cow<'_, [usize]> {
        match self.whole(range) {
            Some(line) => Cow::Borrowed(&line.links),
            None => Cow::Owned(self.find_links(range).into_vec()),
        }
    }

    /// The links in these pieces, each once, in order of appearance.
    pub fn find_links(&self, range: &Range<usize>) -> SmallVec<[usize; 2]> {
        let mut links: SmallVec<[usize; 2]> = SmallVec::new();
        let mut push = |link: usize| {
            if links.last() != Some(&link) {
                links.push(link);
            }
        };
        for inline in &self.document.inlines[range.clone()] {
            if let Some(link) = inline.link {
                if let Some(around) = self.document.links[link].around {
                    push(around);
                }
                push(link);
            }
        }
        if links.len() > 1 && links.iter().any(|link| self.document.links[*link].around.is_some()) {
            let mut seen = Places::default();
            links.retain(|link| seen.insert(*link));
        }
        links
    }

    #[inline]
    pub fn paper_of(&self, link: usize) -> Option<&Identifier> {
        match &self.readings[link] {
            AddressReading::Paper(identifier) => Some(identifier),
            _ => None,
        }
    }

    fn repaired(&self, text: &str) -> String {
        if text.is_ascii() {
            return text.to_owned();
        }
        show(&self.damage.repair(text))
    }
}

/// Bytes that were no UTF-8 are shown by the character that says so.
fn show(text: &str) -> String {
    if !text.is_ascii() && text.contains(super::source::INVALID) {
        text.replace(super::source::INVALID, "\u{fffd}")
    } else {
        text.to_owned()
    }
}

/// What each slot of the draft says that may hold its title.
pub(super) fn readings(context: &Context<'_, '_>, draft: &Draft) -> Readings {
    let heads: SmallVec<[Cow<'_, [Segment<'_>]>; 2]> = draft.head.iter().map(|range| context.segments(range)).collect();
    let (line, at) = match find_title(context, draft, &heads) {
        (None, _) if matches!(draft.title, TitlePlace::Search) => (name_of_link(&heads).map(Rc::new), usize::MAX),
        found => found,
    };
    let mut readings = Readings::new();
    if let Some(title) = line {
        readings.push(Reading { slot: Slot::Line, title, at });
    }
    if matches!(draft.title, TitlePlace::Search)
        && let Some((at, head)) = heads.iter().enumerate().find(|(_, head)| head.iter().any(|segment| word_count(&segment.text) > 0))
    {
        let known = readings.first().map(|reading| reading.title.clone());
        slots::read(context, head, at, known.as_deref(), &mut readings);
    }
    readings
}

/// Builds the entry; notices about it go to `notices`.
pub(super) fn build(context: &Context<'_, '_>, mut draft: Draft, notices: &mut Vec<Notice>) -> Entry {
    let heads: SmallVec<[Cow<'_, [Segment<'_>]>; 2]> = draft.head.iter().map(|range| context.segments(range)).collect();
    let tails: SmallVec<[Cow<'_, [Segment<'_>]>; 2]> = draft.tail.iter().map(|range| context.segments(range)).collect();
    let mut rule = Rule { unit: draft.unit.name(), ..Rule::default() };
    let (title, at) = match draft.chosen.take() {
        Some(chosen) => {
            (rule.slot, rule.affixes) = (chosen.slot.name(), chosen.affixes);
            (Some(chosen.title), chosen.at)
        }
        None => (None, usize::MAX),
    };
    let aside = read_asides(context, &draft, &heads, &tails, title.as_deref(), at);
    let (kind, why) = kind_of(context, &draft, title.as_deref(), &aside);
    rule.kind = why;
    let mut found = Found { own: draft.identifier.iter().cloned().collect(), mentions: Vec::new(), notices };
    identify(context, &draft, title.as_deref(), kind, &mut found);
    let Found { mut own, mentions, .. } = found;
    derive_acl(&mut own);
    own.sort_by_key(|identifier| identifier.scheme);
    let count = draft.count.or_else(|| heads.iter().chain(&tails).find_map(|segments| counts::find(context.document, segments)));
    let (title_text, title_span) = match &title {
        Some(title) => (context.repaired(&title.text), tight_span(context.document.text, &title.span, &title.text)),
        None => (String::new(), draft.span.start..draft.span.start),
    };
    Entry {
        line: 0,
        end_line: 0,
        span: draft.span,
        section: draft.section,
        group: draft.group.iter().map(|name| context.repaired(name)).collect(),
        kind,
        title: title_text,
        title_span,
        authors: aside.authors.iter().map(|name| context.repaired(name)).collect(),
        authors_truncated: aside.truncated,
        venue: aside.venue.map(|venue| context.repaired(&venue)),
        year: aside.year,
        identifiers: own,
        mentions,
        links: collect_links(context, &draft.head, &draft.tail),
        count,
        duplicate_of: None,
        duplicate_reason: None,
        record: None,
        rule,
    }
}

fn find_title(context: &Context<'_, '_>, draft: &Draft, heads: &[Cow<'_, [Segment<'_>]>]) -> (Option<Rc<Title>>, usize) {
    match &draft.title {
        TitlePlace::Absent => (None, usize::MAX),
        TitlePlace::Line(range) => {
            let segments = context.segments(range);
            let text = title::clean(&title::without_number(&plain_text(&segments)));
            let link = segments.iter().find_map(|segment| segment.link.filter(|_| segment.is_linked()));
            let span = segments.first().map_or(draft.span.start, |first| first.span.start)
                ..segments.last().map_or(draft.span.start, |last| last.span.end);
            let title = Title {
                text,
                span,
                form: Form::Plain,
                link,
                from: 0,
                after: usize::MAX,
                rest: String::new(),
                before: Vec::new(),
                embedded: false,
                cited: None,
            };
            (Some(Rc::new(title)).filter(|title| !title.text.is_empty()), usize::MAX)
        }
        TitlePlace::Search => draft
            .head
            .iter()
            .zip(heads)
            .enumerate()
            .find_map(|(i, (range, head))| match context.whole(range) {
                Some(line) => line.any_title().cloned().map(|title| (Some(title), i)),
                None => title::find(head).map(|title| (Some(Rc::new(title)), i)),
            })
            .unwrap_or((None, usize::MAX)),
    }
}

/// A linked name that looks like a venue, where nothing looks like a title: `[PG23 / Mobile-R1](…)`.
fn name_of_link(heads: &[Cow<'_, [Segment<'_>]>]) -> Option<Title> {
    let segments = heads.first()?;
    let (from, segment) = segments.iter().enumerate().find(|(_, segment)| segment.is_linked() && !segment.text.trimmed().is_empty())?;
    let text = title::clean(&segment.text);
    let named = !is_label(&text) && !is_date(&text) && citation::key(&text).is_none() && text.chars().any(char::is_alphabetic);
    let title = Title {
        text,
        span: segment.span.clone(),
        form: Form::Link,
        link: segment.link,
        from,
        after: from + 1,
        rest: String::new(),
        before: Vec::new(),
        embedded: false,
        cited: None,
    };
    named.then_some(title)
}

/// The title's own bytes inside the pieces it was found in.
fn tight_span(text: &str, span: &Span, title: &str) -> Span {
    let Some(source) = text.get(span.clone()) else { return span.clone() };
    if source.starts_with(title) {
        return span.start..span.start + title.len();
    }
    let mut words = title.split_whitespace();
    let first = words.next().unwrap_or_default();
    let last = words.next_back().unwrap_or(first);
    let start = source.find(first).unwrap_or(0);
    let end = source[start..].rfind(last).map_or(source.len(), |at| start + at + last.len());
    span.start + start..span.start + end
}

fn collect_links(context: &Context<'_, '_>, head: &[Range<usize>], tail: &[Range<usize>]) -> Vec<Link> {
    let mut indices: Vec<usize> = Vec::new();
    for range in head.iter().chain(tail) {
        indices.extend_from_slice(&context.links(range));
    }
    indices.sort_by_key(|link| (context.document.links[*link].span.start, *link));
    indices.dedup();
    indices
        .into_iter()
        .map(|index| {
            let link = &context.document.links[index];
            Link { label: context.repaired(link.label.trimmed()), url: show(&link.url), image: link.image, span: link.span.clone() }
        })
        .collect()
}

// ---------------------------------------------------------------- authors, venue, year

fn read_asides(
    context: &Context<'_, '_>,
    draft: &Draft,
    heads: &[Cow<'_, [Segment<'_>]>],
    tails: &[Cow<'_, [Segment<'_>]>],
    title: Option<&Title>,
    at: usize,
) -> Aside {
    let mut aside = Aside::default();
    for range in &draft.authors {
        let text = plain_text(&context.segments(range));
        if aside.authors.is_empty() && !text.trimmed().is_empty() {
            (aside.authors, aside.truncated) = names(&text);
        }
    }
    for range in &draft.venue {
        aside.take_venue(&plain_text(&context.segments(range)));
    }
    if let Some((title, head)) = title.zip(heads.get(at)).filter(|(title, _)| title.from > 0) {
        let front = plain_text(head.get(..title.from).unwrap_or_default());
        if let Some((authors, year)) = citation::authors_in_front(&front) {
            aside.read_citation(authors, "", year);
        } else if let Some((_, inside)) =
            front.trim_end().trim_end_matches([':', ' ']).strip_suffix(')').and_then(|front| front.rsplit_once('('))
        {
            // `Name (Org, 2023): "The Title"`.
            aside.year = printed_year(inside).filter(|_| inside.len() <= 60);
        }
    }
    if let Some(cited) = title.and_then(|title| title.cited.as_deref()) {
        aside.read_citation(&cited.authors, &cited.venue, cited.year);
    }
    if let Some(title) = title {
        for before in &title.before {
            if let Some((authors, year)) = citation::key(before) {
                aside.read_citation(authors, "", Some(year));
            } else if is_venue(before) || is_date(before) {
                aside.take_venue(before);
            }
        }
    }
    for (i, head) in heads.iter().enumerate() {
        let from = match title {
            Some(title) if i == at => {
                aside.read(&title.rest);
                title.after.min(head.len())
            }
            Some(_) if i < at && at != usize::MAX => continue,
            _ => 0,
        };
        read_lines(&head[from..], &mut aside);
    }
    for tail in tails {
        read_lines(tail, &mut aside);
    }
    aside
}

fn read_lines(segments: &[Segment], aside: &mut Aside) {
    for line in segments.split(|segment| segment.kind == SegmentKind::Break) {
        let done = !aside.authors.is_empty() && aside.venue.is_some() && aside.year.is_some();
        if done {
            return;
        }
        read_line(line, aside);
    }
}

/// Italics and code first, each alone; then what is left of the line.
fn read_line(line: &[Segment], aside: &mut Aside) {
    let mut rest = String::new();
    let mut i = 0;
    while i < line.len() {
        let segment = &line[i];
        if segment.kind != SegmentKind::Text || segment.is_address() {
            i += 1;
            continue;
        }
        if segment.is(style::ITALIC) {
            let mut run = String::new();
            while let Some(segment) = line.get(i).filter(|segment| segment.is(style::ITALIC) && segment.kind == SegmentKind::Text) {
                run.push_str(&segment.text);
                i += 1;
            }
            aside.read_italics(&run);
            rest.push('\n');
            continue;
        }
        if segment.is(style::CODE) {
            aside.read(&segment.text);
        } else if segment.is_linked() && is_generic_label(&segment.text) {
            if is_venue(&segment.text) {
                aside.take_venue(&segment.text);
            }
            read_parts(&std::mem::take(&mut rest), aside);
        } else {
            rest.push_str(&segment.text);
        }
        i += 1;
    }
    read_parts(&rest, aside);
}

/// Lines, and what middle dots part.
fn read_parts(text: &str, aside: &mut Aside) {
    for line in text.split('\n') {
        if line.is_ascii() {
            aside.read(line);
        } else {
            line.split(" · ").flat_map(|part| part.split(" • ")).for_each(|part| aside.read(part));
        }
    }
}

// ---------------------------------------------------------------- kind

fn kind_of(context: &Context<'_, '_>, draft: &Draft, title: Option<&Title>, aside: &Aside) -> (Kind, &'static str) {
    let any_link = |test: &dyn Fn(&usize) -> bool| draft.head.iter().any(|range| context.links(range).iter().any(test));
    let labelled_paper = |link: &usize| {
        let link_data = &context.document.links[*link];
        context.paper_of(*link).is_some() && (link_data.bare || is_paper_label(&link_data.label))
    };
    let printed_as_paper =
        !aside.authors.is_empty() && (aside.year.is_some() || aside.venue.is_some()) || aside.year.is_some() && aside.venue.is_some();
    if let Some(link) = title.and_then(|title| title.link) {
        if context.paper_of(link).is_some() {
            return (Kind::Paper, "identifier");
        }
        let url = &context.document.links[link].url;
        let long = title.is_some_and(|title| word_count(&title.text) >= 4);
        return match kind::of_address(url) {
            Some(Kind::Paper) => (Kind::Paper, "address"),
            Some(_) if long && any_link(&labelled_paper) => (Kind::Paper, "paper-link-beside"),
            Some(_) if long && printed_as_paper && !aside.authors.is_empty() => (Kind::Paper, "printed-as-paper"),
            Some(kind) => (kind, "address"),
            None if any_link(&|link| context.paper_of(*link).is_some()) => (Kind::Paper, "paper-link-beside"),
            None if printed_as_paper => (Kind::Paper, "printed-as-paper"),
            None if url.ends_with(".pdf") || url.contains("paper") || url.contains("publication") => (Kind::Paper, "address"),
            None => (Kind::Resource, "unknown-host"),
        };
    }
    let everything: Vec<usize> = draft
        .head
        .iter()
        .chain(&draft.tail)
        .flat_map(|range| context.links(range).into_owned())
        .filter(|link| !context.document.links[*link].image)
        .collect();
    let any_paper = everything.iter().any(|link| {
        context.paper_of(*link).is_some()
            || kind::of_address(&context.document.links[*link].url) == Some(Kind::Paper)
            || is_paper_label(&context.document.links[*link].label)
    });
    let long = title.is_some_and(|title| word_count(&title.text) >= 4);
    if any_paper {
        return (Kind::Paper, "paper-link-beside");
    }
    if printed_as_paper {
        return (Kind::Paper, "printed-as-paper");
    }
    if long {
        return (Kind::Paper, "title-alone");
    }
    match everything.first() {
        None => (Kind::Paper, "no-link"),
        Some(link) => {
            kind::of_address(&context.document.links[*link].url).map_or((Kind::Resource, "unknown-host"), |kind| (kind, "address"))
        }
    }
}

// ---------------------------------------------------------------- identifiers

fn identify(context: &Context<'_, '_>, draft: &Draft, title: Option<&Title>, kind: Kind, found: &mut Found<'_>) {
    let title_link = title.and_then(|title| title.link);
    let own_tail = kind == Kind::Paper || title_link.is_none();
    if let Some(identifier) = title_link.and_then(|link| context.paper_of(link)) {
        found.own.push(identifier.clone());
    }
    for range in &draft.head {
        for link in context.links(range).iter().copied() {
            take_link(context, link, title, true, found);
        }
        take_text(context, range, true, found);
    }
    for range in &draft.tail {
        for link in context.links(range).iter().copied() {
            take_link(context, link, title, own_tail, found);
        }
        take_text(context, range, own_tail && found.own.is_empty(), found);
    }
}

fn take_link(context: &Context<'_, '_>, link: usize, title: Option<&Title>, may_own: bool, found: &mut Found<'_>) {
    let Some(identifier) = context.paper_of(link).cloned() else { return };
    let raw = &context.document.links[link];
    let label = raw.label.trimmed();
    let own_title = title.is_some_and(|title| title.link == Some(link) || !label.is_empty() && same_words(&title.text, label));
    let generic = raw.image || raw.bare || label.is_empty() || is_generic_label(label);
    let beside = !own_title && (is_foreign_label(label) || !generic && word_count(label) >= 3 && !is_paper_label(label));
    // Figures and avatars of other papers are no identifiers of this one once it has its own.
    let weak = raw.image && raw.around.is_none() || is_code_label(label) && !is_paper_label(label);
    if let Some(known) = found.own.iter_mut().find(|known| known.scheme == identifier.scheme && known.value == identifier.value) {
        known.version = known.version.or(identifier.version);
        return;
    }
    if let Some(known) = found.own.iter().find(|known| known.scheme == identifier.scheme) {
        let equal_claim = may_own && !beside && !weak && (raw.bare && !in_sentence(context, link) || is_paper_label(label) || own_title);
        if equal_claim && identifier.scheme != Scheme::Url && found.own.len() < 32 {
            let first = known.clone();
            found.notices.push(Notice {
                code: NoticeCode::IdTitleConflict,
                message: format!("one entry prints two identifiers of one scheme: {first} and {identifier}"),
                line: 0,
                column: 0,
                span: raw.span.clone(),
            });
            found.own.push(identifier);
        } else {
            mention(found, identifier);
        }
        return;
    }
    // An entry that is called by a repository or a post, and speaks of a paper by its name.
    let elsewhere =
        title.is_some_and(|title| title.link.is_some_and(|link| context.paper_of(link).is_none() && !is_paper_file(context, link)));
    let told_of = elsewhere && !own_title && !generic && !is_paper_label(label) && in_sentence(context, link);
    let zenodo = identifier.scheme == Scheme::Doi && identifier.value.starts_with("10.5281/");
    let no_claim = !may_own
        || beside && !found.own.is_empty()
        || beside && title.is_some() && !own_title && is_foreign_label(label)
        || told_of
        || zenodo && (weak || !found.own.is_empty());
    if no_claim { mention(found, identifier) } else { found.own.push(identifier) }
}

fn is_paper_file(context: &Context<'_, '_>, link: usize) -> bool {
    let url = &context.document.links[link].url;
    url.ends_with(".pdf") || kind::of_address(url) == Some(Kind::Paper)
}

/// Words of a sentence stand right before the link: `… made with [This](…)`, not `| [This](…)` or `([This](…))`.
fn in_sentence(context: &Context<'_, '_>, link: usize) -> bool {
    let start = context.document.links[link].span.start;
    let from = floor_boundary(context.document.text, start.saturating_sub(60));
    let line = context.document.text.get(from..start).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
    let word = line.trim_end().rsplit([' ', '\t']).next().unwrap_or_default();
    line.ends_with(' ') && word.len() >= 2 && word.bytes().all(|b| b.is_ascii_lowercase() || b == b',') && !is_paper_label(word)
}

fn mention(found: &mut Found<'_>, identifier: Identifier) {
    let own = |known: &Identifier| known.scheme == identifier.scheme && known.value == identifier.value;
    if !found.own.iter().any(own) && !found.mentions.contains(&identifier) && found.mentions.len() < 200 {
        found.mentions.push(identifier);
    }
}

/// The Anthology's DOIs carry its own id: `10.18653/v1/2022.acl-long.585`.
fn derive_acl(own: &mut Vec<Identifier>) {
    if own.iter().any(|identifier| identifier.scheme == Scheme::Acl) {
        return;
    }
    let derived = own.iter().filter(|identifier| identifier.scheme == Scheme::Doi).find_map(|doi| {
        let suffix = doi.value.strip_prefix("10.18653/v1/").or_else(|| doi.value.strip_prefix("10.3115/v1/"))?;
        parse_identifier(&format!("ACL:{suffix}"))
    });
    own.extend(derived);
}

/// Identifiers printed as text count when no link gives one of their scheme; where they may not, they are mentions.
fn take_text(context: &Context<'_, '_>, range: &Range<usize>, may_own: bool, found: &mut Found<'_>) {
    let inlines = &context.document.inlines[range.clone()];
    for inline in inlines.iter().filter(|inline| inline.style & style::CODE != 0 && inline.link.is_none()) {
        // No address is a link in code.
        for place in web::addresses(context.document.text, inline.span.clone()) {
            if let AddressReading::Paper(identifier) = read_address(&context.document.text[place]) {
                take_printed(identifier, may_own, found);
            }
        }
    }
    if !inlines.iter().any(|inline| has_decimal(&inline.text)) {
        return;
    }
    let mut text = String::new();
    for inline in inlines {
        if inline.style & style::ADDRESS == 0 && inline.link.is_none_or(|link| !context.document.links[link].image) {
            text.push_str(&inline.text);
        } else {
            text.push(' ');
        }
    }
    for identifier in identifiers_in_text(&text) {
        take_printed(identifier, may_own, found);
    }
}

fn take_printed(identifier: Identifier, may_own: bool, found: &mut Found<'_>) {
    match found.own.iter_mut().find(|known| known.scheme == identifier.scheme) {
        Some(known) if known.value == identifier.value => known.version = known.version.or(identifier.version),
        None if may_own => found.own.push(identifier),
        _ => mention(found, identifier),
    }
}

fn same_words(a: &str, b: &str) -> bool {
    let words = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    a.len().abs_diff(b.len()) < 24 && words(a) == words(b)
}
