//! Through the document in reading order: headings become sections, and what lists papers becomes drafts of entries.
//!
//! Blocks go in; sections and entries come out. Which lines belong to an entry is told here, its fields are read elsewhere.

use std::ops::Range;

use super::document::{BlockKind, Document, InlineKind, Places};
use super::entry::{self, Context, Draft};
use super::garbled::Damage;
use super::group;
use super::headings::PaperHeadings;
use super::identifiers::AddressReading;
use super::line::Line;
use super::scan::Trim;
use super::source::Details;
use super::{Entry, Kind, Notice, NoticeCode, Section, Span, table, title};

/// Names of summaries an entry carries at most.
pub(super) const FOLDS: usize = 16;

/// Deeper lists are read as part of what they stand in.
pub(super) const DEPTH: usize = 40;

pub(super) struct Walked {
    pub sections: Vec<Section>,
    pub entries: Vec<Entry>,
    pub notices: Vec<Notice>,
    /// Code blocks, with the section they stand in.
    pub code: Vec<(usize, Option<usize>)>,
    /// Sections that hold entries or other sections.
    pub used: Places,
    /// Whether a link was read into an entry, by link.
    pub taken: Vec<bool>,
    /// Whether a leaf was read into an entry, by block.
    pub read: Vec<bool>,
}

/// Walks in stretches that begin at headings: what was read of one is forgotten before the next, so that a long list costs no more
/// memory at a time than its longest stretch.
pub(super) fn walk(document: &Document<'_>, damage: &Damage, readings: &[AddressReading], details: &[Details]) -> Walked {
    let mut siblings = Vec::new();
    let mut next = 0;
    while next < document.blocks.len() {
        siblings.push(next);
        next = document.blocks[next].end;
    }
    let stretches = stretches(document, &siblings);
    let context_of = |stretch: &Range<usize>| {
        let last = siblings[stretch.end - 1];
        Context::new(document, damage, readings, siblings[stretch.start]..document.blocks[last].end)
    };
    // Looking for headings of papers reads a few lines of each stretch, which the walk then finds read.
    let contexts: Vec<Context<'_, '_>> = stretches.iter().map(context_of).collect();
    let mut papers = PaperHeadings::default();
    for (context, stretch) in contexts.iter().zip(&stretches) {
        papers.read(context, &siblings[stretch.clone()]);
    }
    let mut state = State { paper_headings: papers.chosen(), ..State::default() };
    let mut ends = Vec::with_capacity(stretches.len());
    for (context, stretch) in contexts.into_iter().zip(&stretches) {
        let mut walk = Walk { context: &context, details, state };
        walk.blocks(&siblings[stretch.clone()], 0);
        state = walk.state;
        ends.push(state.drafts.len());
    }
    let State { sections, mut drafts, code, used, doubtful, .. } = state;
    group::vote::choose(&mut drafts);
    let mut built = Built { taken: vec![false; document.links.len()], read: vec![false; document.blocks.len()], ..Built::default() };
    let mut drafts = drafts.into_iter();
    let mut done = 0;
    for (stretch, end) in stretches.iter().zip(ends) {
        let context = context_of(stretch);
        drafts.by_ref().take(end - done).for_each(|draft| built.add(&context, draft));
        done = end;
    }
    let Built { mut entries, mut notices, taken, read } = built;
    group::judge::judge(&mut entries, &sections);
    // Only beside papers is such a line one that was meant to be read.
    let of_papers: Places = entries.iter().filter(|entry| entry.kind == Kind::Paper).filter_map(|entry| entry.section).collect();
    notices.extend(doubtful.into_iter().filter(|(section, _)| of_papers.contains(section)).map(|(_, span)| not_read(span)));
    Walked { sections, entries, notices, code, used, taken, read }
}

/// The entries, and what of the document is in them.
#[derive(Default)]
struct Built {
    entries: Vec<Entry>,
    notices: Vec<Notice>,
    taken: Vec<bool>,
    read: Vec<bool>,
}

impl Built {
    fn add(&mut self, context: &Context<'_, '_>, draft: Draft) {
        let pieces: Vec<Range<usize>> = draft.head.iter().chain(&draft.tail).cloned().collect();
        let entry = entry::build(context, draft, &mut self.notices);
        if entry.title.is_empty() && entry.identifiers.is_empty() {
            return;
        }
        self.entries.push(entry);
        for pieces in pieces {
            for link in context.links(&pieces).iter() {
                self.taken[*link] = true;
            }
            if let Some(leaf) = context.document.leaf_at(pieces.start) {
                self.read[leaf] = true;
            }
        }
    }
}

