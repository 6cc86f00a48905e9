//! Authors, venue and year where a list prints them.
//!
//! What stands around the title goes in as short texts; names, a venue and a year come out, as printed. Nothing is inferred from an identifier.

use super::citation::{are_initialled, is_initials, is_maker};
use super::names::{between, et_al, is_authors, is_name};
use super::scan::{Trim, collapsed, without_head, without_signs};
use super::venues::{is_date, is_month, is_venue, printed_year, year_of};
use super::vocabulary::is_decoration;

/// Names in the order printed, and whether the list left some out.
pub(super) fn names(text: &str) -> (Vec<String>, bool) {
    let text = collapsed(text);
    let lower = text.to_lowercase();
    let truncated = et_al(&text).is_some() || text.contains("...") || text.contains('…') || lower.contains("and others");
    let mut names: Vec<String> = Vec::new();
    let body = ["authors:", "author:", "authors：", "作者：", "作者:", "by ", "von ", "par ", "por "]
        .iter()
        .find_map(|key| lower.starts_with(key).then(|| text.get(key.len()..)).flatten())
        .unwrap_or(&text);
    for part in body
        .split([',', ';', '、', '，', '；', '&'])
        .flat_map(|part| between(part, " and "))
        .flat_map(|part| between(part, " und "))
        .take(500)
    {
        let printed = part.trimmed();
        let part = without_head(printed, "and ");
        let part = cut_et_al(part)
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '|' | ':' | '…' | '†' | '‡' | '^' | '"' | '(' | '['));
        let part = part.trim_end_matches(['.', ')', ']', ',']).trimmed();
        // An initial keeps its period: `Suhang W.`.
        if printed == ":" {
            // Catalogs print such a sign among the names; it is kept as printed.
            names.push(printed.to_owned());
            continue;
        }
        if part.is_empty()
            || part.chars().all(|c| !c.is_alphabetic())
            || part.eq_ignore_ascii_case("others")
            || part.eq_ignore_ascii_case("etc")
        {
            continue;
        }
        let initials = is_initials(part) && (printed.contains('.') || part.len() == 1);
        match names.last_mut().filter(|last| initials && !last.contains(' ')) {
            // `One, A. B.` is A. B. One.
            Some(last) => {
                let stop = if printed.contains('.') && !part.ends_with('.') { "." } else { "" };
                *last = format!("{part}{stop} {last}");
            }
            None => names.push(part.to_owned()),
        }
    }
    (names, truncated)
}

/// `One S` → `S One`.
fn initials_first(name: String) -> String {
    match name.rsplit_once(' ') {
        Some((family, initials)) if is_initials(initials) && !family.contains('.') => format!("{initials} {family}"),
        _ => name,
    }
}

fn cut_et_al(part: &str) -> &str {
    et_al(part).map_or(part, |at| &part[..at])
}

/// What a text beside a title says: authors, a venue, a year.
#[derive(Debug, Default)]
pub(super) struct Aside {
    pub authors: Vec<String>,
    pub truncated: bool,
    pub venue: Option<String>,
    pub year: Option<i32>,
}

impl Aside {
    fn take_authors(&mut self, text: &str) {
        if self.authors.is_empty() {
            (self.authors, self.truncated) = names(text);
        }
    }

