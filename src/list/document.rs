//! Markdown and HTML → one flat sequence of blocks.
//!
//! The working text goes in; blocks in reading order come out (a subtree is a range), each with its inline pieces, and the
//! links with their places. Which of it is an entry is not decided here. Flat, so that no depth of nesting costs stack.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;
use pulldown_cmark::CowStr;

use super::Span;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockKind {
    Heading(u8),
    Paragraph,
    List,
    Item,
    Quote,
    Table,
    Row {
        head: bool,
    },
    Cell,
    Code,
    Rule,
    /// What a footnote says.
    Note,
}

#[derive(Clone, Debug)]
pub(super) struct Block {
    pub kind: BlockKind,
    pub span: Span,
    /// Range in [`Document::inlines`]; empty for blocks that hold blocks.
    pub inlines: std::ops::Range<usize>,
    /// Index after its last descendant.
    pub end: usize,
}

pub(super) mod style {
    pub const BOLD: u8 = 1;
    pub const ITALIC: u8 = 2;
    pub const CODE: u8 = 4;
    pub const STRIKE: u8 = 8;
    /// Part of a bare address, not of a sentence.
    pub const ADDRESS: u8 = 16;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InlineKind {
    Text,
    SoftBreak,
    HardBreak,
    /// Its link is the image itself.
    Image,
    /// A task box.
    Box,
    /// A mark that points to a footnote; its text is the footnote's label.
    NoteMark,
}

#[derive(Clone, Debug)]
pub(super) struct Inline<'t> {
    pub kind: InlineKind,
    pub text: CowStr<'t>,
    pub span: Span,
    pub style: u8,
    /// The link around it, or the image it is.
    pub link: Option<usize>,
}

#[derive(Clone, Debug)]
pub(super) struct RawLink<'t> {
    pub url: CowStr<'t>,
    /// Copied only when it comes in several pieces.
    pub label: Cow<'t, str>,
    pub span: Span,
    pub image: bool,
    /// An address that stands in the text as it is.
    pub bare: bool,
    /// The link around this image.
    pub around: Option<usize>,
}

#[derive(Debug, Default)]
pub(super) struct Document<'t> {
    pub text: &'t str,
    pub blocks: Vec<Block>,
    pub inlines: Vec<Inline<'t>>,
    pub links: Vec<RawLink<'t>>,
    /// The leaf that begins at a piece, by piece; no block where none does.
    pub leaf_at: Vec<usize>,
    /// Cells that fill more than one place, ascending by block.
    pub wide_cells: Vec<(usize, CellSpan)>,
    /// The first footnote of each label.
    pub notes: HashMap<CowStr<'t>, usize>,
}

/// Blocks, sections or links by their places in a document; never walked through, so their order does not show.
pub(super) type Places = HashSet<usize, RandomState>;

/// How many rows and columns a cell of an HTML table fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CellSpan {
    pub rows: usize,
    pub columns: usize,
}

impl<'t> Document<'t> {
    /// The block of the footnote with this label.
    pub fn note(&self, label: &str) -> Option<usize> {
        self.notes.get(&CowStr::Borrowed(label)).copied()
    }

    #[inline]
    pub fn cell_span(&self, cell: usize) -> CellSpan {
        match self.wide_cells.binary_search_by_key(&cell, |(block, _)| *block) {
            Ok(found) => self.wide_cells[found].1,
            Err(_) => CellSpan { rows: 1, columns: 1 },
        }
    }

    /// The leaf that begins at this piece.
    #[inline]
    pub fn leaf_at(&self, piece: usize) -> Option<usize> {
        self.leaf_at.get(piece).copied().filter(|leaf| *leaf < self.blocks.len())
    }

    /// The blocks directly under `parent`.
    pub fn children(&self, parent: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.blocks[parent].end;
        let mut next = parent + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = next;
                next = self.blocks[child].end;
                child
            })
        })
    }

    /// The paragraphs, headings and cells in a subtree, itself included.
    pub fn leaves(&self, block: usize) -> impl Iterator<Item = usize> + '_ {
        (block..self.blocks[block].end).filter(|i| !self.blocks[*i].inlines.is_empty())
    }
}
