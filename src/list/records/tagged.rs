//! Lines that begin with a tag: the common shape of RIS, MEDLINE, Web of Science and EndNote's `%` files.
//!
//! Text and the shape of its tags go in, fields in order with their bytes come out. A line without a tag goes on with the field above.

use super::super::Span;

/// A tag and its value; lines that continue the value are in `rest`.
#[derive(Clone, Debug)]
pub(super) struct Field<'t> {
    pub tag: &'t str,
    pub value: &'t str,
    pub place: Span,
    /// The lines below, trimmed.
    pub rest: Vec<&'t str>,
    /// Of the whole field.
    pub span: Span,
    /// A blank line stands above.
    pub after_blank: bool,
}

impl Field<'_> {
    /// The value with its further lines, parted by spaces.
    pub fn whole(&self) -> String {
        let mut whole = self.value.to_owned();
        for line in &self.rest {
            whole.push(' ');
            whole.push_str(line);
        }
        super::one_line(&whole)
    }

    /// Value and further lines, each by itself.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.value).chain(self.rest.iter().copied()).filter(|line| !line.is_empty())
    }

    /// Where the value stands, its further lines included.
    pub fn value_span(&self) -> Span {
        if self.rest.is_empty() { self.place.clone() } else { self.place.start..self.span.end }
    }
}

/// The lines of a text with the place of each, without their ends: `\n`, `\r\n`, or `\r` alone.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let start = at;
        let end = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(text.len(), |found| at + found);
        at = if bytes.get(end) == Some(&b'\r') && bytes.get(end + 1) == Some(&b'\n') { end + 2 } else { end + 1 };
        let line = &text[start..end];
        let bare = line.trim_start_matches('\u{feff}');
        Some((start + line.len() - bare.len(), bare))
    })
}

/// Fields in order. `tag` gives the tag of a line and where its value begins, if it has one; what stands before the first is in `loose`.
pub(super) fn fields<'t>(text: &'t str, tag: impl Fn(&'t str) -> Option<(&'t str, usize)>, loose: &mut Vec<Span>) -> Vec<Field<'t>> {
    let mut fields: Vec<Field<'t>> = Vec::new();
    let mut after_blank = true;
    for (start, line) in lines(text) {
        let bare = line.trim_end();
        if bare.trim_start().is_empty() {
            after_blank = true;
            continue;
        }
        let end = start + bare.len();
        match (tag(bare), fields.last_mut()) {
            (Some((tag, at)), _) => {
                let value = bare.get(at..).unwrap_or_default();
                let trimmed = value.trim();
                let from = start + bare.len() - value.trim_start().len();
                let place = from..from + trimmed.len();
                fields.push(Field { tag, value: trimmed, place, rest: Vec::new(), span: start..end, after_blank });
            }
            (None, Some(field)) => {
                field.rest.push(bare.trim());
                field.span.end = end;
            }
            (None, None) => loose.push(start..end),
        }
        after_blank = false;
    }
    fields
}
