//! Does the list print this paper already, though perhaps nobody identified the entry?
//!
//! Every entry of a list is kept as printed, with what became of it; a paper is looked up among them by identifier and by title. This is the same
//! comparison of titles as in [`judge`](super::judge()), but it asks another question: there a wrong answer takes one paper for another, here it suggests to
//! a maintainer what the list has. So an equal title that says enough is believed even where the printed authors differ, and a short one is believed until
//! an author or the year speaks against it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::list::List;
use crate::paper::{Identifier, Paper, PaperId, SectionPath, normalized_title};

use super::judge::{author_agrees, is_name_of, spelling_doubt};
use super::spelling::{Form, Likeness, says_enough};
use super::{Resolution, Resolved};

/// An entry as the list prints it, and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct PrintedEntry {
    /// Line of the list.
    pub line: usize,
    pub section: SectionPath,
    /// As printed; empty for an entry without one.
    pub title: String,
    /// Other titles it is known by: that of the paper it was identified as.
    pub also_titled: Option<String>,
    /// As printed, else those of the paper it was identified as.
    pub authors: Vec<String>,
    pub year: Option<i32>,
    /// Printed ones and those of the paper it was identified as, without versions.
    pub identifiers: Vec<Identifier>,
    /// See [`Resolution::outcome`].
    pub outcome: &'static str,
    /// The paper it was identified as.
    pub paper: Option<PaperId>,
}

impl PrintedEntry {
    /// What became of the entry, for somebody who asks about a paper it was not identified as.
    pub fn state(&self) -> &'static str {
        if self.paper.is_some() { "identified as another paper" } else { self.outcome }
    }
}

/// Every entry of the list as printed, in list order; also resources, duplicates and those that were not identified.
pub fn printed_entries(list: &List, resolved: &Resolved) -> Vec<PrintedEntry> {
    let one = |(entry, resolution): (&crate::list::Entry, &Resolution)| {
        let paper = resolution.paper().and_then(|id| resolved.paper(id));
        let known = paper.map(|paper| paper.identifiers.as_slice()).unwrap_or_default();
        let identifiers: BTreeSet<Identifier> = entry.identifiers.iter().chain(known).map(Identifier::unversioned).collect();
        let names = || paper.map(|paper| paper.authors.iter().map(|author| author.name.clone()).collect()).unwrap_or_default();
        PrintedEntry {
            line: entry.line,
            section: list.section(entry),
            title: entry.title.clone(),
            also_titled: paper.map(|paper| paper.title.clone()),
            authors: if entry.authors.is_empty() { names() } else { entry.authors.clone() },
            year: entry.year.or_else(|| Some(paper?.date?.year())),
            identifiers: identifiers.into_iter().collect(),
            outcome: resolution.outcome(),
            paper: paper.map(|paper| paper.id.clone()),
        }
    };
    list.entries.iter().zip(&resolved.resolutions).map(one).collect()
}

/// Printed entries, ready to be asked about many papers.
pub struct Printed<'a> {
    entries: &'a [PrintedEntry],
    /// The forms of an entry's titles: one or two.
    forms: Vec<Vec<Form>>,
    by_identifier: HashMap<&'a Identifier, Vec<usize>>,
    by_paper: HashMap<&'a PaperId, Vec<usize>>,
    by_word: HashMap<String, Vec<usize>>,
}

impl<'a> Printed<'a> {
    /// O(letters of all titles).
    pub fn of(entries: &'a [PrintedEntry]) -> Printed<'a> {
        let mut printed =
            Printed { entries, forms: Vec::new(), by_identifier: HashMap::new(), by_paper: HashMap::new(), by_word: HashMap::new() };
        for (at, entry) in entries.iter().enumerate() {
            let titles = std::iter::once(entry.title.as_str()).chain(entry.also_titled.as_deref()).filter(|title| !title.is_empty());
            let forms: Vec<Form> = titles.map(Form::of).collect();
            let words: BTreeSet<&String> = forms.iter().flat_map(Form::words).collect();
            words.into_iter().for_each(|word| printed.by_word.entry(word.clone()).or_default().push(at));
            printed.forms.push(forms);
            entry.paper.iter().for_each(|id| printed.by_paper.entry(id).or_default().push(at));
            entry.identifiers.iter().for_each(|id| printed.by_identifier.entry(id).or_default().push(at));
        }
        printed
    }

    /// The first entry that prints the paper; one that was not identified comes before one that was.
    pub fn find(&self, paper: &Paper) -> Option<&'a PrintedEntry> {
        let found = self.places(paper);
        let at = found.iter().copied().find(|&at| self.entries[at].paper.is_none()).or(found.first().copied())?;
        self.entries.get(at)
    }

