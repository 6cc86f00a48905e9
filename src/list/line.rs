//! One line of a list and what it can be: an entry, a field of the entry above, a name for what follows, prose.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;

use smallvec::SmallVec;

use super::document::style;
use super::entry::Context;
use super::identifiers::{has_decimal, identifiers_in_text, parse_identifier};
use super::labels::{field_key, is_generic_label, is_paper_label};
use super::names::{et_al, is_authors};
use super::plain::ends_with_venue;
use super::scan::{Trim, find_short};
use super::segments::{Segment, SegmentKind, Segments, plain_text, segments, word_count};
use super::title::{self, Form, Title};
use super::venues::{is_venue, printed_year};
use super::vocabulary::{is_announcement, is_side_heading, is_wide_title};
use super::web::address;
use crate::paper::{Identifier, Scheme};

/// What costs time is found when it is first asked for: most cells of tables are never asked.
pub(super) struct Line<'d> {
    pub segments: Segments<'d>,
    /// Links that lead out of the file, images only when they name a paper.
    pub outward: usize,
    /// Links to anchors and to other pages of the list.
    pub inward: usize,
    /// A link that names a paper, or is labelled as one.
    pub paper: bool,
    /// Every link in it, each once.
    pub links: SmallVec<[usize; 2]>,
    text: OnceCell<Cow<'d, str>>,
    words: OnceCell<usize>,
    any_title: OnceCell<Option<Rc<Title>>>,
    label_only: OnceCell<bool>,
    key: OnceCell<Option<String>>,
    announcement: OnceCell<bool>,
}

/// Reads one line; linear in its length.
pub(super) fn read<'d>(context: &Context<'d, '_>, range: &Range<usize>) -> Line<'d> {
    let segments = segments(&context.document.inlines[range.clone()]);
    let links = context.find_links(range);
    let (mut outward, mut inward, mut paper) = (0, 0, false);
    for link in links.iter().copied() {
        let raw = &context.document.links[link];
        let names_paper = context.paper_of(link).is_some();
        if raw.image && !names_paper {
            continue;
        }
        let around_image = raw.around.is_none() && !raw.image;
        if raw.url.starts_with('#') || raw.url.contains('#') && raw.url.contains(".md#") || is_other_page(&raw.url) && !names_paper {
            inward += 1;
        } else if around_image || names_paper {
            outward += 1;
            paper |= names_paper || !raw.image && is_paper_label(&raw.label) && !raw.label.is_empty() && !raw.label.contains("://");
        }
    }
    Line {
        segments,
        outward,
        inward,
        paper,
        links,
        text: OnceCell::new(),
        words: OnceCell::new(),
        any_title: OnceCell::new(),
        label_only: OnceCell::new(),
        key: OnceCell::new(),
        announcement: OnceCell::new(),
    }
}

/// A relative link to a page of the list itself.
fn is_other_page(url: &str) -> bool {
    if url.is_empty() || url.starts_with("https://") || url.starts_with("http://") || address(url).is_some() {
        return false;
    }
    let path = url.split(['#', '?']).next().unwrap_or(url);
    let document =
        [".pdf", ".ps", ".ps.gz", ".djvu", ".txt", ".bib", ".ppt", ".pptx"].iter().any(|end| path.to_ascii_lowercase().ends_with(end));
    !document && !url.split('/').next().unwrap_or(url).contains(':') && !matches!(url, "nan" | "None" | "none" | "TODO" | "-")
}