    pub fn take_venue(&mut self, text: &str) {
        // `Apr 2023, NeurIPS 2023`: a date and a venue.
        if let Some((date, venue)) = text.split_once([',', ';'])
            && is_date(date.trim_start_matches(['(', '[', ' ']))
            && printed_year(date).is_some()
            && is_venue(venue)
            && !is_date(venue)
        {
            self.take_venue(venue);
            return self.take_venue(date);
        }
        let signs = |c: char| {
            c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')' | '（' | '）' | '*' | '_' | '`' | '.' | ',' | ':' | '|' | ';' | '-')
        };
        let text = without_signs(text, signs);
        if self.year.is_none() {
            self.year = printed_year(text);
        }
        if self.venue.is_none() && !is_date(text) {
            self.venue = venue_name(text);
        }
    }

    /// The parts of a citation: its names may have their initials behind them, `One S, Two J`.
    pub fn read_citation(&mut self, authors: &str, venue: &str, year: Option<i32>) {
        if self.authors.is_empty() {
            let (names, truncated) = names(authors);
            self.authors = names.into_iter().map(initials_first).collect();
            self.truncated = truncated;
        }
        self.year = self.year.or(year);
        if !venue.is_empty() {
            self.take_venue(venue);
        }
    }

    /// Italics alone may be one author: `*Noam Shazeer*`.
    pub fn read_italics(&mut self, text: &str) {
        let name = text.trimmed().trim_end_matches(['.', ',']);
        let lone = self.authors.is_empty()
            && !name.contains('\n')
            && is_name(name)
            && (2..=4).contains(&name.split_whitespace().count())
            && !is_venue(name);
        if lone {
            self.take_authors(name);
        } else if [
            "Journal of ",
            "Proceedings of ",
            "Transactions on ",
            "IEEE Transactions ",
            "Annals of ",
            "Advances in ",
            "Conference on ",
        ]
        .iter()
        .any(|head| name.starts_with(head))
            && name.len() <= 100
        {
            self.take_venue(name);
        } else if text.trimmed().contains('\n') && !is_authors(text) {
            text.lines().for_each(|line| self.read_italics(line));
        } else {
            self.read(text);
        }
    }

    /// Reads one text: italics, a line, a cell, what stands behind the title.
    pub fn read(&mut self, text: &str) {
        let signs = |c: char| {
            c.is_whitespace()
                || matches!(c, '|' | ',' | '.' | ';' | ':' | '-' | '–' | '—' | '·' | '(' | '[' | ')' | ']' | '*' | '_')
                || !c.is_ascii() && is_decoration(c)
        };
        let text = without_signs(text, signs);
        if text.len() < 3 || text.len() > 4000 {
            return;
        }
        if let Some(rest) = keyed(text, &["authors", "author", "作者"]) {
            return self.take_authors(rest);
        }
        if let Some(rest) = keyed(text, &["venue", "published in", "publication", "journal", "conference", "publisher", "published"]) {
            return self.take_venue(rest);
        }
        // `C. Three, Journal of Lists 12 (2019)`: names by their initials, then a venue.
        let names: usize = text.split(", ").take_while(|part| are_initialled(part)).map(|part| part.len() + 2).sum();
        if let Some(rest) = text.get(names..).filter(|rest| names > 0 && is_venue(rest) && printed_year(rest).is_some()) {
            self.take_authors(text[..names].trim_end_matches([',', ' ']));
            return self.take_venue(rest);
        }
        if is_venue(text) {
            return self.take_venue(text);
        }
        if let Some(rest) = ["by ", "von ", "par ", "por "].iter().find_map(|by| text.strip_prefix(by)) {
            let end = end_of_names(rest);
            let people = rest[..end].replace(" und ", " and ").replace(" et ", " and ");
            if is_authors(&people) || is_name(&people) || are_initialled(&people) {
                if !is_organisation(&people) {
                    self.take_authors(&people);
                }
                if is_venue(&rest[end..]) {
                    self.take_venue(&rest[end..]);
                }
                return;
            }
        }
        if let Some(at) = et_al(text).filter(|at| text[..*at].split_whitespace().count() <= 60) {
            let tail = &text[at..];
            let end = tail
                .find([',', ';', '|'])
                .or_else(|| tail.get(5..).and_then(|rest| rest.find(['.', ' '])).map(|i| i + 5))
                .map_or(text.len(), |i| at + i);
            self.take_authors(&text[..end]);
            if self.venue.is_none() && self.year.is_none() {
                let rest = text[end..].trim_start_matches(['.', ',', ' ', '|']);
                // `et al., 2022 show that …`: a sentence.
                let words = rest.trim_start_matches(|c: char| !c.is_alphabetic());
                let sentence = words.starts_with(char::is_lowercase) && !words.starts_with("in ") && !words.starts_with("arXiv");
                if sentence {
                    self.year = rest.get(..4).and_then(year_of);
                } else if !rest.is_empty() && rest.split_whitespace().count() <= 8 {
                    self.take_venue(rest);
                }
            }
            return;
        }
        // `Ada One & Bo Two (ICLR'19)`.
        if let Some((head, venue)) = text.split_once('(').filter(|(head, venue)| is_authors(head) && is_venue(venue)) {
            self.read(head);
            return self.take_venue(venue);
        }
        if are_initialled(text) {
            return self.take_authors(text);
        }
        if is_authors(text) {
            // `A. One, B. Two. ICML 2020`: the venue ends the line.
            if let Some((head, tail)) = text.rsplit_once([',', '.'])
                && is_venue(tail)
                && printed_year(tail).is_some()
            {
                self.take_venue(tail);
                return self.take_authors(head);
            }
            return self.take_authors(text);
        }
        if self.read_wide(text) {
            return;
        }
        // `2020. What it is about`, `ICML 2020, see also`.
        let head = text.split(['.', ',', ';']).next().unwrap_or(text);
        if head.len() < text.len() && (is_date(head) || is_venue(head) && printed_year(head).is_some()) {
            return self.take_venue(head);
        }
        if let Some((head, tail)) = text.split_once(". ")
            && is_authors(head)
        {
            self.take_authors(head);
            if tail.split_whitespace().count() <= 10 {
                self.take_venue(tail);
            }
        }
    }

    /// `张三，李四，计算机学报，2020`: names of a few characters, a journal, a year.
    fn read_wide(&mut self, text: &str) -> bool {
        if text.is_ascii() {
            return false;
        }
        let is_wide = |part: &str| part.chars().all(|c| c >= '\u{2e80}');
        let clauses: Vec<&str> = text.split(['，', '、', ',', ';']).map(str::trim).filter(|part| !part.is_empty()).take(40).collect();
        let people =
            clauses.iter().take_while(|part| is_wide(part) && (2..=5).contains(&part.chars().count()) && !is_journal(part)).count();
        let rest = &clauses[people..];
        if people == 0 || clauses.len() < 2 || !rest.iter().all(|part| is_date(part) || is_journal(part)) {
            return false;
        }
        self.take_authors(&clauses[..people].join(","));
        rest.iter().for_each(|part| self.take_venue(part));
        true
    }
}