fn not_read(span: Span) -> Notice {
    let message = "a line that looks like a title or a citation and was not read as an entry".to_owned();
    Notice { code: NoticeCode::UnrecognisedBlock, message, line: 0, column: 0, span }
}

/// Blocks of a stretch, at least; a heading's own blocks are never parted.
const STRETCH: usize = 512;

fn stretches(document: &Document<'_>, siblings: &[usize]) -> Vec<Range<usize>> {
    let mut stretches = Vec::new();
    let mut start = 0;
    for (k, block) in siblings.iter().enumerate() {
        let heading = matches!(document.blocks[*block].kind, BlockKind::Heading(_));
        if heading && block - siblings[start] >= STRETCH {
            stretches.push(start..k);
            start = k;
        }
    }
    if start < siblings.len() {
        stretches.push(start..siblings.len());
    }
    stretches
}

pub(super) struct Walk<'w, 'd, 't> {
    pub context: &'w Context<'d, 't>,
    pub details: &'w [Details],
    pub state: State,
}

/// What the walk knows so far.
#[derive(Default)]
pub(super) struct State {
    pub sections: Vec<Section>,
    /// Whether a section is news, acknowledgement or the like.
    pub side: Vec<bool>,
    /// Rank and section; a year under a heading of its own level has the odd rank between.
    pub stack: Vec<(u32, usize)>,
    pub current: Option<usize>,
    /// Nothing has come since the last heading.
    pub fresh: bool,
    /// Names of the summaries around that are open, and where each ends.
    pub folds: Vec<(String, usize)>,
    /// Names below the heading and the summaries: a bold line, bullets above bullets.
    pub group: Vec<String>,
    pub drafts: Vec<Draft>,
    pub code: Vec<(usize, Option<usize>)>,
    pub used: Places,
    pub paper_headings: Places,
    /// The paragraph behind the list that is read, and those that were read with one.
    pub following: Option<usize>,
    pub consumed: Places,
    /// How many paragraphs of the section begin with a bold title or consist of a linked one.
    pub begun: (Option<usize>, usize, usize),
    /// Footnotes of entries.
    pub notes: Places,
    /// Lines that look like papers and were not read, with their section.
    pub doubtful: Vec<(usize, Span)>,
}

