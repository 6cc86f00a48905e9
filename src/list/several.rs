//! Several papers in one line, paragraph or cell.
//!
//! A leaf goes in; the pieces and bytes of each entry in it come out, or nothing when it holds one entry or none.

use std::ops::Range;

use super::Span;
use super::document::InlineKind;
use super::entry::Context;
use super::labels::is_generic_label;
use super::line::{self, Line};
use super::paragraphs::is_reference;
use super::segments::word_count;
use super::title::{self, Form};

/// A paragraph or item whose lines each carry title and link: the pieces and bytes of each.
pub(super) fn entries_of(context: &Context<'_, '_>, block: usize) -> Option<Vec<(Span, Range<usize>)>> {
    let named = |link: &&usize| context.paper_of(**link).is_some() || context.document.links[**link].url.ends_with(".pdf");
    if let Some(references) = references(context, block) {
        return Some(references);
    }
    let papers = context.line(block).links.iter().filter(named).take(2).count();
    if papers == 1 {
        return below_label(context, block);
    }
    if papers == 0 {
        return None;
    }
    let lines = lines_of(context, block);
    if lines.len() < 2 {
        return linked_titles(context, block);
    }
    let read: Vec<Line> = lines.iter().map(|range| line::read(context, range)).collect();
    let mut starts: Vec<bool> = read
        .iter()
        .map(|line| {
            line.is_independent()
                && line.paper
                && !line.is_field()
                && line.title_words() >= 3
                && line.title().is_some_and(|title| title.form != Form::Italic)
        })
        .collect();
    if !starts.contains(&true) {
        starts = bold_titles(&read);
    }
    if starts.iter().filter(|start| **start).count() < 2 {
        return None;
    }
    let mut out: Vec<(Span, Range<usize>)> = Vec::new();
    for ((range, starts), line) in lines.into_iter().zip(starts).zip(&read) {
        let span = context.document.inlines[range.start].span.start..context.document.inlines[range.end - 1].span.end;
        match out.last_mut() {
            Some(last) if !starts => {
                last.0.end = span.end;
                last.1.end = range.end;
            }
            // A line of words above the first is a name for them.
            None if !starts && line.outward == 0 => {}
            _ => out.push((span, range)),
        }
    }
    Some(out)
}

/// `[1] A. One, …` and `[2] B. Two, …` on lines of one paragraph.
fn references(context: &Context<'_, '_>, block: usize) -> Option<Vec<(Span, Range<usize>)>> {
    if !is_reference(context.line(block).text()) {
        return None;
    }
    let mut out: Vec<(Span, Range<usize>)> = Vec::new();
    for range in lines_of(context, block) {
        let line = line::read(context, &range);
        let span = context.document.inlines[range.start].span.start..context.document.inlines[range.end - 1].span.end;
        if is_reference(line.text()) {
            if line.title_words() < 2 {
                return None;
            }
            out.push((span, range));
        } else if let Some(last) = out.last_mut() {
            last.0.end = span.end;
            last.1.end = range.end;
        }
    }
    (out.len() >= 2).then_some(out)
}

/// One paper on an indented line below a word or two.
fn below_label(context: &Context<'_, '_>, block: usize) -> Option<Vec<(Span, Range<usize>)>> {
    let lines = lines_of(context, block);
    let [label, entry, ..] = lines.as_slice() else { return None };
    let start_of = |range: &Range<usize>| context.document.inlines[range.start].span.start;
    let indent = |at: usize| context.document.text[..at].bytes().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    if indent(start_of(entry)) < indent(start_of(label)) + 2 {
        return None;
    }
    let (label, first) = (line::read(context, label), line::read(context, entry));
    let named = label.outward == 0 && label.words() <= 3 && label.is_label() && !label.is_bold();
    let starts = first.is_independent() && first.paper && first.title_words() >= 3;
    let pieces = entry.start..context.document.blocks[block].inlines.end;
    let span = start_of(entry)..context.document.inlines[pieces.end - 1].span.end;
    (named && starts).then(|| vec![(span, pieces)])
}

/// Bold lines without a link, each with a paper's link somewhere below it.
fn bold_titles(lines: &[Line<'_>]) -> Vec<bool> {
    let bold: Vec<bool> = lines.iter().map(|line| line.is_bold() && line.outward == 0 && line.title_words() >= 4).collect();
    let parts: Vec<&[Line<'_>]> = {
        let starts: Vec<usize> = (0..lines.len()).filter(|i| bold[*i]).collect();
        starts.iter().enumerate().map(|(n, start)| &lines[*start..starts.get(n + 1).copied().unwrap_or(lines.len())]).collect()
    };
    let each = parts.iter().all(|part| part.iter().any(|line| line.paper));
    if each && bold.first() == Some(&true) { bold } else { vec![false; lines.len()] }
}

/// `[Title](…) (2005) and [Another Title](…) (2012)`: several linked titles in one line.
fn linked_titles(context: &Context<'_, '_>, block: usize) -> Option<Vec<(Span, Range<usize>)>> {
    let range = context.document.blocks[block].inlines.clone();
    let inlines = &context.document.inlines[range.clone()];
    let mut starts: Vec<usize> = Vec::new();
    let mut last_link = None;
    for (i, inline) in inlines.iter().enumerate() {
        if inline.link.is_none() || inline.link == last_link {
            continue;
        }
        last_link = inline.link;
        let Some(link) = inline.link.map(|link| &context.document.links[link]) else { continue };
        let titled = !link.image
            && !link.bare
            && word_count(&link.label) >= 4
            && title::is_title_case(&link.label)
            && !is_generic_label(&link.label);
        let paper = inline.link.is_some_and(|link| context.paper_of(link).is_some()) || link.url.ends_with(".pdf");
        if titled && paper {
            let joined = i == 0 || {
                let before = inlines[i - 1].text.trim();
                starts.is_empty() && before.is_empty()
                    || matches!(before.rsplit(' ').next().unwrap_or_default(), "and" | "&" | "+" | "," | ";")
            };
            if joined {
                starts.push(i);
            }
        }
    }
    if starts.len() < 2 || starts[0] > 1 {
        return None;
    }
    let mut out = Vec::new();
    for (n, start) in starts.iter().enumerate() {
        let end = starts.get(n + 1).copied().unwrap_or(inlines.len());
        let pieces = range.start + if n == 0 { 0 } else { *start }..range.start + end;
        let first = &context.document.inlines[pieces.start];
        let last = &context.document.inlines[pieces.end - 1];
        let begin = first.link.map_or(first.span.start, |link| context.document.links[link].span.start);
        out.push((begin..last.span.end, pieces));
    }
    Some(out)
}

/// The lines of a leaf, parted by meant and soft line breaks.
fn lines_of(context: &Context<'_, '_>, block: usize) -> Vec<Range<usize>> {
    let range = context.document.blocks[block].inlines.clone();
    let mut lines = Vec::new();
    let mut start = range.start;
    for i in range.clone() {
        let inline = &context.document.inlines[i];
        if matches!(inline.kind, InlineKind::HardBreak | InlineKind::SoftBreak) {
            if i > start {
                lines.push(start..i);
            }
            start = i + 1;
        }
    }
    if range.end > start {
        lines.push(start..range.end);
    }
    lines
}
