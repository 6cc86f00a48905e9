//! Markdown and HTML events → the blocks, pieces and links of a document.
//!
//! The working text goes in, a [`Document`] comes out. HTML blocks may be left open, Markdown blocks never.

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

use super::document::{Block, BlockKind, CellSpan, Document, Inline, InlineKind, RawLink, style};
use super::html;
use super::identifiers::{identifiers_in_text, identifiers_in_url};
use super::scan::Trim;
use super::{Span, web};

/// What of Markdown is read besides its core.
pub(super) const OPTIONS: Options =
    Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH).union(Options::ENABLE_TASKLISTS).union(Options::ENABLE_FOOTNOTES);

/// Where an open block came from: HTML blocks may be left open, Markdown blocks never.
struct Open {
    block: usize,
    html: bool,
}

pub(super) struct Builder<'t> {
    document: Document<'t>,
    open: Vec<Open>,
    /// The paragraph that takes inline pieces now.
    leaf: Option<usize>,
    leaf_implicit: bool,
    bold: u32,
    italic: u32,
    code: u32,
    strike: u32,
    links: Vec<usize>,
    /// Depth of things whose text is not shown, such as `<style>`.
    pub hidden: u32,
    /// Parts of the leaf in which no bare address is looked for.
    opaque: Vec<Span>,
    html_block: Option<Span>,
    in_code_block: bool,
    /// The block of code is one by its indentation alone.
    indented: bool,
    /// Markdown inside an HTML block is being read.
    nested: bool,
}

/// What a builder has made so far, where nothing is open.
pub(super) struct Mark {
    blocks: usize,
    inlines: usize,
    links: usize,
    wide_cells: usize,
    hidden: u32,
    styles: [u32; 4],
}

impl<'t> Builder<'t> {
    pub fn new(text: &'t str) -> Builder<'t> {
        // About what lists hold: room that is not used costs nothing, room that grows is copied.
        let document = Document {
            text,
            blocks: Vec::with_capacity(text.len() / 60),
            inlines: Vec::with_capacity(text.len() / 36),
            links: Vec::with_capacity(text.len() / 130),
            ..Document::default()
        };
        Builder {
            document,
            open: Vec::new(),
            leaf: None,
            leaf_implicit: false,
            bold: 0,
            italic: 0,
            code: 0,
            strike: 0,
            links: Vec::new(),
            hidden: 0,
            opaque: Vec::new(),
            html_block: None,
            in_code_block: false,
            indented: false,
            nested: false,
        }
    }

    /// Whether no block is open, of Markdown or HTML.
    pub fn is_idle(&self) -> bool {
        self.open.is_empty() && self.leaf.is_none()
    }

    /// To come [back to](Self::back_to); only where no block is open.
    pub fn mark(&self) -> Mark {
        debug_assert!(self.is_idle());
        Mark {
            blocks: self.document.blocks.len(),
            inlines: self.document.inlines.len(),
            links: self.document.links.len(),
            wide_cells: self.document.wide_cells.len(),
            hidden: self.hidden,
            styles: [self.bold, self.italic, self.code, self.strike],
        }
    }

    /// Forgets everything since the mark.
    pub fn back_to(&mut self, mark: Mark) {
        self.document.blocks.truncate(mark.blocks);
        self.document.inlines.truncate(mark.inlines);
        self.document.links.truncate(mark.links);
        self.document.wide_cells.truncate(mark.wide_cells);
        self.document.notes.retain(|_, block| *block < mark.blocks);
        self.open.clear();
        self.links.clear();
        self.opaque.clear();
        (self.leaf, self.leaf_implicit) = (None, false);
        (self.html_block, self.in_code_block, self.nested) = (None, false, false);
        self.hidden = mark.hidden;
        [self.bold, self.italic, self.code, self.strike] = mark.styles;
    }

    pub fn finish(mut self) -> Document<'t> {
        while !self.open.is_empty() || self.leaf.is_some() {
            self.close_top(self.document.text.len());
        }
        self.document.leaf_at = vec![usize::MAX; self.document.inlines.len()];
        for (i, block) in self.document.blocks.iter().enumerate().filter(|(_, block)| !block.inlines.is_empty()) {
            self.document.leaf_at[block.inlines.start] = i;
        }
        self.document
    }

