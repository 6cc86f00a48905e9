//! The inline pieces of a line, joined where they belong together.
//!
//! Pieces of a leaf go in; segments of one style and one link come out, in order, with their bytes.

use super::Span;
use super::document::{Inline, InlineKind, style};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SegmentKind {
    Text,
    Image,
    /// A line break that is meant.
    Break,
}

#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub kind: SegmentKind,
    /// Line breaks of the source stand in it as `\n`.
    pub text: String,
    pub style: u8,
    pub link: Option<usize>,
    pub span: Span,
}

impl Segment {
    pub fn is(&self, bit: u8) -> bool {
        self.style & bit != 0
    }

    pub fn is_plain(&self) -> bool {
        self.kind == SegmentKind::Text && self.link.is_none()
    }

    pub fn is_linked(&self) -> bool {
        self.kind == SegmentKind::Text && self.link.is_some() && !self.is(style::ADDRESS)
    }

    pub fn is_address(&self) -> bool {
        self.is(style::ADDRESS)
    }
}

/// Joins neighbours of one style and link.
pub(super) fn segments(inlines: &[Inline<'_>]) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::new();
    for inline in inlines {
        match inline.kind {
            InlineKind::Box => {}
            InlineKind::HardBreak => {
                out.push(Segment { kind: SegmentKind::Break, text: String::new(), style: 0, link: None, span: inline.span.clone() })
            }
            InlineKind::Image => {
                out.push(Segment {
                    kind: SegmentKind::Image,
                    text: inline.text.to_string(),
                    style: 0,
                    link: inline.link,
                    span: inline.span.clone(),
                });
            }
            InlineKind::SoftBreak => match out.last_mut() {
                Some(last) if last.kind == SegmentKind::Text && !last.is_address() => last.text.push('\n'),
                _ => out.push(Segment { kind: SegmentKind::Text, text: "\n".to_owned(), style: 0, link: None, span: inline.span.clone() }),
            },
            InlineKind::Text => {
                let same = |last: &Segment| last.kind == SegmentKind::Text && last.style == inline.style && last.link == inline.link;
                match out.last_mut().filter(|last| same(last)) {
                    Some(last) => {
                        last.text.push_str(&inline.text);
                        last.span.end = inline.span.end;
                    }
                    None => out.push(Segment {
                        kind: SegmentKind::Text,
                        text: inline.text.to_string(),
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
pub(super) fn plain_text(segments: &[Segment]) -> String {
    let mut text = String::new();
    for segment in segments {
        match segment.kind {
            SegmentKind::Text => text.push_str(&segment.text),
            SegmentKind::Break => text.push('\n'),
            SegmentKind::Image => {}
        }
    }
    text
}

pub(super) fn word_count(text: &str) -> usize {
    if text.is_ascii() {
        return ascii_words(text.as_bytes());
    }
    let mut words = 0;
    for word in text.split_whitespace() {
        // Chinese and Japanese do without spaces: two characters count as a word.
        let wide = word.chars().filter(|c| *c >= '\u{2e80}').count();
        words += if wide > 0 { wide.div_ceil(2) } else { usize::from(word.chars().any(char::is_alphanumeric)) };
    }
    words
}

fn ascii_words(bytes: &[u8]) -> usize {
    let (mut words, mut counted) = (0, false);
    for byte in bytes {
        if byte.is_ascii_whitespace() {
            counted = false;
        } else if !counted && byte.is_ascii_alphanumeric() {
            counted = true;
            words += 1;
        }
    }
    words
}

/// The character boundary at or before a byte.
pub(super) fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
