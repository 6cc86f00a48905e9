//! Lists: which of their items are entries, which are fields of the entry above, which are names of what follows.
//!
//! A list goes in; the entries of its items come out, in order.

use std::ops::Range;

use smallvec::smallvec;

use super::document::{BlockKind, Places, style};
use super::entry::{Draft, Pieces, TitlePlace, Unit};
use super::line::Line;
use super::several;
use super::title::{Form, Title};
use super::venues::is_venue;
use super::walk::{DEPTH, Walk, label_of};

/// How many of a list's items without links are plain titles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Plain {
    No,
    Mostly,
    /// Nearly all: what stands among them is one, too, however it is written.
    Uniform,
}

impl<'w, 'd, 't> Walk<'w, 'd, 't> {
    pub(super) fn list(&mut self, block: usize, depth: usize) {
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
        let resembling = || bare.iter().all(|line| line.resembles_title());
        let plain = if bare.len() >= 5 && plain_titles * 10 >= bare.len() * 8
            || bare.len() >= 3 && plain_titles * 10 >= bare.len() * 6 && resembling()
        {
            Plain::Uniform
        } else if bare.is_empty() || plain_titles * 10 >= bare.len() * 6 && plain_titles >= 1 {
            Plain::Mostly
        } else {
            Plain::No
        };
        let last = items.last().copied();
        for ((item, head), line) in heads.into_iter().zip(lines) {
            if Some(item) == last
                && let Some((head, line)) = head.zip(line)
                && let Some(below) = self.paragraph_of_item(line)
            {
                // `10. **Title**.` and three blanks below it authors and links: one blank short of the item's own text.
                let parts: Vec<usize> = self.document().children(item).filter(|child| *child != head).chain([below]).collect();
                self.state.consumed.insert(below);
                self.entry_of_item(item, head, &parts, &Places::default(), depth);
                continue;
            }
            match (head, line) {
                (Some(head), Some(line)) => self.item(item, head, line, depth, plain),
                _ => self.inner_lists(item, depth),
            }
        }
    }

    /// The paragraph behind the list, when it holds the authors and links that the list's last item lacks.
    fn paragraph_of_item(&self, line: &Line) -> Option<usize> {
        let below = self.state.following?;
        let bold = line.outward == 0 && line.title().is_some_and(|title| title.form == Form::Bold) && line.title_words() >= 2;
        let paragraph = self.line(below);
        let first = paragraph.segments.iter().find(|segment| !segment.text.trim().is_empty())?;
        let authors = first.is(style::ITALIC) && !first.is_linked();
        (bold && authors && paragraph.outward > 0 && paragraph.paper).then_some(below)
    }

    fn inner_lists(&mut self, item: usize, depth: usize) {
        if depth >= DEPTH {
            return;
        }
        let inner: Vec<usize> = self.document().children(item).collect();
        self.blocks(&inner, depth + 1);
    }

    /// The first line of an item that is its own, not that of a list in it.
    pub(super) fn head_leaf(&self, item: usize) -> Option<usize> {
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

    fn item(&mut self, item: usize, head: usize, line: &Line, depth: usize, plain: Plain) {
        self.state.following = None;
        if line.is_contents() {
            return;
        }
        if let Some(identifier) = line.bare_identifier() {
            let span = self.span(head);
            return self.push(Draft {
                span,
                head: smallvec![self.pieces(head)],
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
        let independent: Places = lists
            .iter()
            .flat_map(|list| self.document().children(*list).collect::<Vec<_>>())
            .filter(|child| self.holds_entry(*child, depth))
            .collect();
        if line.outward > 0 {
            if line.is_prose() && !line.paper {
                return self.inner_lists_only(&lists, depth);
            }
            if line.any_title().is_some_and(|title| title.embedded) || line.is_announcement() || line.is_followed_by_sentence() {
                return self.inner_lists_only(&lists, depth);
            }
            if let Some(pieces) = several::entries_of(self.context, head) {
                for (span, pieces) in pieces {
                    self.push(Draft { span, head: smallvec![pieces], unit: Unit::Line, ..Draft::default() });
                }
                return self.inner_lists_only(&lists, depth);
            }
            if line.is_remark() || line.key().is_some() && line.title_words() <= 3 && !line.paper {
                return self.inner_lists_only(&lists, depth);
            }
            return self.entry_of_item(item, head, &parts, &independent, depth);
        }
        if !independent.is_empty() {
            let name = label_of(line);
            self.state.group.push(name);
            if self.is_label_above_papers(line, &parts) {
                self.blocks(&parts, depth + 1);
            } else {
                for list in &lists {
                    self.list(*list, depth + 1);
                }
            }
            self.state.group.pop();
            return;
        }
        if self.is_label_above_papers(line, &parts) {
            self.state.group.push(label_of(line));
            self.blocks(&parts, depth + 1);
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
            return;
        }
        let named_by = |title: &Title| title.form == Form::Bold && self.names_people(line, title);
        let told = || line.key().is_none() && !line.is_announcement();
        let printed = line.title_words() >= 2 && told() && line.prints_identifier();
        let in_section = self.state.current.is_some();
        let title = match plain {
            Plain::Uniform => line.is_plain_title() || line.is_loose_title() || line.resembles_title(),
            Plain::Mostly => line.is_plain_title(),
            Plain::No => false,
        };
        if printed || in_section && (title || line.title().is_some_and(named_by) && told()) {
            self.entry_of_item(item, head, &parts, &independent, depth);
        } else {
            self.doubt(head);
        }
    }

    /// A bullet of a few words, and below it paragraphs that each link a title to its paper: the bullet names them.
    fn is_label_above_papers(&self, line: &Line, parts: &[usize]) -> bool {
        let titled = |part: &usize| {
            self.kind(*part) == BlockKind::Paragraph
                && !self.pieces(*part).is_empty()
                && self.line(*part).paper
                && self.line(*part).title().is_some_and(|title| title.form == Form::Link && !title.embedded)
                && self.line(*part).title_words() >= 3
        };
        line.outward == 0 && line.words() <= 8 && line.key().is_none() && parts.iter().any(titled)
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
        let parts: Vec<usize> = self.document().children(item).filter(|child| *child != head).collect();
        if self.is_label_above_papers(line, &parts) {
            return true;
        }
        let mut lists = self.document().children(item).filter(|child| self.kind(*child) == BlockKind::List);
        lists.any(|list| self.document().children(list).take(3).any(|child| self.holds_entry(child, depth + 8)))
    }

    fn entry_of_item(&mut self, item: usize, head: usize, parts: &[usize], independent: &Places, depth: usize) {
        let start = self.span(item).start;
        let mut end = self.span(head).end;
        let mut heads: Pieces = smallvec![self.pieces(head)];
        let mut tail = Pieces::new();
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
                BlockKind::Code => self.code(*part, depth),
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
                self.item(child, child_head, line, depth + 1, Plain::No);
            }
        }
    }
}
