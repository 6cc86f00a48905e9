//! Headings: which are sections, and which are titles of papers.
//!
//! A heading goes in; a section, or the entry it is the title of, comes out.

use std::collections::HashSet;

use smallvec::smallvec;

use super::Section;
use super::document::{BlockKind, Places};
use super::entry::{Context, Draft, Pieces, TitlePlace, Unit};
use super::names::is_authors;
use super::scan::Trim;
use super::segments::plain_text;
use super::venues::is_date;
use super::vocabulary::is_side_heading;
use super::walk::Walk;

impl<'w, 'd, 't> Walk<'w, 'd, 't> {
    pub(super) fn heading(&mut self, siblings: &[usize], k: usize, level: u8) -> usize {
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
        let mut head: Pieces = smallvec![heading.clone()];
        head.extend(tail);
        self.push(Draft { span, head, title: TitlePlace::Line(heading), unit: Unit::Heading, ..Draft::default() });
        end
    }
}

fn is_year(name: &str) -> bool {
    is_date(name.trimmed().trim_end_matches([':', '：', ' ', '年']).trim_matches(|c: char| !c.is_alphanumeric()))
}

fn show(text: &str) -> String {
    text.replace(super::source::INVALID, "\u{fffd}")
}

/// Headings that are titles of papers: several of one level have a paper's links or authors right below, and no entries of another shape.
#[derive(Default)]
pub(super) struct PaperHeadings {
    candidates: Vec<(u8, usize)>,
    /// Headings with something below them, by level.
    counts: [usize; 8],
    /// All headings of each level.
    all: [usize; 8],
    /// Headings that are nothing but a paper's link.
    short: Vec<(u8, usize)>,
    seen_any: bool,
    linked: Places,
}

impl PaperHeadings {
    /// Looks at the headings of a stretch.
    pub fn read(&mut self, context: &Context<'_, '_>, siblings: &[usize]) {
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
            // A short one may be a topic with its survey; among its like it is a title.
            let whole = line.segments.iter().all(|segment| segment.is_linked() || !segment.text.chars().any(char::is_alphanumeric));
            let paper = line.title().is_some_and(|title| title.link.is_some_and(|link| context.paper_of(link).is_some()));
            if self.seen_any && level > 1 && whole && paper && is_about_no_other(context, &siblings[start..end]) {
                self.short.push((level, siblings[k]));
            }
            let linked_title = self.seen_any
                && level > 1
                && line.title_words() >= 4
                && line.title().is_some_and(|title| title.link.is_some_and(|link| context.paper_of(link).is_some()));
            if linked_title {
                self.linked.insert(siblings[k]);
            }
            self.seen_any = true;
            self.all[usize::from(level)] += 1;
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

    pub fn chosen(self) -> Places {
        let mut chosen = self.linked;
        for level in 1..=6u8 {
            let short: Vec<usize> = self.short.iter().filter(|(other, _)| *other == level).map(|(_, block)| *block).collect();
            if short.len() >= 2 && short.len() * 3 >= self.all[usize::from(level)] * 2 {
                chosen.extend(short);
            }
            let of_level: Vec<usize> = self.candidates.iter().filter(|(other, _)| *other == level).map(|(_, block)| *block).collect();
            if of_level.len() >= 3 && of_level.len() * 2 >= self.counts[usize::from(level)] {
                chosen.extend(of_level);
            }
        }
        chosen
    }
}

/// No line below is an entry of its own.
fn is_about_no_other(context: &Context<'_, '_>, body: &[usize]) -> bool {
    let leaves = body.iter().flat_map(|block| context.document.leaves(*block)).take(40);
    !leaves.map(|leaf| context.line(leaf)).any(|line| line.key().is_none() && line.paper && line.is_independent())
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
