//! Any bytes give a list, in every form of input: spans inside, on character boundaries, lines ascending, the same list twice.

#![no_main]
#![allow(dead_code, unused_imports)]

#[path = "../../../src/list/mod.rs"]
mod list;
#[path = "../../../src/paper/mod.rs"]
mod paper;

use libfuzzer_sys::fuzz_target;
use list::{Format, List, Span, read_as, to_json};

fn check(list: &List, bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).ok();
    let inside = |span: &Span| {
        assert!(span.start <= span.end && span.end <= bytes.len(), "{span:?} of {}", bytes.len());
        assert!(text.is_none_or(|text| text.is_char_boundary(span.start) && text.is_char_boundary(span.end)), "{span:?}");
    };
    for entry in &list.entries {
        inside(&entry.span);
        inside(&entry.title_span);
        entry.links.iter().for_each(|link| inside(&link.span));
        if let Some(count) = &entry.count {
            inside(&count.span);
            inside(&count.slot);
        }
        assert!(entry.end_line >= entry.line);
        assert!(entry.section.is_none_or(|section| section < list.sections.len()));
        assert!(entry.duplicate_of.is_none_or(|first| first < list.entries.len()));
    }
    list.sections.iter().for_each(|section| inside(&section.span));
    list.notices.iter().for_each(|notice| inside(&notice.span));
    to_json(list, "fuzzed");
}

fuzz_target!(|bytes: &[u8]| {
    let guessed = Format::guess("list", bytes);
    for spec in Format::specs() {
        let read = read_as(spec.format, bytes);
        read.iter().for_each(|list| check(list, bytes));
        if spec.format == guessed {
            assert_eq!(read, read_as(spec.format, bytes));
        }
    }
});