    pub fn event(&mut self, event: Event<'t>, span: Span) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag, span),
            Event::Text(text) if self.in_code_block => drop(text),
            Event::Text(text) => self.text(text, span),
            Event::Code(text) => {
                self.code += 1;
                self.text(text, span);
                self.code = self.code.saturating_sub(1);
            }
            Event::InlineHtml(tag) => {
                self.opaque.push(span.clone());
                html::inline(self, &tag, span);
            }
            Event::Html(_) => {}
            Event::SoftBreak => self.piece(InlineKind::SoftBreak, CowStr::Borrowed(" "), span),
            Event::HardBreak => self.piece(InlineKind::HardBreak, CowStr::Borrowed("\n"), span),
            Event::Rule => {
                self.open_block(BlockKind::Rule, span.clone(), false);
                self.close_top(span.end);
            }
            Event::TaskListMarker(_) => self.piece(InlineKind::Box, CowStr::Borrowed(""), span),
            Event::FootnoteReference(label) => self.piece(InlineKind::NoteMark, label, span),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(text, span),
        }
    }

    fn start(&mut self, tag: Tag<'t>, span: Span) {
        match tag {
            Tag::Paragraph => self.open_leaf(BlockKind::Paragraph, span),
            Tag::Heading { level, .. } => {
                self.close_html();
                self.open_leaf(BlockKind::Heading(level as u8), span);
            }
            Tag::BlockQuote(_) => self.open_block(BlockKind::Quote, span, false),
            Tag::CodeBlock(kind) => {
                self.open_block(BlockKind::Code, span, false);
                self.in_code_block = true;
                self.indented = matches!(kind, CodeBlockKind::Indented);
            }
            Tag::List(_) => self.open_block(BlockKind::List, span, false),
            Tag::Item => self.open_block(BlockKind::Item, span, false),
            Tag::Table(_) => self.open_block(BlockKind::Table, span, false),
            Tag::TableHead => self.open_block(BlockKind::Row { head: true }, span, false),
            Tag::TableRow => self.open_block(BlockKind::Row { head: false }, span, false),
            Tag::TableCell => self.open_leaf(BlockKind::Cell, span),
            Tag::HtmlBlock => self.html_block = Some(span),
            Tag::Strong => self.bold += 1,
            Tag::Emphasis => self.italic += 1,
            Tag::Strikethrough => self.strike += 1,
            Tag::Link { dest_url, .. } => self.open_link(dest_url, span, false),
            Tag::Image { dest_url, .. } => self.open_link(dest_url, span, true),
            Tag::FootnoteDefinition(label) => {
                let block = self.document.blocks.len();
                self.document.notes.entry(label).or_insert(block);
                self.open_block(BlockKind::Note, span, false);
            }
            _ => self.open_block(BlockKind::Quote, span, false),
        }
    }

    fn end(&mut self, tag: TagEnd, span: Span) {
        match tag {
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Emphasis => self.italic = self.italic.saturating_sub(1),
            TagEnd::Strikethrough => self.strike = self.strike.saturating_sub(1),
            TagEnd::Link => self.close_link(),
            TagEnd::Image => self.close_link(),
            TagEnd::HtmlBlock => {
                if let Some(block) = self.html_block.take().filter(|_| !self.nested) {
                    html::block(self, block);
                }
            }
            TagEnd::CodeBlock => {
                self.in_code_block = false;
                if self.indented && lists_papers(&self.document.text[span.clone()]) {
                    self.read_lines(span.clone());
                }
                self.close_markdown(span.end);
            }
            _ => self.close_markdown(span.end),
        }
    }

    /// Reads Markdown that stands inside an HTML block, one level deep.
    pub fn nested_markdown(&mut self, span: Span) -> bool {
        let text = self.document.text;
        if self.nested || self.in_link() || !text.is_char_boundary(span.start) || !text.is_char_boundary(span.end) {
            return false;
        }
        self.nested = true;
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        for (event, inner) in Parser::new_ext(&text[span.clone()], options).into_offset_iter() {
            self.event(event, inner.start + span.start..inner.end + span.start);
        }
        self.nested = false;
        true
    }

    /// Reads each line of an indented block as if it were not indented.
    fn read_lines(&mut self, span: Span) {
        let mut start = span.start;
        for line in self.document.text[span].split_inclusive('\n') {
            let lead = line.len() - line.trim_start().len();
            if !line.trimmed().is_empty() {
                self.nested_markdown(start + lead..start + line.len());
            }
            start += line.len();
        }
    }

    pub fn working_text(&self) -> &'t str {
        self.document.text
    }

    pub fn open_block(&mut self, kind: BlockKind, span: Span, html: bool) {
        self.close_implicit(span.start);
        self.end_leaf();
        let at = self.document.inlines.len();
        self.document.blocks.push(Block { kind, span, inlines: at..at, end: usize::MAX });
        self.open.push(Open { block: self.document.blocks.len() - 1, html });
    }

    pub fn open_leaf(&mut self, kind: BlockKind, span: Span) {
        self.open_block(kind, span, false);
        self.begin_leaf(false);
    }

    /// The row a `<th>` stands in is a head.
    pub fn mark_head_row(&mut self) {
        if let Some(open) = self.open.last()
            && let row @ BlockKind::Row { .. } = &mut self.document.blocks[open.block].kind
        {
            *row = BlockKind::Row { head: true };
        }
    }

    pub fn open_html_heading(&mut self, level: u8, span: Span) {
        self.open_block(BlockKind::Heading(level), span, true);
        self.begin_leaf(false);
    }

    fn begin_leaf(&mut self, implicit: bool) {
        self.leaf = self.open.last().map(|open| open.block);
        self.leaf_implicit = implicit;
        if !implicit {
            (self.bold, self.italic, self.code, self.strike) = (0, 0, 0, 0);
        }
        self.links.clear();
        self.opaque.clear();
    }

    fn end_leaf(&mut self) {
        if let Some(block) = self.leaf.take() {
            let end = self.document.inlines.len();
            self.document.blocks[block].inlines.end = end;
            self.links.clear();
            self.find_addresses(block);
        }
    }

    /// The cell that was just opened fills more than one place; HTML's own limits hold, and no rows (`0`) are all that follow.
    pub fn span_cell(&mut self, rows: Option<u64>, columns: Option<u64>) {
        let rows = rows.map_or(1, |rows| if rows == 0 { 65_534 } else { rows.min(65_534) as usize });
        let columns = columns.map_or(1, |columns| columns.clamp(1, 1000) as usize);
        if (rows, columns) != (1, 1)
            && let Some(last) = self.document.blocks.len().checked_sub(1)
        {
            self.document.wide_cells.push((last, CellSpan { rows, columns }));
        }
    }

    /// Closes the paragraph that bare text in an item or cell opened by itself.
    pub fn close_implicit(&mut self, at: usize) {
        if self.leaf.is_some() && self.leaf_implicit {
            self.close_top(at);
        }
    }

    /// Closes the innermost block.
    pub fn close_top(&mut self, at: usize) {
        let Some(open) = self.open.pop() else {
            self.leaf = None;
            return;
        };
        let implicit = std::mem::take(&mut self.leaf_implicit);
        if self.leaf == Some(open.block) {
            self.end_leaf();
        }
        let blocks = self.document.blocks.len();
        let block = &mut self.document.blocks[open.block];
        block.end = blocks;
        if open.html || block.span.end < block.span.start || implicit {
            block.span.end = at.max(block.span.start);
        }
    }

    fn close_markdown(&mut self, at: usize) {
        self.close_implicit(at);
        while let Some(open) = self.open.last() {
            let html = open.html;
            self.close_top(at);
            if !html {
                break;
            }
        }
    }

    /// Closes what HTML left open.
    pub fn close_html(&mut self) {
        while self.open.last().is_some_and(|open| open.html) || self.leaf_implicit {
            let at = self.document.inlines.last().map_or(0, |inline| inline.span.end);
            self.close_top(at);
        }
    }

    /// Closes the innermost HTML block of one of these kinds and all in it, never a Markdown block.
    pub fn close_html_block(&mut self, at: usize, wanted: impl Fn(BlockKind) -> bool, barrier: impl Fn(BlockKind) -> bool) {
        self.close_implicit(at);
        for (above, open) in self.open.iter().rev().enumerate() {
            let kind = self.document.blocks[open.block].kind;
            if !open.html || barrier(kind) {
                return;
            }
            if wanted(kind) {
                for _ in 0..=above {
                    self.close_top(at);
                }
                return;
            }
        }
    }

    pub fn text(&mut self, text: CowStr<'t>, span: Span) {
        if self.hidden > 0 {
            return;
        }
        if let Some(image) = self.links.last().copied().filter(|link| self.document.links[*link].image) {
            extend_label(&mut self.document.links[image].label, &text);
            return;
        }
        for link in &self.links {
            extend_label(&mut self.document.links[*link].label, &text);
        }
        self.piece(InlineKind::Text, text, span);
    }

    pub fn piece(&mut self, kind: InlineKind, text: CowStr<'t>, span: Span) {
        if self.hidden > 0 {
            return;
        }
        if self.leaf.is_none() {
            if matches!(kind, InlineKind::SoftBreak | InlineKind::HardBreak) || kind == InlineKind::Text && text.trimmed().is_empty() {
                return;
            }
            self.open_block(BlockKind::Paragraph, span.start..span.start, false);
            self.begin_leaf(true);
        }
        let break_inside_link = matches!(kind, InlineKind::SoftBreak | InlineKind::HardBreak);
        if break_inside_link && let Some(link) = self.links.last() {
            self.document.links[*link].label.to_mut().push(' ');
            if self.document.links[*link].image {
                return;
            }
        }
        let mut bits = 0;
        for (count, bit) in [(self.bold, style::BOLD), (self.italic, style::ITALIC), (self.code, style::CODE), (self.strike, style::STRIKE)]
        {
            bits |= if count > 0 { bit } else { 0 };
        }
        if kind == InlineKind::Text && bits & style::CODE != 0 {
            self.opaque.push(span.clone());
        }
        let link = self.links.last().copied();
        self.document.inlines.push(Inline { kind, text, span, style: bits, link });
    }

    pub fn open_link(&mut self, url: CowStr<'t>, span: Span, image: bool) {
        if self.leaf.is_none() {
            self.open_block(BlockKind::Paragraph, span.start..span.start, false);
            self.begin_leaf(true);
        }
        let around = self.links.last().copied();
        if around.is_none() {
            self.opaque.push(span.clone());
        }
        self.document.links.push(RawLink { url, label: Cow::Borrowed(""), span, image, bare: false, around });
        self.links.push(self.document.links.len() - 1);
    }

    /// The innermost open link, for HTML that must be widened when its end is seen.
    pub fn widen_link(&mut self, end: usize) {
        if let Some(link) = self.links.last() {
            let span = &mut self.document.links[*link].span;
            span.end = span.end.max(end);
            let whole = span.clone();
            self.opaque.push(whole);
        }
    }

    pub fn close_link(&mut self) {
        let Some(link) = self.links.pop() else { return };
        let closed = &self.document.links[link];
        let empty = closed.label.is_empty() && !closed.image && self.hidden == 0;
        if empty && self.document.inlines.last().is_none_or(|last| last.span.start < closed.span.start) {
            // A link without text still is one.
            let span = closed.span.start..closed.span.start;
            self.document.inlines.push(Inline { kind: InlineKind::Text, text: CowStr::Borrowed(""), span, style: 0, link: Some(link) });
            return;
        }
        let closed = &self.document.links[link];
        if closed.image {
            let (text, span) = (CowStr::from(closed.label.clone()), closed.span.clone());
            let outer = closed.around;
            if let Some(outer) = outer {
                extend_label(&mut self.document.links[outer].label, &text);
            }
            self.links.push(link);
            let kept = std::mem::take(&mut self.hidden);
            self.push_image(link, text, span);
            self.hidden = kept;
            self.links.pop();
        }
    }

    fn push_image(&mut self, link: usize, text: CowStr<'t>, span: Span) {
        self.document.inlines.push(Inline { kind: InlineKind::Image, text, span, style: 0, link: Some(link) });
    }

    pub fn in_link(&self) -> bool {
        !self.links.is_empty()
    }

    pub fn embolden(&mut self, on: bool) {
        self.bold = if on { self.bold + 1 } else { self.bold.saturating_sub(1) };
    }

    pub fn italicize(&mut self, on: bool) {
        self.italic = if on { self.italic + 1 } else { self.italic.saturating_sub(1) };
    }

    pub fn encode(&mut self, on: bool) {
        self.code = if on { self.code + 1 } else { self.code.saturating_sub(1) };
    }

    /// Addresses that stand in the text of a leaf without link syntax become links of their own.
    fn find_addresses(&mut self, block: usize) {
        let text = self.document.text;
        let range = self.document.blocks[block].inlines.clone();
        let (Some(first), Some(last)) = (self.document.inlines[range.clone()].first(), self.document.inlines[range.clone()].last()) else {
            return;
        };
        let (start, end) = (first.span.start, last.span.end);
        if start >= end {
            return;
        }
        self.opaque.sort_by_key(|span| (span.start, span.end));
        let mut opaque = self.opaque.iter().peekable();
        let mut covered = start;
        let mut found: Vec<Span> = Vec::new();
        for hit in web::addresses(text, start..end) {
            while opaque.peek().is_some_and(|span| span.start <= hit.start) {
                covered = covered.max(opaque.next().map_or(0, |span| span.end));
            }
            if hit.start < covered || found.last().is_some_and(|last| last.end > hit.start) {
                continue;
            }
            let stop = opaque.peek().map_or(hit.end, |span| span.start.min(hit.end));
            if stop > hit.start {
                found.push(hit.start..stop);
            }
        }
        if !found.is_empty() {
            self.take_addresses(block, &found);
        }
    }

    fn take_addresses(&mut self, block: usize, found: &[Span]) {
        let range = self.document.blocks[block].inlines.clone();
        let text = self.document.text;
        let first_link = self.document.links.len();
        for span in found {
            let url = CowStr::Borrowed(&text[span.clone()]);
            self.document.links.push(RawLink { url, label: Cow::Borrowed(""), span: span.clone(), image: false, bare: true, around: None });
        }
        let mut kept = Vec::with_capacity(range.len() + found.len());
        let mut next = 0;
        for inline in self.document.inlines.drain(range.start..) {
            while next < found.len() && found[next].end <= inline.span.start {
                next += 1;
            }
            split_at_addresses(inline, &found[next..], first_link + next, &mut kept);
        }
        self.document.inlines.extend(kept);
        let end = self.document.inlines.len();
        self.document.blocks[block].inlines.end = end;
    }
}

