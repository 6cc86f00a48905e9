//! HTML inside Markdown: tags become the same blocks and inline pieces that Markdown gives.
//!
//! Tables, lists, headings, links, images, line breaks and emphasis are understood; other tags are passed over, their text stays.

use html5gum::{DefaultEmitter, Token, Tokenizer};
use pulldown_cmark::CowStr;

use super::Span;
use super::builder::Builder;
use super::document::{BlockKind, InlineKind};

/// One tag in running text.
pub(super) fn inline(builder: &mut Builder<'_>, tag: &str, span: Span) {
    tokens(builder, tag, span.start, true);
}

/// A block of raw HTML.
pub(super) fn block(builder: &mut Builder<'_>, span: Span) {
    let text = builder.working_text();
    if let Some(html) = text.get(span.clone()) {
        tokens(builder, html, span.start, false);
        builder.close_implicit(span.end);
    }
}

fn tokens(builder: &mut Builder<'_>, html: &str, base: usize, inline: bool) {
    for token in Tokenizer::new_with_emitter(html, DefaultEmitter::<usize>::new_with_span()) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let span = tag.span.start + base..tag.span.end + base;
                let attribute = |name: &[u8]| tag.attributes.get(name).map(|value| String::from_utf8_lossy(&value.value).trim().to_owned());
                start_tag(builder, &tag.name, attribute, span, inline);
            }
            Token::EndTag(tag) => end_tag(builder, &tag.name, tag.span.start + base..tag.span.end + base, inline),
            Token::String(text) if !inline => {
                let span = text.span.start + base..(text.span.end + base).min(base + html.len());
                string(builder, &text.value, span);
            }
            _ => {}
        }
    }
}

fn string(builder: &mut Builder<'_>, value: &[u8], span: Span) {
    let source = builder.working_text();
    let literal = source.get(span.clone()).filter(|literal| literal.as_bytes() == value);
    if let Some(literal) = literal {
        let markdown = literal.contains("](") || literal.contains("**");
        if markdown && builder.nested_markdown(span.clone()) {
            return;
        }
        if literal.trim().is_empty() {
            builder.piece(InlineKind::SoftBreak, CowStr::Borrowed(" "), span);
            return;
        }
        builder.text(CowStr::Borrowed(literal), span);
        return;
    }
    builder.text(CowStr::from(String::from_utf8_lossy(value).into_owned()), span);
}

fn start_tag(builder: &mut Builder<'_>, name: &[u8], attribute: impl Fn(&[u8]) -> Option<String>, span: Span, inline: bool) {
    match name {
        b"br" => builder.piece(InlineKind::HardBreak, CowStr::Borrowed("\n"), span),
        b"a" => {
            if builder.in_link() {
                builder.close_link();
            }
            if let Some(href) = attribute(b"href").filter(|href| !href.is_empty()) {
                builder.open_link(CowStr::from(href), span, false);
            }
        }
        b"img" => {
            if let Some(src) = attribute(b"src").filter(|src| !src.is_empty()) {
                builder.open_link(CowStr::from(src), span.clone(), true);
                if let Some(alt) = attribute(b"alt") {
                    builder.text(CowStr::from(alt), span);
                }
                builder.close_link();
            }
        }
        b"b" | b"strong" => builder.embolden(true),
        b"i" | b"em" | b"cite" => builder.italicize(true),
        b"code" | b"tt" | b"kbd" => builder.encode(true),
        b"style" | b"script" => builder.hidden += 1,
        b"hr" if !inline => builder.close_implicit(span.start),
        _ if inline => {
            if matches!(name, b"li" | b"ul" | b"ol" | b"p" | b"div" | b"tr") {
                builder.piece(InlineKind::HardBreak, CowStr::Borrowed("\n"), span);
            }
        }
        _ => {
            start_block(builder, name, span);
            if matches!(name, b"td" | b"th") {
                let number = |name: &[u8]| attribute(name).and_then(|value| value.parse::<u64>().ok());
                builder.span_cell(number(b"rowspan"), number(b"colspan"));
            }
        }
    }
}

fn start_block(builder: &mut Builder<'_>, name: &[u8], span: Span) {
    let is_table = |kind| kind == BlockKind::Table;
    let is_list = |kind| kind == BlockKind::List;
    match name {
        b"table" => builder.open_block(BlockKind::Table, span, true),
        b"tr" => {
            builder.close_html_block(span.start, |kind| matches!(kind, BlockKind::Row { .. }), is_table);
            builder.open_block(BlockKind::Row { head: false }, span, true);
        }
        b"td" | b"th" => {
            builder.close_html_block(
                span.start,
                |kind| kind == BlockKind::Cell,
                |kind| matches!(kind, BlockKind::Row { .. }) || is_table(kind),
            );
            if name == b"th" {
                builder.mark_head_row();
            }
            builder.open_block(BlockKind::Cell, span, true);
        }
        b"ul" | b"ol" => builder.open_block(BlockKind::List, span, true),
        b"li" => {
            builder.close_html_block(span.start, |kind| kind == BlockKind::Item, is_list);
            builder.open_block(BlockKind::Item, span, true);
        }
        [b'h', level @ b'1'..=b'6'] => builder.open_html_heading(level - b'0', span),
        b"p" | b"div" | b"dt" | b"dd" => builder.close_implicit(span.start),
        _ => {}
    }
}

fn end_tag(builder: &mut Builder<'_>, name: &[u8], span: Span, inline: bool) {
    match name {
        b"a" => {
            builder.widen_link(span.end);
            if builder.in_link() {
                builder.close_link();
            }
        }
        b"b" | b"strong" => builder.embolden(false),
        b"i" | b"em" | b"cite" => builder.italicize(false),
        b"code" | b"tt" | b"kbd" => builder.encode(false),
        b"style" | b"script" => builder.hidden = builder.hidden.saturating_sub(1),
        _ if inline => {
            if matches!(name, b"p" | b"div" | b"tr") {
                builder.piece(InlineKind::HardBreak, CowStr::Borrowed("\n"), span);
            }
        }
        b"table" => builder.close_html_block(span.end, |kind| kind == BlockKind::Table, |_| false),
        b"tr" => builder.close_html_block(span.end, |kind| matches!(kind, BlockKind::Row { .. }), |kind| kind == BlockKind::Table),
        b"td" | b"th" => builder.close_html_block(span.end, |kind| kind == BlockKind::Cell, |kind| kind == BlockKind::Table),
        b"ul" | b"ol" => builder.close_html_block(span.end, |kind| kind == BlockKind::List, |_| false),
        b"li" => builder.close_html_block(span.end, |kind| kind == BlockKind::Item, |kind| kind == BlockKind::List),
        [b'h', level @ b'1'..=b'6'] => {
            let level = level - b'0';
            builder.close_html_block(span.end, |kind| kind == BlockKind::Heading(level), |_| false);
        }
        b"p" | b"div" => builder.close_implicit(span.start),
        _ => {}
    }
}