impl Line<'_> {
    /// All words of it, images left out.
    #[inline]
    pub fn text(&self) -> &str {
        self.text.get_or_init(|| plain_text(&self.segments))
    }

    #[inline]
    pub fn words(&self) -> usize {
        *self.words.get_or_init(|| word_count(self.text()))
    }

    /// The title even when it is nothing but a label.
    #[inline]
    pub fn any_title(&self) -> Option<&Rc<Title>> {
        self.any_title.get_or_init(|| title::find(&self.segments).map(Rc::new)).as_ref()
    }

    #[inline]
    pub fn title(&self) -> Option<&Title> {
        let title = self.any_title()?;
        (!self.label_only.get_or_init(|| is_generic_label(&title.text))).then_some(title)
    }

    /// `paper` in `Paper: …`, in lower case.
    pub fn key(&self) -> Option<&str> {
        let long = |title: &Title| title.form != Form::Plain && word_count(&title.text) >= 4;
        self.key.get_or_init(|| field_key(self.text()).filter(|_| !self.title().is_some_and(long))).as_deref()
    }

    pub fn title_words(&self) -> usize {
        self.title().map_or(0, |title| word_count(&title.text))
    }

    fn form(&self) -> Option<&Form> {
        self.title().map(|title| &title.form)
    }

    /// The line is an identifier and nothing else: `2106.09685`, `arXiv:1706.03762v5`, `10.1145/…`.
    pub fn bare_identifier(&self) -> Option<Identifier> {
        if !self.links.is_empty() || self.segments.len() > 2 {
            return None;
        }
        let text = self.text().trimmed();
        let one_word = (7..=120).contains(&text.len()) && !text.contains(char::is_whitespace) && text.bytes().any(|b| b.is_ascii_digit());
        let printed = || matches!(text.as_bytes(), [b'0'..=b'9', ..]) || text.contains([':', '/']);
        if !one_word || !printed() {
            return None;
        }
        parse_identifier(text).filter(|identifier| {
            matches!(
                identifier.scheme,
                Scheme::Arxiv | Scheme::Doi | Scheme::Corpus | Scheme::Pmid | Scheme::Pmcid | Scheme::OpenReview | Scheme::Acl
            )
        })
    }

    /// Its words print an identifier: `A Title, arXiv:2106.09685`.
    pub fn prints_identifier(&self) -> bool {
        has_decimal(self.text()) && !identifiers_in_text(self.text()).is_empty()
    }

    /// A link to a paper, or a printed identifier.
    pub fn prints_paper(&self) -> bool {
        self.outward > 0 && self.paper || self.prints_identifier()
    }

    /// An image or note of other software, put in by its name: `![[figure.png]]`.
    pub fn is_embedding(&self) -> bool {
        self.text().trim_start().starts_with("![[")
    }

    /// Only anchors or pages of the list, and hardly a word besides.
    pub fn is_contents(&self) -> bool {
        if self.inward == 0 || self.outward > 0 {
            return false;
        }
        let outside: String = self.segments.iter().filter(|segment| segment.is_plain()).map(|segment| segment.text.as_ref()).collect();
        word_count(&outside) <= 6
    }

    /// Links with labels such as `paper`, names, a venue: something about the entry above.
    pub fn is_field(&self) -> bool {
        if self.key().is_some() {
            return true;
        }
        if self.outward > 0 {
            return self.title().is_none() || self.title_words() <= 2 && !matches!(self.form(), Some(Form::Bold));
        }
        let text = self.text().trimmed();
        text.is_empty() || is_authors(text) || is_venue(text) || self.is_italic() && (is_authors(text) || self.words() <= 12)
    }

    pub fn is_italic(&self) -> bool {
        let mut words = self
            .segments
            .iter()
            .filter(|segment| segment.kind == SegmentKind::Text && segment.text.chars().any(char::is_alphanumeric))
            .peekable();
        words.peek().is_some() && words.all(|segment| segment.is(style::ITALIC))
    }

    /// An entry of its own under another bullet: a title and a link to the paper.
    pub fn is_independent(&self) -> bool {
        if self.key().is_some() && self.title_words() < 4 {
            return false;
        }
        let Some(title) = self.title() else { return false };
        if title.embedded || self.outward == 0 {
            return false;
        }
        let words = word_count(&title.text);
        let prose = self.is_prose();
        match title.form {
            Form::Link => words >= 3 && !prose,
            Form::Bold | Form::Quoted | Form::Italic => words >= 2 && !prose,
            Form::Plain => words >= 3 && self.paper && !prose && !is_authors(&title.text),
        }
    }

    /// Running sentences with a link somewhere in them.
    pub fn is_prose(&self) -> bool {
        let Some(title) = self.title() else { return self.words() > 30 };
        if title.embedded {
            return true;
        }
        let sentence = match title.form {
            Form::Plain => {
                let text = &title.text;
                let lower_case = !title::is_title_case(text);
                let ends = self.text().trim_end().ends_with(['.', '!', '。']);
                lower_case
                    && (word_count(text) > 22
                        || ends && word_count(text) > 9 && self.segments.iter().any(|s| s.is_linked() && !is_generic_label(&s.text)))
            }
            _ => false,
        };
        sentence || self.is_announcement()
    }

    /// `TL;DR: …`, `Note: …`: a remark, unless it links to a title.
    pub fn is_remark(&self) -> bool {
        let remark = |key: &str| matches!(key, "tl dr" | "tldr" | "note" | "notes" | "comment" | "comments" | "summary");
        let titled = |segment: &Segment| segment.is_linked() && word_count(&segment.text) >= 4 && title::is_title_case(&segment.text);
        self.key().is_some_and(remark) && !self.segments.iter().any(titled)
    }

    /// Links labelled as such, and a sentence on the line below them: `[arXiv version](…)`, `Compare for yourself.`
    pub fn is_followed_by_sentence(&self) -> bool {
        let Some(title) = self.title().filter(|title| title.form == Form::Plain && title.from > 0) else { return false };
        let below = self.segments[title.from].text.starts_with('\n') || self.segments[title.from - 1].text.ends_with('\n');
        let linked = self.segments[..title.from].iter().any(Segment::is_linked);
        below
            && linked
            && word_count(&title.text) <= 6
            && !title::is_title_case(&title.text)
            && self.text().trim_end().ends_with(['.', '!'])
    }

    /// The list speaking of itself: "our paper", "we release", `[News]`.
    pub fn is_announcement(&self) -> bool {
        *self.announcement.get_or_init(|| self.announces())
    }

    fn announces(&self) -> bool {
        let is_tag = |before: &String| {
            ["news", "update", "updates", "new!", "announcement", "release"].iter().any(|tag| before.trimmed().eq_ignore_ascii_case(tag))
        };
        let title = self.title();
        if title.is_some_and(|title| title.before.iter().any(is_tag)) {
            return true;
        }
        if self.words() <= 8 {
            return false;
        }
        // `Acknowledgement: we thank …`.
        let headed = |head: &str| word_count(head) <= 2 && is_side_heading(head);
        let thanks = |head: &str| head.trim_start().get(..3).is_some_and(|start| start.eq_ignore_ascii_case("ack"));
        let plain = title.is_none_or(|title| title.form == Form::Plain);
        if find_short(self.text(), ": ").map(|at| &self.text()[..at]).is_some_and(|head| (plain || thanks(head)) && headed(head)) {
            return true;
        }
        let outside = match title {
            Some(title) if title.from < title.after => {
                let front = plain_text(&self.segments[..title.from]);
                let behind = plain_text(self.segments.get(title.after..).unwrap_or_default());
                // Most lines are a title and labels.
                if [front.as_ref(), &title.rest, &behind].iter().all(|part| part.len() < 3) {
                    Cow::Borrowed("")
                } else {
                    Cow::Owned([front.as_ref(), " ", &title.rest, " ", &behind].concat())
                }
            }
            _ => Cow::Borrowed(self.text()),
        };
        let sentence = || title.filter(|title| title.form == Form::Plain && !title::is_title_case(&title.text));
        is_announcement(&unquoted(&outside)) || sentence().is_some_and(|title| is_announcement(&title.text))
    }

    /// Words that may be a title where the other items of a list are titles: no key, no names alone, no sentence.
    pub fn is_loose_title(&self) -> bool {
        let Some(title) = self.title() else { return false };
        let text = self.text().trimmed();
        let links = self.outward + self.inward;
        let told = self.key().is_some() || self.is_announcement() || is_authors(&title.text) || is_venue(&title.text);
        links == 0 && (4..=40).contains(&word_count(&title.text)) && !told && !text.ends_with([':', '：', '.', '!', ';', '。', '！'])
    }

    /// Looks like a title or a citation, whether or not it was read as one: for telling, not for reading.
    pub fn resembles_title(&self) -> bool {
        // What costs least first: most lines of a text are longer.
        if self.outward + self.inward > 0 || !(4..=60).contains(&self.words()) {
            return false;
        }
        let Some(title) = self.title() else { return false };
        let text = self.text().trimmed();
        if self.is_bold() || self.is_embedding() {
            return false;
        }
        if self.key().is_some() || self.is_announcement() || text.ends_with([':', '：']) {
            return false;
        }
        let dated = title.rest.len() < 200 && printed_year(text).is_some() && title::is_title_case(&title.text);
        title.cited.is_some() || et_al(text).is_some() && title::is_title_case(&title.text) || dated || self.is_plain_title()
    }

    /// A title without any link, as a person would print it.
    pub fn is_plain_title(&self) -> bool {
        let Some(title) = self.title() else { return false };
        let text = &title.text;
        let words = word_count(text);
        if title.cited.is_some() && self.outward + self.inward == 0 {
            return true;
        }
        if self.outward > 0
            || self.inward > 0
            || !(3..=40).contains(&words)
            || self.key().is_some()
            || self.is_announcement()
            || is_authors(text)
            || is_venue(text)
        {
            return false;
        }
        if matches!(title.form, Form::Bold | Form::Quoted) {
            return true;
        }
        // `Data Mining: KDD, WWW` names venues.
        if text.split_once(": ").is_some_and(|(_, tail)| tail.split([',', ' ']).filter(|word| !word.is_empty()).all(is_venue)) {
            return false;
        }
        // The shape decides where a venue and a year stand around the title: `Sketches that remember (SIGMOD 2001)`.
        let dated_in_front = || title.before.iter().any(|before| is_venue(before) && printed_year(before).is_some());
        if self.words() <= 40 && (ends_with_venue(self.text()) || dated_in_front()) {
            return true;
        }
        let many_sentences = text.contains(". ") || self.text().trim_end().ends_with(['!', ';']);
        let wide = !text.is_ascii() && text.chars().filter(|c| *c >= '\u{2e80}').count() * 3 > text.chars().count();
        if wide {
            return self.words() <= 60 && is_wide_title(self.text(), text);
        }
        !many_sentences
            && self.words() <= 60
            && (title::is_title_case(text) || !title.rest.trimmed().is_empty() && is_authors(&title.rest) || et_al(self.text()).is_some())
    }

    /// The whole line is bold, or nothing but a few words.
    pub fn is_label(&self) -> bool {
        self.outward == 0 && (1..=10).contains(&self.words()) && !self.text().trim_end().ends_with(['.', '。', '!'])
    }

    pub fn is_bold(&self) -> bool {
        let mut words = self
            .segments
            .iter()
            .filter(|segment| segment.kind == SegmentKind::Text && segment.text.chars().any(char::is_alphanumeric))
            .peekable();
        words.peek().is_some() && words.all(|segment| segment.is(style::BOLD))
    }
}

/// The text without what stands in quotes: makers speak for themselves there.
fn unquoted(text: &str) -> Cow<'_, str> {
    if !text.contains(['"', '“']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '“' => quoted = true,
            '”' => quoted = false,
            _ if !quoted => out.push(c),
            _ => {}
        }
    }
    // A quote that never closes hides nothing.
    if quoted { Cow::Borrowed(text) } else { Cow::Owned(out) }
}