/// Indented lines of which every other names a paper are a list whose maker did not think of code.
fn lists_papers(text: &str) -> bool {
    let names_paper = |line: &str| {
        let mut addresses = web::addresses(line, 0..line.len());
        addresses.any(|place| identifiers_in_url(&line[place]).is_some()) || !identifiers_in_text(line).is_empty()
    };
    let (mut lines, mut papers) = (0, 0);
    for line in text.lines().filter(|line| !line.trimmed().is_empty()) {
        lines += 1;
        papers += usize::from(names_paper(line));
    }
    papers * 2 >= lines && papers > 0
}

fn extend_label<'t>(label: &mut Cow<'t, str>, text: &CowStr<'t>) {
    match text {
        CowStr::Borrowed(text) if label.is_empty() => *label = Cow::Borrowed(text),
        text => label.to_mut().push_str(text),
    }
}

/// Cuts a piece of text where addresses begin and end; the parts inside are marked and linked.
fn split_at_addresses<'t>(inline: Inline<'t>, found: &[Span], first_link: usize, kept: &mut Vec<Inline<'t>>) {
    let literal = inline.kind == InlineKind::Text && inline.text.len() == inline.span.len();
    if inline.kind != InlineKind::Text || inline.link.is_some() {
        kept.push(inline);
        return;
    }
    let mut at = inline.span.start;
    let end = inline.span.end;
    let part = |from: usize, to: usize, link: Option<usize>| {
        let cut = from - inline.span.start..to - inline.span.start;
        let text = match &inline.text {
            _ if !literal => inline.text.clone(),
            CowStr::Borrowed(text) => CowStr::Borrowed(text.get(cut).unwrap_or_default()),
            other => CowStr::from(other.get(cut).unwrap_or_default().to_owned()),
        };
        let mark = if link.is_some() { style::ADDRESS } else { 0 };
        Inline { kind: InlineKind::Text, text, span: from..to, style: inline.style | mark, link }
    };
    for (i, span) in found.iter().enumerate() {
        if span.start >= end {
            break;
        }
        if !literal {
            kept.push(part(at, end, Some(first_link + i)));
            return;
        }
        if span.start > at {
            kept.push(part(at, span.start, None));
        }
        let stop = span.end.min(end);
        kept.push(part(span.start.max(at), stop, Some(first_link + i)));
        at = stop;
    }
    if at < end {
        kept.push(part(at, end, None));
    }
}
