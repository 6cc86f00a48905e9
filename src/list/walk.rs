//! Through the document in reading order: headings become sections, and what lists papers becomes drafts of entries.
//!
//! Blocks go in; sections and entries come out. Which lines belong to an entry is told here, its fields are read elsewhere.

use std::collections::HashSet;
use std::ops::Range;

use super::document::{BlockKind, Document, InlineKind};
use super::entry::{self, Context, Draft, TitlePlace};
use super::garbled::Damage;
use super::identifiers::AddressReading;
use super::line::Line;
use super::segments::{SegmentKind, plain_text, word_count};
use super::source::Details;
use super::title::{self, Form};
use super::vocabulary::{field_key, is_authors, is_date, is_generic_label, is_side_heading, is_venue};
use super::{Entry, Notice, Section, Span, several, table};
use crate::paper::Scheme;

/// Names of summaries an entry carries at most.
const FOLDS: usize = 16;

/// Deeper lists are read as part of what they stand in.
const DEPTH: usize = 40;

pub(super) struct Walked {
    pub sections: Vec<Section>,
    pub entries: Vec<Entry>,
    pub notices: Vec<Notice>,
    /// Code blocks, with the section they stand in.
    pub code: Vec<(usize, Option<usize>)>,
    /// Sections that hold entries or other sections.
    pub used: HashSet<usize>,
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
    for (context, stretch) in contexts.into_iter().zip(&stretches) {
        let mut walk = Walk { context: &context, details, state };
        walk.blocks(&siblings[stretch.clone()], 0);
        state = walk.state;
    }
    let State { sections, entries, notices, code, used, .. } = state;
    Walked { sections, entries, notices, code, used }
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

struct Walk<'w, 'd, 't> {
    context: &'w Context<'d, 't>,
    details: &'w [Details],
    state: State,
}

/// What the walk knows so far.
#[derive(Default)]
struct State {
    sections: Vec<Section>,
    /// Whether a section is news, acknowledgement or the like.
    side: Vec<bool>,
    /// Rank and section; a year under a heading of its own level has the odd rank between.
    stack: Vec<(u32, usize)>,
    current: Option<usize>,
    /// Nothing has come since the last heading.
    fresh: bool,
    /// Names of the summaries around that are open, and where each ends.
    folds: Vec<(String, usize)>,
    /// Names below the heading and the summaries: a bold line, bullets above bullets.
    group: Vec<String>,
    entries: Vec<Entry>,
    notices: Vec<Notice>,
    code: Vec<(usize, Option<usize>)>,
    used: HashSet<usize>,
    paper_headings: HashSet<usize>,
    /// Footnotes of entries.
    notes: HashSet<usize>,
}