    /// Every entry that prints the paper, as places among the entries, ascending. O(entries that share words with its title).
    pub fn places(&self, paper: &Paper) -> Vec<usize> {
        let form = Form::of(&paper.title);
        let identifiers = paper.identifiers.iter().map(Identifier::unversioned);
        let mut found: BTreeSet<usize> = identifiers.flat_map(|id| self.by_identifier.get(&id).cloned().unwrap_or_default()).collect();
        found.extend(self.alike(&form).into_iter().filter(|&at| self.prints(at, paper, &form)));
        found.extend(self.by_paper.get(&paper.id).into_iter().flatten());
        found.into_iter().collect()
    }

    /// Entries that share half of the words of the shorter title, or the name in front of a longer one.
    fn alike(&self, form: &Form) -> Vec<usize> {
        let words: BTreeSet<&String> = form.words().iter().collect();
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        words.iter().filter_map(|word| self.by_word.get(*word)).flatten().for_each(|&at| *shared.entry(at).or_insert(0) += 1);
        let enough = |at: usize, n: usize| self.forms[at].iter().any(|other| 2 * n >= other.words().len().min(words.len()));
        shared.into_iter().filter(|&(at, n)| enough(at, n)).map(|(at, _)| at).collect()
    }

    fn prints(&self, at: usize, paper: &Paper, known: &Form) -> bool {
        let entry = &self.entries[at];
        let author = author_agrees(&entry.authors, paper);
        let year = entry.year.zip(paper.date).map(|(year, date)| (year - date.year()).abs() <= 1);
        let nothing_against = author != Some(false) && year != Some(false);
        let same = |form: &Form| match form.likeness(known) {
            Likeness::Equal if entry.paper.is_none() && says_enough(form.words()) => true,
            // A preprint is often older than the printed year.
            Likeness::Equal => author != Some(false) && (author == Some(true) || year != Some(false)),
            likeness @ (Likeness::Printing | Likeness::Named) => nothing_against && spelling_doubt(likeness, form, known).is_none(),
            Likeness::Apart => {
                let spelled = spelling_doubt(Likeness::Apart, form, known).is_none();
                let named =
                    entry.paper.is_none() && is_name_of(form.key(), &paper.title) && (author == Some(true) || is_coined(&entry.title));
                nothing_against && (spelled || named)
            }
        };
        self.forms[at].iter().any(same)
    }
}

