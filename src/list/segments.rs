//! The inline pieces of a line, joined where they belong together.
//!
//! Pieces of a leaf go in; segments of one style and one link come out, in order, with their bytes.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::Span;
use super::document::{Inline, InlineKind, style};
pub(super) use super::scan::word_count;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SegmentKind {
    Text,
    Image,
    /// A line break that is meant.
    Break,
}

#[derive(Clone, Debug)]
pub(super) struct Segment<'d> {
    pub kind: SegmentKind,
    /// Line breaks of the source stand in it as `\n`.
    pub text: Cow<'d, str>,
    pub style: u8,
    pub link: Option<usize>,
    pub span: Span,
}

impl Segment<'_> {
    #[inline]
    pub fn is(&self, bit: u8) -> bool {
        self.style & bit != 0
    }

    #[inline]
    pub fn is_plain(&self) -> bool {
        self.kind == SegmentKind::Text && self.link.is_none()
    }

    #[inline]
    pub fn is_linked(&self) -> bool {
        self.kind == SegmentKind::Text && self.link.is_some() && !self.is(style::ADDRESS)
    }

    #[inline]
    pub fn is_address(&self) -> bool {
        self.is(style::ADDRESS)
    }
}

/// Many lines, most cells of tables among them, are one.
pub(super) type Segments<'d> = SmallVec<[Segment<'d>; 1]>;

/// Joins neighbours of one style and link.
pub(super) fn segments<'d>(inlines: &'d [Inline<'_>]) -> Segments<'d> {
    let mut out: Segments<'d> = SmallVec::with_capacity(inlines.len());
    for inline in inlines {
        match inline.kind {
            InlineKind::Box | InlineKind::NoteMark => {}
            InlineKind::HardBreak => {
                out.push(Segment { kind: SegmentKind::Break, text: Cow::Borrowed(""), style: 0, link: None, span: inline.span.clone() })
            }
            InlineKind::Image => {
                out.push(Segment {
                    kind: SegmentKind::Image,
                    text: Cow::Borrowed(&inline.text),
                    style: 0,
                    link: inline.link,
                    span: inline.span.clone(),
                });
            }
            InlineKind::SoftBreak => match out.last_mut() {
                Some(last) if last.kind == SegmentKind::Text && !last.is_address() => last.text.to_mut().push('\n'),
                _ => out.push(Segment {
                    kind: SegmentKind::Text,
                    text: Cow::Borrowed("\n"),
                    style: 0,
                    link: None,
                    span: inline.span.clone(),
                }),
            },
            InlineKind::Text => {
                let same = |last: &Segment| last.kind == SegmentKind::Text && last.style == inline.style && last.link == inline.link;
                match out.last_mut().filter(|last| same(last)) {
                    Some(last) => {
                        last.text.to_mut().push_str(&inline.text);
                        last.span.end = inline.span.end;
                    }
                    None => out.push(Segment {
                        kind: SegmentKind::Text,
                        text: Cow::Borrowed(&inline.text),
                        style: inline.style,
                        link: inline.link,
                        span: inline.span.clone(),
                    }),
                }
            }
        }
    }
    out
}

/// The plain words of a line: everything but images.
pub(super) fn plain_text<'d>(segments: &[Segment<'d>]) -> Cow<'d, str> {
    let mut words = segments.iter().filter(|segment| segment.kind != SegmentKind::Image);
    match (words.next(), words.next()) {
        (None, _) => return Cow::Borrowed(""),
        (Some(Segment { kind: SegmentKind::Text, text: Cow::Borrowed(text), .. }), None) => return Cow::Borrowed(text),
        _ => {}
    }
    let mut text = String::with_capacity(segments.iter().map(|segment| segment.text.len() + 1).sum());
    for segment in segments {
        match segment.kind {
            SegmentKind::Text => text.push_str(&segment.text),
            SegmentKind::Break => text.push('\n'),
            SegmentKind::Image => {}
        }
    }
    Cow::Owned(text)
}

/// The character boundary at or before a byte.
#[inline]
pub(super) fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