impl<'w, 'd, 't> Walk<'w, 'd, 't> {
    fn document(&self) -> &Document<'t> {
        self.context.document
    }

    fn kind(&self, block: usize) -> BlockKind {
        self.document().blocks[block].kind
    }

    fn span(&self, block: usize) -> Span {
        self.document().blocks[block].span.clone()
    }

    fn pieces(&self, block: usize) -> Range<usize> {
        self.document().blocks[block].inlines.clone()
    }

    fn line(&self, block: usize) -> &'w Line<'d> {
        self.context.line(block)
    }

    fn aside(&self) -> bool {
        self.state.current.is_some_and(|section| self.state.side[section])
    }

    fn push(&mut self, mut draft: Draft) {
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
        let entry = entry::build(self.context, draft, &mut self.state.notices);
        if !entry.title.is_empty() || !entry.identifiers.is_empty() {
            self.state.entries.push(entry);
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

    fn trimmed(&self, span: Span) -> Span {
        match self.document().text.get(span.clone()) {
            Some(text) => {
                let lead = text.len() - text.trim_start().len();
                span.start + lead.min(text.trim_end().len())..span.start + text.trim_end().len()
            }
            None => span,
        }
    }

    // ------------------------------------------------------------ blocks

    fn blocks(&mut self, siblings: &[usize], depth: usize) {
        let mut k = 0;
        while k < siblings.len() {
            let block = siblings[k];
            self.leave_folds(self.span(block).start);
            let kind = self.kind(block);
            k = match kind {
                BlockKind::Heading(level) => self.heading(siblings, k, level),
                BlockKind::Paragraph => self.paragraph(siblings, k),
                BlockKind::List => {
                    self.list(block, depth);
                    k + 1
                }
                BlockKind::Table => {
                    self.table(block);
                    k + 1
                }
                BlockKind::Code => {
                    self.state.code.push((block, self.state.current));
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

    fn table(&mut self, block: usize) {
        if self.aside() {
            return;
        }
        for draft in table::drafts(self.context, block) {
            self.push(draft);
        }
    }

    // ------------------------------------------------------------ headings

    fn heading(&mut self, siblings: &[usize], k: usize, level: u8) -> usize {
        let block = siblings[k];
        if self.state.paper_headings.contains(&block) && !self.aside() {
            return self.paper_heading(siblings, k);
        }
        let segments = self.context.segments(&self.pieces(block));
        let name = plain_text(&segments).split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return k + 1;
        }
        self.state.group.clear();
        self.state.folds.clear();
        let rank = u32::from(level) * 2;
        self.state.stack.truncate(self.state.stack.iter().position(|(other, _)| *other > rank).unwrap_or(self.state.stack.len()));
        let year = is_year(&name);
        let under_sibling = year
            && self.state.stack.last().is_some_and(|(other, section)| {
                let parent_name = self.state.sections[*section].path.last().map_or("", String::as_str);
                let parent_of_years = self.state.fresh && self.state.current == Some(*section) || self.has_year_child(*section);
                *other == rank && !is_year(parent_name) && parent_of_years
            });
        if !under_sibling && self.state.stack.last().is_some_and(|(other, _)| *other == rank) {
            self.state.stack.pop();
        }
        let parent = self.state.stack.last().map(|(_, section)| *section);
        let mut path = parent.map_or(Vec::new(), |section| self.state.sections[section].path.clone());
        path.push(show(&self.context.damage.repair(&name)));
        let side = parent.is_some_and(|section| self.state.side[section]) || is_side_heading(&name);
        if let Some(parent) = parent {
            self.state.used.insert(parent);
        }
        self.state.sections.push(Section { path, line: 0, span: self.trimmed(self.span(block)) });
        self.state.side.push(side);
        let section = self.state.sections.len() - 1;
        self.state.stack.push((rank + u32::from(under_sibling), section));
        self.state.current = Some(section);
        self.state.fresh = true;
        k + 1
    }

    /// A year already stands under this section although it has the section's level.
    fn has_year_child(&self, section: usize) -> bool {
        let depth = self.state.sections[section].path.len();
        self.state.sections.get(section + 1).is_some_and(|next| {
            next.path.len() == depth + 1 && next.path.last().is_some_and(|name| is_year(name)) && self.state.used.contains(&section)
        })
    }

    /// The heading is a paper's title; everything up to the next heading is about it.
    fn paper_heading(&mut self, siblings: &[usize], k: usize) -> usize {
        let block = siblings[k];
        let mut end = k + 1;
        let mut tail = Vec::new();
        while end < siblings.len() && !matches!(self.kind(siblings[end]), BlockKind::Heading(_)) {
            tail.extend(self.document().leaves(siblings[end]).map(|leaf| self.pieces(leaf)));
            end += 1;
        }
        let last = siblings[end - 1];
        let span = self.span(block).start..self.span(last).end;
        let heading = self.pieces(block);
        // Links that stand below are the paper's own: heading and body are one head.
        let mut head = vec![heading.clone()];
        head.extend(tail);
        self.push(Draft { span, head, title: TitlePlace::Line(heading), ..Draft::default() });
        end
    }

    // ------------------------------------------------------------ lists

    fn list(&mut self, block: usize, depth: usize) {
        let items: Vec<usize> = self.document().children(block).collect();
        if self.aside() {
            return;
        }
        let heads: Vec<(usize, Option<usize>)> = items.iter().map(|item| (*item, self.head_leaf(*item))).collect();
        let lines: Vec<Option<&Line>> = heads.iter().map(|(_, head)| head.map(|head| self.line(head))).collect();
        if self.untitled_fields(block, &lines) {
            return;
        }
        let bare: Vec<&Line> = lines
            .iter()
            .flatten()
            .copied()
            .filter(|line| line.outward == 0 && line.inward == 0 && !line.prints_identifier() && !line.is_embedding())
            .collect();
        let plain_titles = bare.iter().filter(|line| line.is_plain_title()).count();
        let plain = bare.is_empty() || plain_titles * 10 >= bare.len() * 6 && plain_titles >= 1;
        for ((item, head), line) in heads.into_iter().zip(lines) {
            match (head, line) {
                (Some(head), Some(line)) => self.item(item, head, line, depth, plain),
                _ => self.inner_lists(item, depth),
            }
        }
    }

    fn inner_lists(&mut self, item: usize, depth: usize) {
        if depth >= DEPTH {
            return;
        }
        let inner: Vec<usize> = self.document().children(item).collect();
        self.blocks(&inner, depth + 1);
    }

    /// The first line of an item that is its own, not that of a list in it.
    fn head_leaf(&self, item: usize) -> Option<usize> {
        let first = self.document().children(item).find(|child| !matches!(self.kind(*child), BlockKind::Rule))?;
        match self.kind(first) {
            BlockKind::Paragraph | BlockKind::Heading(_) => (!self.pieces(first).is_empty()).then_some(first),
            _ => None,
        }
    }

    /// `- Paper: …`, `- Code: …` right below a heading that is a topic: one entry without a title.
    fn untitled_fields(&mut self, block: usize, lines: &[Option<&Line>]) -> bool {
        let all: Vec<&Line> = lines.iter().flatten().copied().collect();
        let keyed = all
            .iter()
            .filter(|line| line.key().is_some() && (line.title().is_none() || line.title_words() <= 2 || line.key().is_some()))
            .count();
        if all.is_empty() || all.len() != lines.len() || keyed < all.len() || !all.iter().any(|line| line.paper) {
            return false;
        }
        let papers =
            all.iter().filter(|line| line.key().is_some_and(|key| matches!(key, "paper" | "arxiv" | "pdf" | "论文" | "论文链接"))).count();
        if papers != 1 {
            return false;
        }
        let head = self.document().leaves(block).map(|leaf| self.pieces(leaf)).collect();
        let span = self.span(block);
        self.push(Draft { span, head, title: TitlePlace::Absent, ..Draft::default() });
        true
    }

    fn item(&mut self, item: usize, head: usize, line: &Line, depth: usize, plain: bool) {
        if line.is_contents() {
            return;
        }
        if let Some(identifier) = line.bare_identifier() {
            let span = self.span(head);
            return self.push(Draft {
                span,
                head: vec![self.pieces(head)],
                title: TitlePlace::Absent,
                identifier: Some(identifier),
                ..Draft::default()
            });
        }
        let parts: Vec<usize> = self.document().children(item).filter(|child| *child != head).collect();
        let lists: Vec<usize> = parts.iter().copied().filter(|part| self.kind(*part) == BlockKind::List).collect();
        if depth >= DEPTH {
            return;
        }
        let independent: HashSet<usize> = lists
            .iter()
            .flat_map(|list| self.document().children(*list).collect::<Vec<_>>())
            .filter(|child| self.holds_entry(*child, depth))
            .collect();
        if line.outward > 0 {
            if line.is_prose() && !line.paper {
                return self.inner_lists_only(&lists, depth);
            }
            if line.title().is_some_and(|title| title.embedded) || line.is_announcement() {
                return self.inner_lists_only(&lists, depth);
            }
            if let Some(pieces) = several::entries_of(self.context, head) {
                for (span, pieces) in pieces {
                    self.push(Draft { span, head: vec![pieces], ..Draft::default() });
                }
                return self.inner_lists_only(&lists, depth);
            }
            if line.key().is_some() && line.title_words() <= 3 && !line.paper {
                return self.inner_lists_only(&lists, depth);
            }
            return self.entry_of_item(item, head, &parts, &independent, depth);
        }
        if !independent.is_empty() {
            let name = label_of(line);
            self.state.group.push(name);
            for list in &lists {
                self.list(*list, depth + 1);
            }
            self.state.group.pop();
            return;
        }
        let tables = parts.iter().any(|part| self.kind(*part) == BlockKind::Table);
        if tables {
            self.state.group.push(label_of(line));
            self.blocks(&parts, depth + 1);
            self.state.group.pop();
            return;
        }
        let links_below =
            parts.iter().flat_map(|part| self.document().leaves(*part).collect::<Vec<_>>()).any(|leaf| self.line(leaf).outward > 0);
        let named =
            line.title().is_some() && line.title_words() >= 2 && line.key().is_none() && !is_venue(line.text()) && !line.is_announcement();
        if links_below && named {
            return self.entry_of_item(item, head, &parts, &independent, depth);
        }
        if links_below {
            self.state.group.push(label_of(line));
            self.inner_lists_only(&lists, depth);
            self.state.group.pop();
        } else if line.title_words() >= 2 && line.key().is_none() && !line.is_announcement() && line.prints_identifier() {
            self.entry_of_item(item, head, &parts, &independent, depth);
        } else if self.state.current.is_some()
            && (plain && line.is_plain_title()
                || line.title().is_some_and(|title| title.form == Form::Bold && self.names_people(line, title))
                    && !line.is_announcement()
                    && line.key().is_none())
        {
            self.entry_of_item(item, head, &parts, &independent, depth);
        }
    }

    fn inner_lists_only(&mut self, lists: &[usize], depth: usize) {
        for list in lists {
            if depth < DEPTH {
                self.list(*list, depth + 1);
            }
        }
    }

    /// An item below this one is an entry of its own, or a name above such.
    fn holds_entry(&self, item: usize, depth: usize) -> bool {
        let Some(head) = self.head_leaf(item) else { return false };
        let line = self.line(head);
        if line.is_independent() {
            return true;
        }
        if line.outward > 0 || depth >= DEPTH {
            return false;
        }
        let mut lists = self.document().children(item).filter(|child| self.kind(*child) == BlockKind::List);
        lists.any(|list| self.document().children(list).take(3).any(|child| self.holds_entry(child, depth + 8)))
    }

    fn entry_of_item(&mut self, item: usize, head: usize, parts: &[usize], independent: &HashSet<usize>, depth: usize) {
        let start = self.span(item).start;
        let mut end = self.span(head).end;
        let mut heads = vec![self.pieces(head)];
        let mut tail = Vec::new();
        let mut later = Vec::new();
        let head_links = self.context.links(&heads[0]).iter().any(|link| !self.document().links[*link].image);
        for part in parts {
            match self.kind(*part) {
                BlockKind::List => {
                    for child in self.document().children(*part).collect::<Vec<_>>() {
                        if independent.contains(&child) {
                            later.push(child);
                            continue;
                        }
                        let leaves: Vec<Range<usize>> = self.document().leaves(child).map(|leaf| self.pieces(leaf)).collect();
                        if head_links {
                            tail.extend(leaves)
                        } else {
                            heads.extend(leaves)
                        }
                        if later.is_empty() {
                            end = end.max(self.span(child).end);
                        }
                    }
                }
                BlockKind::Code => self.state.code.push((*part, self.state.current)),
                BlockKind::Table => self.table(*part),
                _ => {
                    let leaves: Vec<Range<usize>> = self.document().leaves(*part).map(|leaf| self.pieces(leaf)).collect();
                    if head_links {
                        tail.extend(leaves)
                    } else {
                        heads.extend(leaves)
                    }
                    end = end.max(self.span(*part).end);
                }
            }
        }
        self.push(Draft { span: start..end, head: heads, tail, ..Draft::default() });
        for child in later {
            if let Some(child_head) = self.head_leaf(child) {
                let line = self.line(child_head);
                self.item(child, child_head, line, depth + 1, false);
            }
        }
    }

    // ------------------------------------------------------------ paragraphs

    fn paragraph(&mut self, siblings: &[usize], k: usize) -> usize {
        let block = siblings[k];
        if self.aside() || self.pieces(block).is_empty() {
            return k + 1;
        }
        let line = self.line(block);
        if let Some(end) = self.summary_end(block)
            && !(line.outward > 0 && line.paper)
        {
            if is_side_heading(line.text()) {
                // A log of changes folded away.
                let mut next = k + 1;
                while siblings
                    .get(next)
                    .is_some_and(|sibling| self.span(*sibling).start < end && !matches!(self.kind(*sibling), BlockKind::Heading(_)))
                {
                    next += 1;
                }
                return next;
            }
            self.state.group.clear();
            if self.state.folds.len() < FOLDS {
                self.state.folds.push((label_of(line), end));
            }
            return k + 1;
        }
        if let Some(pieces) = several::entries_of(self.context, block) {
            for (span, pieces) in pieces {
                self.push(Draft { span, head: vec![pieces], ..Draft::default() });
            }
            return k + 1;
        }
        if self.starts_entry(siblings, k, line) {
            return self.entry_of_paragraph(siblings, k, line);
        }
        let labelled = line.is_label() && (line.is_bold() || self.next_kind(siblings, k) == Some(BlockKind::List) && line.words() <= 6);
        if labelled && matches!(self.next_kind(siblings, k), Some(BlockKind::List | BlockKind::Table | BlockKind::Paragraph)) {
            self.state.group = vec![label_of(line)];
        }
        k + 1
    }

    fn next_kind(&self, siblings: &[usize], k: usize) -> Option<BlockKind> {
        siblings.get(k + 1).map(|next| self.kind(*next))
    }

    fn summary_end(&self, block: usize) -> Option<usize> {
        let start = self.span(block).start;
        let at = self.details.partition_point(|details| details.summary.end <= start);
        self.details.get(at).filter(|details| details.summary.start <= start && start < details.summary.end).map(|details| details.end)
    }

    fn starts_entry(&self, siblings: &[usize], k: usize, line: &Line) -> bool {
        let Some(title) = line.title() else { return false };
        let words = word_count(&title.text);
        if title.embedded || line.is_announcement() || words > 60 {
            return false;
        }
        let fields_follow = self.fields_follow(siblings, k);
        match title.form {
            Form::Bold => {
                let own = line.outward > 0 && (line.paper || self.generic_links_only(line)) || self.names_people(line, title);
                words >= 2
                    && line.key().is_none()
                    && !is_authors(&title.text)
                    && (own || fields_follow)
                    && !line.is_contents()
                    && line.words() <= 400
            }
            Form::Link => {
                let paper = title
                    .link
                    .is_some_and(|link| self.context.paper_of(link).is_some() || self.document().links[link].url.ends_with(".pdf"))
                    || line.paper;
                let outside: usize =
                    line.segments.iter().filter(|segment| segment.is_plain()).map(|segment| word_count(&segment.text)).sum();
                let alone =
                    outside == 0 && title.link.and_then(|link| self.context.paper_of(link)).is_some_and(|id| id.scheme != Scheme::Url);
                let people = self.names_people(line, title);
                (words >= 3 || alone || people)
                    && (paper || people)
                    && (outside <= 12 || title.before.iter().any(|before| is_venue(before)) || people)
                    && line.segments.first().is_none_or(|first| !first.is_plain() || word_count(&first.text) <= 4)
            }
            Form::Quoted | Form::Italic | Form::Plain => {
                let titled = title::is_title_case(&title.text) || title.form == Form::Quoted;
                let behind = word_count(&title.rest)
                    + line
                        .segments
                        .get(title.after..)
                        .unwrap_or_default()
                        .iter()
                        .filter(|segment| segment.is_plain())
                        .map(|segment| word_count(&segment.text))
                        .sum::<usize>();
                let bracketed =
                    line.segments.get(title.after.saturating_sub(1)).is_some_and(|segment| segment.text.trim_end().ends_with(['[', '(']));
                let terse = behind <= 12 || bracketed || self.names_people(line, title);
                let printed = terse
                    && words >= 3
                    && line.paper
                    && line.outward > 0
                    && self.generic_links_only(line)
                    && !line.is_prose()
                    && titled
                    && line.words() <= 120
                    && line.key().is_none();
                let above_fields = line.outward == 0
                    && (3..=40).contains(&words)
                    && fields_follow
                    && !line.text().trim_end().ends_with([':', '：'])
                    && line.key().is_none();
                printed || above_fields
            }
        }
    }

    fn names_people(&self, line: &Line, title: &title::Title) -> bool {
        line.segments.get(title.after..).unwrap_or_default().iter().filter(|segment| segment.kind == SegmentKind::Text).any(|segment| {
            let text = segment.text.trim();
            text.split('\n').any(|part| {
                is_authors(part.trim_matches(['.', ' ', ',', '*', '_', '\t'])) || is_venue(part) && part.len() > 4 && !segment.is_linked()
            })
        })
    }

    fn generic_links_only(&self, line: &Line) -> bool {
        line.segments
            .iter()
            .filter(|segment| segment.is_linked() && !segment.text.trim().is_empty())
            .all(|segment| is_generic_label(segment.text.trim()) || line.title().is_some_and(|title| title.link == segment.link))
            || line.segments.iter().filter(|segment| segment.is_linked()).any(|segment| is_generic_label(segment.text.trim()))
    }

    /// The next block is about the paper whose title stands here: a list of fields, a line of authors, a line of links.
    fn fields_follow(&self, siblings: &[usize], k: usize) -> bool {
        let Some(next) = siblings[k + 1..].iter().take(4).copied().find(|next| !self.is_picture(*next)) else { return false };
        match self.kind(next) {
            BlockKind::List => self.is_field_list(next),
            BlockKind::Paragraph => {
                let line = self.line(next);
                let text = line.text().trim();
                is_authors(text) || line.is_italic() && line.words() <= 60 || line.outward > 0 && line.title().is_none() && line.paper
            }
            _ => false,
        }
    }

    /// A paragraph that holds nothing but images.
    fn is_picture(&self, block: usize) -> bool {
        let pieces = &self.document().inlines[self.pieces(block)];
        self.kind(block) == BlockKind::Paragraph
            && !pieces.is_empty()
            && pieces.iter().all(|piece| piece.kind != super::document::InlineKind::Text || piece.text.trim().is_empty())
    }

    /// Most items are fields, none is an entry of its own, and one leads out.
    fn is_field_list(&self, list: usize) -> bool {
        let (mut fields, mut items, mut outward) = (0, 0, false);
        for item in self.document().children(list).take(30) {
            items += 1;
            let Some(head) = self.head_leaf(item) else { continue };
            let line = self.line(head);
            let keyed = line.key().is_some() || loose_key(line.text());
            if line.is_independent() && !keyed {
                return false;
            }
            fields += usize::from(line.is_field() || keyed);
            outward |= line.outward > 0 || keyed;
        }
        items > 0 && fields * 2 >= items && outward
    }

    fn entry_of_paragraph(&mut self, siblings: &[usize], k: usize, line: &Line) -> usize {
        let block = siblings[k];
        let mut end = self.span(block).end;
        let mut heads = vec![self.pieces(block)];
        let mut tail = Vec::new();
        let linked = line.outward > 0;
        let mut next = k + 1;
        while let Some(follower) = siblings.get(next).copied() {
            let belongs = match self.kind(follower) {
                BlockKind::Paragraph => {
                    let follower_line = self.line(follower);
                    let about = follower_line.is_field() && follower_line.words() <= 400 || follower_line.is_italic();
                    let about = about || self.is_picture(follower);
                    about && !self.starts_entry(siblings, next, follower_line) && self.summary_end(follower).is_none()
                }
                BlockKind::List => self.is_field_list(follower) || linked && self.is_notes(follower),
                _ => false,
            };
            if !belongs {
                break;
            }
            let leaves: Vec<Range<usize>> = self.document().leaves(follower).map(|leaf| self.pieces(leaf)).collect();
            if linked {
                tail.extend(leaves)
            } else {
                heads.extend(leaves)
            }
            end = self.span(follower).end;
            next += 1;
        }
        let start = self.span(block).start;
        self.push(Draft { span: start..end, head: heads, tail, ..Draft::default() });
        next
    }

    /// Sentences about the entry above: no item of them is an entry.
    fn is_notes(&self, list: usize) -> bool {
        self.document().children(list).all(|item| self.head_leaf(item).is_none_or(|head| self.line(head).outward == 0))
    }
}

/// `intro:`, `arXiv:`, `github(official):` in any words, when an address or few words follow.
fn loose_key(text: &str) -> bool {
    let text = text.trim();
    let Some(end) = text.find([':', '：']) else { return false };
    let key = &text[..end];
    word_count(key) <= 2 && key.len() <= 24 && !key.is_empty() && text[end..].trim_start_matches([':', '：', ' ']).starts_with("http")
        || field_key(text).is_some()
}

fn label_of(line: &Line) -> String {
    let text = title::clean(&line.text().lines().next().unwrap_or_default().chars().take(120).collect::<String>());
    if text.is_empty() { line.text().trim().chars().take(120).collect() } else { text }
}

fn is_year(name: &str) -> bool {
    is_date(name.trim().trim_end_matches([':', '：', ' ', '年']).trim_matches(|c: char| !c.is_alphanumeric()))
}

fn show(text: &str) -> String {
    text.replace(super::source::INVALID, "\u{fffd}")
}

/// Headings that are titles of papers: several of one level have a paper's links or authors right below, and no entries of another shape.
#[derive(Default)]
struct PaperHeadings {
    candidates: Vec<(u8, usize)>,
    /// Headings with something below them, by level.
    counts: [usize; 8],
    seen_any: bool,
    linked: HashSet<usize>,
}

impl PaperHeadings {
    /// Looks at the headings of a stretch.
    fn read(&mut self, context: &Context<'_, '_>, siblings: &[usize]) {
        let document = context.document;
        let mut k = 0;
        while k < siblings.len() {
            let BlockKind::Heading(level) = document.blocks[siblings[k]].kind else {
                k += 1;
                continue;
            };
            let start = k + 1;
            let mut end = start;
            while end < siblings.len() && !matches!(document.blocks[siblings[end]].kind, BlockKind::Heading(_)) {
                end += 1;
            }
            let line = context.line(siblings[k]);
            let linked_title = self.seen_any
                && level > 1
                && line.title_words() >= 4
                && line.title().is_some_and(|title| title.link.is_some_and(|link| context.paper_of(link).is_some()));
            if linked_title {
                self.linked.insert(siblings[k]);
            }
            self.seen_any = true;
            let body = end > start;
            self.counts[usize::from(level)] += usize::from(body);
            if body
                && line.words() >= 3
                && line.inward == 0
                && !is_side_heading(line.text())
                && is_about_one_paper(context, &siblings[start..end])
            {
                self.candidates.push((level, siblings[k]));
            }
            k = end;
        }
    }

    fn chosen(self) -> HashSet<usize> {
        let mut chosen = self.linked;
        for level in 1..=6u8 {
            let of_level: Vec<usize> = self.candidates.iter().filter(|(other, _)| *other == level).map(|(_, block)| *block).collect();
            if of_level.len() >= 3 && of_level.len() * 2 >= self.counts[usize::from(level)] {
                chosen.extend(of_level);
            }
        }
        chosen
    }
}

fn is_about_one_paper(context: &Context<'_, '_>, body: &[usize]) -> bool {
    let document = context.document;
    let mut signs = 0;
    let mut papers = HashSet::new();
    for block in body {
        match document.blocks[*block].kind {
            BlockKind::Paragraph | BlockKind::List | BlockKind::Quote => {}
            BlockKind::Code | BlockKind::Rule => continue,
            _ => return false,
        }
        for leaf in document.leaves(*block).take(40) {
            let line = context.line(leaf);
            let keyed = line.key().is_some();
            let other_title = line.is_independent() || line.is_bold() && line.outward == 0 && !is_authors(line.text());
            if !keyed && other_title && line.title_words() >= 3 {
                return false;
            }
            let authors = line.key().is_some_and(|key| key.starts_with("author") || key == "作者");
            signs += usize::from(authors || line.paper && (keyed || line.title().is_none() || line.title_words() <= 2));
            for link in &line.links {
                if let Some(identifier) = context.paper_of(*link) {
                    papers.insert(identifier.unversioned());
                }
            }
        }
    }
    signs > 0 && papers.len() <= 4
}