/// Whether a printed name is nobody else's word: it holds a digit, or a capital behind a small letter or among capitals (`LoRA`, `GPT-3`, `PaLM`).
fn is_coined(name: &str) -> bool {
    let is_word = |word: &str| word.chars().skip(1).any(|c| c.is_uppercase() || c.is_ascii_digit());
    normalized_title(name).chars().count() >= 3 && name.split_whitespace().count() == 1 && is_word(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list;
    use crate::paper::{Author, Date, Scheme};

    fn entries(text: &str) -> Vec<PrintedEntry> {
        let list = list::read(text);
        let resolutions = list.entries.iter().map(|_| Resolution::Unknown { reason: String::new() }).collect();
        printed_entries(&list, &Resolved { resolutions, ..Resolved::default() })
    }

    fn entry(title: &str, authors: &[&str], year: Option<i32>) -> PrintedEntry {
        PrintedEntry {
            line: 7,
            section: SectionPath::default(),
            title: title.to_owned(),
            also_titled: None,
            authors: authors.iter().map(|name| (*name).to_owned()).collect(),
            year,
            identifiers: Vec::new(),
            outcome: "unknown",
            paper: None,
        }
    }

    fn paper(title: &str, author: &str, year: i32) -> Paper {
        Paper { authors: vec![Author::named(author)], date: Date::year_only(year), ..Paper::new("p", title) }
    }

    fn is_printed(entry: PrintedEntry, paper: &Paper) -> bool {
        Printed::of(&[entry]).find(paper).is_some()
    }

    #[test]
    fn whatever_the_list_prints_is_found_by_title_in_any_printing() {
        let suggested = paper("Decomposed Prompting: A Modular Approach for Solving Complex Tasks", "Tushar Khot", 2022);
        for printed in [
            "Decomposed Prompting: A Modular Approach for Solving Complex Tasks",
            "decomposed prompting - a modular approach for solving complex tasks.",
            "Decomposed Prompting: Modular Approach to Solving Complex Task",
            "[ICLR 2023] Decomposed Prompting: A Modular Approach for Solving Complex Tasks",
            "A Modular Approach for Solving Complex Tasks",
        ] {
            assert!(is_printed(entry(printed, &[], None), &suggested), "{printed}");
        }
        // Lists shorten and misspell names; two works with one title of such length are rarer than that.
        assert!(is_printed(entry(&suggested.title, &["Somebody Else"], Some(2019)), &suggested));
        assert!(!is_printed(entry("Modular Approaches: Prompting for Decomposed Tasks and More", &[], None), &suggested));
    }

    #[test]
    fn a_short_title_hides_no_other_paper() {
        let mamba = paper("Mamba", "Albert Gu", 2023);
        assert!(is_printed(entry("Mamba", &[], None), &mamba));
        assert!(is_printed(entry("Mamba", &["Gu, Albert"], Some(2020)), &mamba));
        assert!(!is_printed(entry("Mamba", &["Ada One"], Some(2023)), &mamba));
        assert!(!is_printed(entry("Mamba", &[], Some(2015)), &mamba));
        let survey = paper("A Survey of Transformers", "Tianyang Lin", 2021);
        assert!(!is_printed(entry("A Survey of Transformers", &["Ada One"], None), &survey));
        assert!(!is_printed(entry("A Survey of Efficient Transformers", &[], None), &survey));
    }

    #[test]
    fn a_coined_name_is_the_paper_and_a_common_word_is_not() {
        let lora = paper("LoRA: Low-Rank Adaptation of Large Language Models", "Edward Hu", 2021);
        assert!(is_printed(entry("LoRA", &[], None), &lora));
        assert!(!is_printed(entry("LoRA", &[], Some(2015)), &lora));
        let attention = paper("Attention: Marginal Probability is All You Need", "Ryan Singh", 2023);
        assert!(!is_printed(entry("Attention", &[], None), &attention));
        assert!(is_printed(entry("Attention", &["Ryan Singh"], None), &attention));
    }

    #[test]
    fn an_entry_identified_as_a_namesake_hides_only_what_its_authors_do_not_deny() {
        let identified = |author: &str| PrintedEntry {
            paper: Some(PaperId("q".into())),
            ..entry("On the Dangers of Long Titles in Large Lists", &[author], None)
        };
        let other = paper("On the Dangers of Long Titles in Large Lists", "Ada One", 2020);
        assert!(!is_printed(identified("Bo Two"), &other));
        assert!(is_printed(identified("Ada One"), &other));
    }

    #[test]
    fn identifiers_are_compared_without_versions_and_places_are_those_of_the_list() {
        let found = entries(
            "# L\n\n## A\n\n- **One Thing and Some More of It**, [paper](https://arxiv.org/abs/2001.00001v3)\n\n## B\n\n- [Some Blog](https://example.org/x)\n",
        );
        let asked = Paper { identifiers: vec![Identifier::new(Scheme::Arxiv, "2001.00001")], ..Paper::new("p", "Another Title") };
        let printed = Printed::of(&found);
        let entry = printed.find(&asked).unwrap();
        assert_eq!((entry.line, entry.section.to_string().as_str(), entry.outcome), (5, "A", "unknown"));
        assert_eq!(printed.find(&Paper::new("p", "Another Title")), None);
        assert_eq!(printed.find(&Paper::new("p", "")), None);
    }
}
