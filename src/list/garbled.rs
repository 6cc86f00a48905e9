//! Text that was saved as UTF-8, read as GB2312 and saved again: `Andr茅` for `André`.
//!
//! A run of non-ASCII text is repaired only when GBK's bytes of it are UTF-8 of Latin letters and punctuation, and only in a file of
//! which at least half of all such runs are like that. Each guard alone leaves genuine Chinese and Japanese alone; both are kept.

use std::borrow::Cow;

use super::Span;

/// Whether and where a file is garbled.
#[derive(Debug, Default)]
pub(super) struct Damage {
    pub applies: bool,
    /// Runs that look damaged and cannot be repaired, when it applies.
    pub lost: Vec<Span>,
    /// Runs that can be repaired, when it applies.
    pub repairable: Vec<Span>,
}

/// Looks at every non-ASCII run of the text once.
pub(super) fn examine(text: &str) -> Damage {
    let mut repairable = Vec::new();
    let mut lost = Vec::new();
    let mut reversed = 0usize;
    let mut runs = 0usize;
    for run in non_ascii_runs(text) {
        runs += 1;
        match reverse(&text[run.clone()]) {
            Some(repaired) => {
                reversed += 1;
                if is_western(&repaired) { repairable.push(run) } else { lost.push(run) }
            }
            None => lost.push(run),
        }
    }
    let applies = runs > 0 && reversed * 2 >= runs && !repairable.is_empty();
    if applies { Damage { applies, lost, repairable } } else { Damage::default() }
}

impl Damage {
    /// The text as it was meant; runs that cannot be repaired stay.
    pub fn repair<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !self.applies || text.is_ascii() {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for run in non_ascii_runs(text) {
            out.push_str(&text[at..run.start]);
            at = run.end;
            match reverse(&text[run.clone()]).filter(|repaired| is_western(repaired)) {
                Some(repaired) => out.push_str(&repaired),
                None => out.push_str(&text[run]),
            }
        }
        out.push_str(&text[at..]);
        Cow::Owned(out)
    }
}

fn non_ascii_runs(text: &str) -> impl Iterator<Item = Span> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = next_non_ascii(bytes, at)?;
        let end = bytes[start..].iter().position(u8::is_ascii).map_or(bytes.len(), |i| start + i);
        at = end;
        Some(start..end)
    })
}

/// Eight bytes at a time: most texts hold nothing else.
fn next_non_ascii(bytes: &[u8], mut at: usize) -> Option<usize> {
    while let Some(eight) = bytes.get(at..at + 8) {
        if !eight.is_ascii() {
            break;
        }
        at += 8;
    }
    bytes[at..].iter().position(|byte| !byte.is_ascii()).map(|found| at + found)
}

/// The run's bytes in GBK, read as UTF-8; `None` when either step is impossible.
fn reverse(run: &str) -> Option<String> {
    // GBK's pairs that can begin a character in UTF-8 are all of these.
    let may_begin = run.starts_with(|c: char| ('\u{4e00}'..='\u{9fa5}').contains(&c));
    if run.len() > 4096 || !may_begin {
        return None;
    }
    // Two characters give four bytes: enough to turn away most genuine Chinese.
    let head = &run[..run.char_indices().nth(2).map_or(run.len(), |(end, _)| end)];
    if head.len() < run.len() && !begins_utf8(&encoding_rs::GBK.encode(head).0) {
        return None;
    }
    let (bytes, _, unmappable) = encoding_rs::GBK.encode(run);
    if unmappable {
        return None;
    }
    String::from_utf8(bytes.into_owned()).ok()
}

/// Whether more bytes can make UTF-8 of these.
fn begins_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true)
}

fn is_western(text: &str) -> bool {
    text.chars().all(|c| ('\u{a0}'..='\u{ff}').contains(&c) || ('\u{2010}'..='\u{206f}').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_names_are_repaired() {
        let text = "Andr茅 Storhaug 路 Baptiste Rozi猫re";
        let damage = examine(text);
        assert!(damage.applies);
        assert_eq!(damage.repair(text), "André Storhaug · Baptiste Rozière");
    }

    #[test]
    fn what_lost_bytes_stays_and_is_told() {
        let text = "路 茅 猫 璁烘娈佃茶В";
        let damage = examine(text);
        assert!(damage.applies);
        assert_eq!(damage.lost.len(), 1);
        assert!(damage.repair(text).contains("璁烘娈佃茶В"));
    }

    #[test]
    fn genuine_chinese_and_japanese_stay() {
        for text in ["目录 学习 为 篇 思路 深度学习 图像生成 论文 代码", "計算 日本語 モデル 一覧", "Zalán Borsos, André"]
        {
            let damage = examine(text);
            assert!(!damage.applies, "{text}");
            assert_eq!(damage.repair(text), text);
        }
    }
}
