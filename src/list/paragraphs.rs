//! Paragraphs: which begin an entry, what below belongs to it, which name what follows.
//!
//! A paragraph and what stands below go in; entries come out, and how far they reach.

use std::ops::Range;

use smallvec::smallvec;

use super::document::{BlockKind, InlineKind};
use super::entry::{Draft, Pieces, Unit};
use super::labels::{field_key, is_generic_label};
use super::line::Line;
use super::names::is_authors;
use super::scan::Trim;
use super::segments::{SegmentKind, word_count};
use super::several;
use super::title::{self, Form};
use super::venues::is_venue;
use super::vocabulary::is_side_heading;
use super::walk::{FOLDS, Walk, label_of};
use crate::paper::Scheme;

impl<'w, 'd, 't> Walk<'w, 'd, 't> {
    pub(super) fn paragraph(&mut self, siblings: &[usize], k: usize) -> usize {
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
                self.push(Draft { span, head: smallvec![pieces], unit: Unit::Line, ..Draft::default() });
            }
            return k + 1;
        }
        if self.starts_entry(siblings, k, line) {
            return self.entry_of_paragraph(siblings, k, line);
        }
        let labelled = line.is_label() && (line.is_bold() || self.next_kind(siblings, k) == Some(BlockKind::List) && line.words() <= 6);
        if labelled && matches!(self.next_kind(siblings, k), Some(BlockKind::List | BlockKind::Table | BlockKind::Paragraph)) {
            self.state.group = vec![label_of(line)];
        } else {
            self.doubt(block);
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
        if title.cited.is_some() && line.words() <= 80 && (line.prints_paper() || is_reference(line.text())) {
            return true;
        }
        let fields_follow = self.fields_follow(siblings, k);
        match title.form {
            Form::Bold => {
                let own = line.outward > 0 && (line.paper || self.generic_links_only(line)) || self.names_people(line, title);
                // A name of one word is a title where the paragraphs above it are titles in bold, too.
                (words >= 2 || words == 1 && own && self.begun().0 >= 1)
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
                let like_siblings = self.begun().1 >= 1 && outside == 0 && title::is_title_case(&title.text);
                (words >= 3 || alone || people)
                    && (paper || people || like_siblings)
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

    pub(super) fn names_people(&self, line: &Line, title: &title::Title) -> bool {
        line.segments.get(title.after..).unwrap_or_default().iter().filter(|segment| segment.kind == SegmentKind::Text).any(|segment| {
            let text = segment.text.trimmed();
            text.split('\n').any(|part| {
                is_authors(part.trim_matches(['.', ' ', ',', '*', '_', '\t'])) || is_venue(part) && part.len() > 4 && !segment.is_linked()
            })
        })
    }

    fn generic_links_only(&self, line: &Line) -> bool {
        line.segments
            .iter()
            .filter(|segment| segment.is_linked() && !segment.text.trimmed().is_empty())
            .all(|segment| is_generic_label(segment.text.trimmed()) || line.title().is_some_and(|title| title.link == segment.link))
            || line.segments.iter().filter(|segment| segment.is_linked()).any(|segment| is_generic_label(segment.text.trimmed()))
    }

    /// The next block is about the paper whose title stands here: a list of fields, a line of authors, a line of links.
    fn fields_follow(&self, siblings: &[usize], k: usize) -> bool {
        let Some(next) = siblings[k + 1..].iter().take(4).copied().find(|next| !self.is_picture(*next)) else { return false };
        match self.kind(next) {
            BlockKind::List => self.is_field_list(next),
            BlockKind::Paragraph => {
                let line = self.line(next);
                let text = line.text().trimmed();
                is_authors(text) && !line.prints_paper()
                    || line.is_italic() && line.words() <= 60
                    || line.outward > 0 && line.title().is_none() && line.paper
            }
            _ => false,
        }
    }

    /// A paragraph that holds nothing but images.
    fn is_picture(&self, block: usize) -> bool {
        let pieces = &self.document().inlines[self.pieces(block)];
        self.kind(block) == BlockKind::Paragraph
            && !pieces.is_empty()
            && pieces.iter().all(|piece| piece.kind != InlineKind::Text || piece.text.trimmed().is_empty())
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

    /// How many paragraphs of this section began with a bold title, and how many were a linked title.
    fn begun(&self) -> (usize, usize) {
        let (section, bold, linked) = self.state.begun;
        if section == self.state.current { (bold, linked) } else { (0, 0) }
    }

    fn count_begun(&mut self, line: &Line) {
        let (bold, linked) = self.begun();
        let form = line.title().map(|title| title.form.clone());
        self.state.begun =
            (self.state.current, bold + usize::from(form == Some(Form::Bold)), linked + usize::from(form == Some(Form::Link)));
    }

    fn entry_of_paragraph(&mut self, siblings: &[usize], k: usize, line: &Line) -> usize {
        self.count_begun(line);
        let block = siblings[k];
        let mut end = self.span(block).end;
        let mut heads: Pieces = smallvec![self.pieces(block)];
        let mut tail = Pieces::new();
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
        self.push(Draft { span: start..end, head: heads, tail, unit: Unit::Paragraph, ..Draft::default() });
        next
    }

    /// Sentences about the entry above: no item of them is an entry, nor are most of them titles.
    fn is_notes(&self, list: usize) -> bool {
        let heads: Vec<&Line> =
            self.document().children(list).filter_map(|item| self.head_leaf(item)).map(|head| self.line(head)).collect();
        let titles = heads.iter().filter(|line| line.resembles_title()).count();
        heads.iter().all(|line| line.outward == 0) && (titles < 2 || titles * 2 < heads.len())
    }
}

/// `[4] A. One, …`: a line of a list of references, numbered by hand.
pub(super) fn is_reference(text: &str) -> bool {
    let text = text.trim_start();
    let Some(inside) = text.strip_prefix('[') else { return false };
    let digits = inside.bytes().take_while(u8::is_ascii_digit).count();
    (1..=6).contains(&digits) && inside[digits..].starts_with("] ")
}

/// `intro:`, `arXiv:`, `github(official):` in any words, when an address or few words follow.
fn loose_key(text: &str) -> bool {
    let text = text.trimmed();
    let Some(end) = text.find([':', '：']) else { return false };
    let key = &text[..end];
    word_count(key) <= 2 && key.len() <= 24 && !key.is_empty() && text[end..].trim_start_matches([':', '：', ' ']).starts_with("http")
        || field_key(text).is_some()
}