impl<'w, 'd, 't> Walk<'w, 'd, 't> {
    pub(super) fn document(&self) -> &Document<'t> {
        self.context.document
    }

    pub(super) fn kind(&self, block: usize) -> BlockKind {
        self.document().blocks[block].kind
    }

    pub(super) fn span(&self, block: usize) -> Span {
        self.document().blocks[block].span.clone()
    }

    pub(super) fn pieces(&self, block: usize) -> Range<usize> {
        self.document().blocks[block].inlines.clone()
    }

    pub(super) fn line(&self, block: usize) -> &'w Line<'d> {
        self.context.line(block)
    }

    pub(super) fn aside(&self) -> bool {
        self.state.current.is_some_and(|section| self.state.side[section])
    }

    pub(super) fn push(&mut self, mut draft: Draft) {
        draft.section = self.state.current;
        self.leave_folds(draft.span.start);
        let below = std::mem::take(&mut draft.group);
        let folds = self.state.folds.iter().map(|(name, _)| name);
        draft.group = folds.chain(&self.state.group).cloned().chain(below).collect();
        draft.span = self.trimmed(draft.span);
        self.add_notes(&mut draft);
        if let Some(section) = self.state.current {
            self.state.used.insert(section);
        }
        draft.readings = entry::readings(self.context, &draft);
        self.state.drafts.push(draft);
    }

    /// Remembers a line that is in no entry, when it looks like one.
    pub(super) fn doubt(&mut self, block: usize) {
        if let Some(section) = self.state.current
            && self.line(block).resembles_title()
        {
            let span = self.trimmed(self.span(block));
            self.state.doubtful.push((section, span));
        }
    }

    /// What the entry's footnotes say belongs to it; a footnote belongs to the first that points to it.
    fn add_notes(&mut self, draft: &mut Draft) {
        let document = self.context.document;
        let pieces = draft.head.iter().chain(&draft.tail).flat_map(|range| &document.inlines[range.clone()]);
        let marks = pieces.filter(|piece| piece.kind == InlineKind::NoteMark);
        let notes: Vec<usize> = marks.filter_map(|mark| document.note(&mark.text)).collect();
        for note in notes {
            if self.state.notes.insert(note) {
                draft.tail.extend(document.leaves(note).map(|leaf| document.blocks[leaf].inlines.clone()));
            }
        }
    }

    /// Forgets the names of summaries that end before here.
    fn leave_folds(&mut self, at: usize) {
        let open = self.state.folds.len();
        self.state.folds.retain(|(_, end)| at < *end);
        if self.state.folds.len() < open {
            self.state.group.clear();
        }
    }

    pub(super) fn trimmed(&self, span: Span) -> Span {
        match self.document().text.get(span.clone()) {
            Some(text) => {
                let lead = text.len() - text.trim_start().len();
                span.start + lead.min(text.trim_end().len())..span.start + text.trim_end().len()
            }
            None => span,
        }
    }

    pub(super) fn blocks(&mut self, siblings: &[usize], depth: usize) {
        let mut k = 0;
        while k < siblings.len() {
            let block = siblings[k];
            self.leave_folds(self.span(block).start);
            let kind = self.kind(block);
            k = match kind {
                BlockKind::Heading(level) => self.heading(siblings, k, level),
                BlockKind::Paragraph if self.state.consumed.contains(&block) => k + 1,
                BlockKind::Paragraph => self.paragraph(siblings, k),
                BlockKind::List => {
                    self.state.following = siblings
                        .get(k + 1)
                        .copied()
                        .filter(|next| self.kind(*next) == BlockKind::Paragraph && !self.pieces(*next).is_empty());
                    self.list(block, depth);
                    self.state.following = None;
                    k + 1
                }
                BlockKind::Table => {
                    self.table(block);
                    k + 1
                }
                BlockKind::Code => {
                    self.code(block, depth);
                    k + 1
                }
                BlockKind::Row { .. } | BlockKind::Cell | BlockKind::Item => {
                    let inner: Vec<usize> = self.document().children(block).collect();
                    if depth < DEPTH {
                        self.blocks(&inner, depth + 1);
                    }
                    k + 1
                }
                BlockKind::Quote => {
                    self.quote(block, depth);
                    k + 1
                }
                BlockKind::Rule => k + 1,
                BlockKind::Note => {
                    // What an entry points to was read with it; else it stands for itself.
                    let inner: Vec<usize> = self.document().children(block).collect();
                    if depth < DEPTH && !self.state.notes.contains(&block) {
                        self.blocks(&inner, depth + 1);
                    }
                    k + 1
                }
            };
            if !matches!(kind, BlockKind::Heading(_) | BlockKind::Rule) {
                self.state.fresh = false;
            }
        }
    }

    /// Records are read from code; indented lines that list papers are blocks in it.
    pub(super) fn code(&mut self, block: usize, depth: usize) {
        self.state.code.push((block, self.state.current));
        let inner: Vec<usize> = self.document().children(block).collect();
        if depth < DEPTH && !inner.is_empty() {
            self.blocks(&inner, depth + 1);
        }
    }

    /// A quotation holds no entries, unless whole lists were put into one.
    fn quote(&mut self, block: usize, depth: usize) {
        let inner: Vec<usize> = self.document().children(block).collect();
        let lists =
            inner.iter().filter(|child| matches!(self.kind(**child), BlockKind::List | BlockKind::Table | BlockKind::Quote)).count();
        let items =
            inner.iter().filter(|child| self.kind(**child) == BlockKind::List).flat_map(|list| self.document().children(*list)).count();
        if lists > 0
            && (items >= 3 || inner.iter().any(|child| matches!(self.kind(*child), BlockKind::Table | BlockKind::Quote)))
            && depth < DEPTH
        {
            self.blocks(&inner, depth + 1);
        }
    }

    pub(super) fn table(&mut self, block: usize) {
        if self.aside() {
            return;
        }
        for draft in table::drafts(self.context, block) {
            self.push(draft);
        }
    }
}

pub(super) fn label_of(line: &Line) -> String {
    let text = title::clean(&line.text().lines().next().unwrap_or_default().chars().take(120).collect::<String>());
    if text.is_empty() { line.text().trimmed().chars().take(120).collect() } else { text }
}