/// `Google Research`, `Stanford University and Imperial College London`: who employs the authors.
fn is_organisation(names: &str) -> bool {
    const SIGNS: [&str; 9] = ["University", "College", "Institute", "Research", "AI", "Lab", "Labs", "Group", "Team"];
    let parts = names.split([',', '&']).flat_map(|part| between(part, " and "));
    let of_makers = |part: &str| {
        part.split_whitespace().any(|word| SIGNS.contains(&word)) || is_maker(part.split_whitespace().next().unwrap_or_default())
    };
    parts.map(|part| cut_et_al(part.trimmed())).filter(|part| !part.is_empty()).all(of_makers)
}

/// Where a sentence ends, not an initial, or a bracket opens.
fn end_of_names(text: &str) -> usize {
    let stops = text.char_indices().filter(|(at, c)| {
        let initial = || text[..*at].rsplit([' ', '.', '-']).next().is_some_and(|word| word.chars().count() <= 1);
        let dash = || text[*at..].starts_with([' ', '\n']) && text[at + 1..].starts_with(['-', '–', '—']);
        matches!(c, '(' | '[') || *c == '.' && !initial() || dash()
    });
    stops.map(|(at, _)| at).next().unwrap_or(text.len())
}

fn is_journal(text: &str) -> bool {
    ["学报", "期刊", "杂志", "会议", "学会", "論文誌", "研究会", "科学", "通报"].iter().any(|word| text.ends_with(word))
}

fn keyed<'t>(text: &'t str, keys: &[&str]) -> Option<&'t str> {
    let text = text.trim_start_matches(['*', '_', ' ']);
    keys.iter().find_map(|key| {
        let head = text.get(..key.len())?;
        let rest = text[key.len()..].trim_start_matches(['*', '_', ' ']);
        head.eq_ignore_ascii_case(key).then(|| rest.strip_prefix([':', '：'])).flatten()
    })
}

/// The venue without its year, when that leaves a name.
fn venue_name(text: &str) -> Option<String> {
    let mut words: Vec<&str> = Vec::new();
    for word in text.split([' ', ',', '\n']).filter(|word| !word.is_empty()) {
        // `arXiv:2005.14165`.
        let word =
            word.split_once([':', '：']).filter(|(_, tail)| tail.starts_with(|c: char| c.is_ascii_digit())).map_or(word, |(head, _)| head);
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let year = printed_year(word).is_some() && bare.chars().all(|c| c.is_ascii_digit());
        let identifier = bare.len() > 4 && bare.chars().all(|c| c.is_ascii_digit() || c == '.');
        let month = !words.is_empty() && is_month(bare) && printed_year(text).is_some();
        // `arXiv [cs.LG]`.
        let class = word.starts_with('[') && bare.split_once('.').is_some_and(|(field, kind)| !field.is_empty() && kind.len() == 2);
        if !year && !identifier && !month && !class {
            words.push(word);
        }
    }
    // `arXiv preprint arXiv:2001.00003`.
    if words.len() > 1 && words.first().zip(words.last()).is_some_and(|(first, last)| first.eq_ignore_ascii_case(last)) {
        words.pop();
    }
    let name = words.join(" ");
    // `ICLR 2017 (Best Paper)`, its last bracket taken away before.
    let name = match name.find('(') {
        Some(open) if open > 0 && !name[open..].contains(')') => name[..open].to_owned(),
        _ => name,
    };
    let name = name
        .split(['\'', '’'])
        .next()
        .unwrap_or(&name)
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '(' | '[' | '-'));
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let plausible = name.chars().any(char::is_alphabetic) && name.len() <= 120;
    plausible.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Aside {
        let mut aside = Aside::default();
        aside.read(text);
        aside
    }

    #[test]
    fn names_are_parted_and_omissions_told() {
        let (authors, truncated) = names("Fali Wang, Zhiwei Zhang, ..., Ming Huang and Suhang Wang");
        assert_eq!(authors, ["Fali Wang", "Zhiwei Zhang", "Ming Huang", "Suhang Wang"]);
        assert!(truncated);
        assert_eq!(names("01. AI, :, Alan Wake").0, ["01. AI", ":", "Alan Wake"]);
        assert_eq!(names("Vladislav Lialin, et al.").0, ["Vladislav Lialin"]);
    }

    #[test]
    fn a_line_beside_the_title_is_taken_apart() {
        let aside = read(", Yu et al., Arxiv 2021 ");
        assert_eq!((aside.authors, aside.truncated, aside.venue, aside.year), (vec!["Yu".into()], true, Some("Arxiv".into()), Some(2021)));
        let aside = read("**Authors**: Bernhard Kerbl, Georgios Kopanas");
        assert_eq!(aside.authors.len(), 2);
        let aside = read("ICML'20");
        assert_eq!((aside.venue.as_deref(), aside.year), (Some("ICML"), Some(2020)));
        let aside = read("arXiv, 2412.17483");
        assert_eq!((aside.venue.as_deref(), aside.year), (Some("arXiv"), None));
    }
}
