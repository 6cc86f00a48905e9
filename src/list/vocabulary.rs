//! The words lists are made of: headings that hold no entries, phrases of makers, decoration, titles in wide letters.
//!
//! Small text goes in, yes or no comes out. No state, no positions. Labels, venues and names have files of their own.

use std::borrow::Cow;

use super::scan::raw_words;
use super::venues::is_number;

/// Words of Chinese and Japanese titles of papers.
const WIDE_TITLE_WORDS: [&str; 34] = [
    "综述",
    "研究",
    "方法",
    "基于",
    "面向",
    "分析",
    "模型",
    "算法",
    "应用",
    "进展",
    "神经网络",
    "识别",
    "检测",
    "生成",
    "机制",
    "框架",
    "系统",
    "优化",
    "評価",
    "手法",
    "提案",
    "に関する",
    "に基づく",
    "による",
    "を用いた",
    "における",
    "のための",
    "モデル",
    "生成",
    "解析",
    "分類",
    "認識",
    "學習",
    "综合",
];

/// What speaks to the reader of a list is no title.
const WIDE_ADDRESSES: [&str; 20] = [
    "请",
    "欢迎",
    "本",
    "我们",
    "如果",
    "更多",
    "参考",
    "点击",
    "感谢",
    "这",
    "可以",
    "注意",
    "关注",
    "作者",
    "说明",
    "提交",
    "貢献",
    "ください",
    "します",
    "です",
];

/// A Chinese or Japanese title without a link: its words are those of titles, and the line says nothing else.
pub(super) fn is_wide_title(line: &str, title: &str) -> bool {
    let letters = title.chars().filter(|c| *c >= '\u{2e80}').count();
    (8..=60).contains(&letters)
        && !line.contains(['。', '！', '？', '；', '：', '!', '~', '～', '…'])
        && !title.contains(['，', '、', '(', '（'])
        && WIDE_TITLE_WORDS.iter().any(|word| title.contains(word))
        && !WIDE_ADDRESSES.iter().any(|word| title.starts_with(word) || title.ends_with(word))
}

/// Headings under which links are not entries of the list.
pub(super) fn is_side_heading(name: &str) -> bool {
    let lower = name.to_lowercase();
    let words: Vec<&str> = raw_words(&lower).collect();
    let Some(first) = words.first() else { return false };
    let second = words.get(1).copied().unwrap_or_default();
    if words.len() <= 6
        && words.iter().any(|word| {
            matches!(*word, "maintainers" | "contributors" | "acknowledgement" | "acknowledgements" | "acknowledgments" | "acknowledgment")
        })
    {
        return true;
    }
    if name.contains("更新") && words.len() <= 3 || matches!(*first, "致谢" | "贡献" | "引用" | "联系" | "新闻" | "贡献者") {
        return true;
    }
    let beside = |word: &&str| {
        is_number(word)
            || matches!(
                *word,
                "and"
                    | "latest"
                    | "recent"
                    | "news"
                    | "updates"
                    | "update"
                    | "log"
                    | "logs"
                    | "history"
                    | "releases"
                    | "release"
                    | "the"
                    | "to"
                    | "guide"
                    | "guidelines"
                    | "this"
                    | "list"
                    | "repo"
                    | "us"
                    | "our"
                    | "work"
                    | "paper"
                    | "survey"
                    | "thanks"
                    | "welcome"
            )
    };
    match *first {
        "news" | "updates" | "update" => words.len() <= 2 || words[1..].iter().all(beside),
        "changelog" | "contributing" | "contribution" | "contributions" | "contribute" | "contributors" | "contributor" | "license"
        | "licence" | "acknowledgment" | "acknowledgments" | "acknowledgement" | "acknowledgements" | "acknowledge" | "contact"
        | "contacts" | "disclaimer" | "maintainers" | "maintainer" | "sponsors" | "announcement" | "announcements" | "cite" | "citing" => {
            words.len() <= 5
        }
        "citation" | "citations" | "reference" | "bibtex" => words.len() <= 3,
        "latest" | "recent" | "our" | "whats" => matches!(second, "news" | "updates" | "update" | "new") && words.len() <= 4,
        "what" => words.len() <= 4 && (second == "s" || second == "is") && words.get(2).is_some_and(|word| *word == "new"),
        "how" => second == "to" && words.get(2).is_some_and(|word| matches!(*word, "contribute" | "cite")),
        "star" => second == "history" || second == "chart",
        "change" | "updating" => second == "log" || second == "logs",
        "stargazers" | "forkers" | "todo" | "todos" => words.len() <= 3,
        "to" => matches!(second, "do" | "dos") && words.len() <= 4,
        _ => false,
    }
}

/// Phrases of makers: the first word, and how they go on.
const ANNOUNCEMENTS: [(&str, &[&str]); 11] = [
    ("our", &["survey", "paper", "work", "new", "latest", "recent", "tutorial"]),
    ("we", &["release", "have", "are ", "will", "update", "add"]),
    ("is", &["released", "now available on"]),
    ("has", &["been accepted"]),
    ("was", &["accepted"]),
    ("have", &["been accepted"]),
    ("please", &["cite"]),
    ("pull", &["request"]),
    ("this", &["repo", "list"]),
    ("feel", &["free"]),
    ("welcome", &["to"]),
];

/// Says of itself or the list what only its makers would say.
pub(super) fn is_announcement(text: &str) -> bool {
    let lower = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) };
    let bytes = lower.as_bytes();
    let begins = |tail: &[u8], word: &str| tail.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()));
    let may_end = |at: &usize| {
        let Some([a, b]) = at.checked_sub(2).map(|start| [bytes[start] | 32, bytes[start + 1] | 32]) else { return false };
        matches!(&[a, b], b"ur" | b"we" | b"is" | b"as" | b"ve" | b"se" | b"ll" | b"el" | b"me")
    };
    memchr::memchr_iter(b' ', bytes).filter(may_end).any(|at| {
        ANNOUNCEMENTS.iter().any(|(first, rest)| {
            let head = at.checked_sub(first.len()).map_or(&[][..], |start| &bytes[start..at]);
            head.eq_ignore_ascii_case(first.as_bytes()) && rest.iter().any(|rest| begins(&bytes[at + 1..], rest))
        })
    })
}

/// Signs, emoji and shortcodes at the ends of text that are decoration.
pub(super) fn is_decoration(c: char) -> bool {
    !c.is_alphanumeric()
        && !matches!(
            c,
            '"' | '\''
                | '“'
                | '”'
                | '„'
                | '«'
                | '»'
                | '‘'
                | '’'
                | '('
                | ')'
                | '['
                | ']'
                | '{'
                | '}'
                | '$'
                | '¿'
                | '¡'
                | '?'
                | '!'
                | '\\'
                | '%'
                | '<'
                | '>'
                | '='
                | '《'
                | '》'
                | '「'
                | '」'
                | '【'
                | '】'
                | '#'
                | '@'
                | '&'
                | '*'
                | '+'
                | '^'
                | '_'
                | '`'
                | '~'
                | '.'
                | '/'
                | ':'
                | '-'
                | '–'
                | '—'
                | ','
                | ';'
                | '|'
                | '（'
                | '）'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn side_headings() {
        for name in ["📰 News", "Updates", "How to contribute", "Citation", "Star History", "Acknowledgements", "What's New"] {
            assert!(is_side_heading(name), "{name}");
        }
        for name in ["News Recommendation Papers", "Contrastive Learning", "Citation Analysis with Graphs", "Table of Contents"] {
            assert!(!is_side_heading(name), "{name}");
        }
    }
}
