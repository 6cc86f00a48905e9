//! Every finding's code, with its severity and what it means.

use super::Severity;

/// What is known of a code before any finding.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// Stable and kebab-case.
    pub name: &'static str,
    pub severity: Severity,
    /// One line.
    pub summary: &'static str,
    /// What it means, why it matters, what to do.
    pub explanation: &'static str,
    /// `lint --fix` can mend it, at least in its safe cases.
    pub fixable: bool,
}

/// The code with this name.
pub fn code(name: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| code.name == name)
}

const fn note(name: &'static str, summary: &'static str, explanation: &'static str) -> Code {
    Code { name, severity: Severity::Note, summary, explanation, fixable: false }
}

const fn warning(name: &'static str, summary: &'static str, explanation: &'static str) -> Code {
    Code { severity: Severity::Warning, ..note(name, summary, explanation) }
}

const fn error(name: &'static str, summary: &'static str, explanation: &'static str) -> Code {
    Code { severity: Severity::Error, ..note(name, summary, explanation) }
}

const fn fixable(code: Code) -> Code {
    Code { fixable: true, ..code }
}

/// All codes, by name.
pub const CODES: &[Code] = &[
    note(
        "ambiguous-title",
        "the title resembles a paper's, but not enough to be sure",
        "The entry prints no identifier the catalog knows, and the nearest title is neither the same nor clearly another. Nothing is guessed: the entry has no count and no place in the rankings.\n\
         Add an identifier to the entry (an arXiv link is enough), or tell citegraph with an [[override]] in citegraph.toml.",
    ),
    warning(
        "broken-link-syntax",
        "an address beside a label that does not link to it",
        "Such as `[paper] (https://…)`: the space parts label and address, so readers see both and can click on neither.\nRemove the space.",
    ),
    warning(
        "dead-papers-with-code-link",
        "a link to Papers with Code, which was closed in July 2025",
        "paperswithcode.com no longer shows papers, code or leaderboards; its links lead to a general page. Link to the repository or to the paper itself.\n\
         Other dead links are not looked for here: that is the work of lychee (https://github.com/lycheeverse/lychee).",
    ),
    fixable(warning(
        "duplicate-entry",
        "the same work is listed before",
        "The entry prints the same identifier (perhaps in another version) or the same title as an earlier one. In one section this is nearly always an accident; across sections it is often meant, and then only a note.\n\
         `lint --fix=duplicate-entry` removes the later entry when it stands in the same section and says nothing the earlier one does not say; otherwise merge the two by hand.",
    )),
    note(
        "empty-link-target",
        "a link without an address",
        "Such as `[code]()`: a place kept for later, or forgotten. Fill it or remove it.",
    ),
    note(
        "empty-link-text",
        "a link without a text",
        "Such as `[](https://x.com/…)`: readers see nothing to click on. Often a symbol was lost when the file was saved in another encoding; see garbled-text.",
    ),
    note(
        "empty-section",
        "a section without entries",
        "A heading under which nothing is listed. Remove it, or leave it when entries are to come; `[ignore] sections` in citegraph.toml silences it.",
    ),
    note(
        "future-date",
        "the catalog dates the paper after the day it was asked",
        "A slip of the catalog, or the issue of a journal that is yet to come. The date is not believed: the month of the arXiv id is used instead, and without one the paper counts as undated (no start in `hot`, not among the newest).\n\
         The list itself needs no change; the record can be reported to the catalog.",
    ),
    fixable(note(
        "garbled-text",
        "text saved in the wrong encoding",
        "Characters such as `茅` or `Ã©` for `é` come from text that was read in one encoding and saved in another. A file that went through a Chinese encoding is told once: its text is repaired where titles and names are compared and shown, and the file is not changed.\n\
         Signs such as `Ã©` and `â€™` are told line by line, and `lint --fix=garbled-text` puts back what they were. What lost bytes on its way must be restored from before the accident, or replaced by hand.",
    )),
    warning(
        "id-title-conflict",
        "two identifiers of one entry contradict each other",
        "The entry prints one identifier and links to another, for example the text `arXiv:1508.02108` with the address of 1506.02108. One of them is wrong. Open both and keep the right one.",
    ),
    warning(
        "id-title-mismatch",
        "the identifier belongs to a paper with another title",
        "The paper behind the entry's identifier has a title that is not the printed one: usually an id copied from the neighbouring entry. Citation counts and rankings follow the identifier, so they are another paper's.\n\
         Correct the identifier or the title. Counts of such entries are never refreshed. Where the list prints one or two words, they are taken for the paper's nickname and contradict nothing; a wrong id under a nickname is not found.",
    ),
    error(
        "invalid-utf8",
        "bytes that are no valid text",
        "The file holds bytes that are not UTF-8. Readers see replacement characters. Save the file as UTF-8.",
    ),
    note(
        "listed-elsewhere",
        "another of the lists has this paper, too",
        "When several lists are looked at together, the paper stands in two of them or more: under the same identifier, another address of the same paper, or the same whole title. It is told once in every list but the first.\n\
         Often it is meant, so it is only a note. Where lists should not overlap, make it louder with [lint.severity] listed-elsewhere in citegraph.toml.",
    ),
    note(
        "lookup-failed",
        "the catalog could not be asked",
        "The question was asked and not answered (network, rate limit, budget). This says nothing about the entry. Run the command again: what was answered is kept.",
    ),
    warning(
        "malformed-identifier",
        "an identifier that breaks the rules of its scheme",
        "Such as an arXiv id with six digits after the point, or a month 13. The link cannot work. It is reported rather than cut to fit. Look the paper up and correct the id.",
    ),
    note(
        "misfiled",
        "the paper's ties point to another section",
        "References, citations and title words tie this paper much more strongly to the papers of another section than to those of its own. Both sections must be coherent and hold three papers or more, and three papers of the other section must stand witness.\n\
         It is a suggestion: a section may follow another idea than who cites whom. Needs the reference lists in the cache (`citegraph report LIST`), and `--thorough` for lists of over 5,000 papers.",
    ),
    note(
        "newer-version",
        "the list itself links to a newer arXiv version of this paper",
        "The same arXiv id is printed elsewhere in the list with a higher version number. Semantic Scholar keeps one record for all versions and no version numbers, so that a newer version which the list prints nowhere is not found.\n\
         Versions are not bumped silently; a link without a version always shows the newest.",
    ),
    error(
        "no-entries",
        "no entry was found",
        "Nothing in the file looks like an entry of a list. `citegraph parse FILE` shows what was understood.",
    ),
    note(
        "order-broken",
        "an entry stands out of its section's order",
        "The section is sorted (by date, year, citations or title), this entry is not where the rule puts it. The rule is found when nine of ten entries follow it, or set under [order] in citegraph.toml; a rule that is set makes this a warning.\n\
         Move the entry; entries are never re-sorted for you.",
    ),
    note(
        "paper-outside-entries",
        "a paper is named where no entry is",
        "An address or identifier of a paper stands in prose, in an aside such as the news, in a quotation, in code or in a comment, and no entry of the list has it. It has no count and no place in the rankings. A paper is told once, and a comment, table or aside once as a whole.\n\
         Often it is meant (a survey that is thanked, a paper commented out), so it is only a note. Where the paper should be listed, give it a line of its own with its title; `citegraph parse LIST` shows what is read.",
    ),
    fixable(note(
        "placeholder-citation",
        "a placeholder where a citation count should be",
        "Such as `[**-1**](None)`. `citegraph refresh LIST --write` puts in the count with a link to the page that shows it, wherever the paper is known; `lint --fix` does the same.",
    )),
    error(
        "retracted",
        "the paper was retracted or withdrawn",
        "The catalog's title (`RETRACTED: …`, `Withdrawn: …`), its publication type, or the first words of its abstract say so. Semantic Scholar has no field for retractions: a paper that was taken back without a word in its record is not found, and Retraction Watch (https://retractionwatch.com) knows more.\n\
         Check the paper's page, then remove the entry or mark it.",
    ),
    warning(
        "same-paper",
        "the same paper as an earlier entry, under another identifier or title",
        "Two entries that look different resolve to one paper: other URL, other version, preprint and published. In one section this is an accident; across sections often meant, and then only a note.\n\
         Keep one and give it both links.",
    ),
    note(
        "section-merge",
        "two sections that references and citations do not tell apart",
        "Papers of the two sections are tied to each other as strongly as to their own, and random divisions of the same sizes would do as well: for the papers there is one subject. The numbers stand beside the finding.\n\
         It is a suggestion: the border may follow another idea, such as years or kinds of work. Needs the reference lists in the cache (`citegraph report LIST`).",
    ),
    note(
        "section-split",
        "a section falls into parts that hardly cite each other",
        "The papers of the section form groups whose ties inside are strong and between which there are hardly any; each group is shown with its subject and its most central papers. A long section is easier to read as several.\n\
         It is a suggestion. Needs the reference lists in the cache (`citegraph report LIST`).",
    ),
    fixable(note(
        "stale-count",
        "the printed citation count is out of date",
        "The catalog's count differs by at least the share set in [thresholds] stale-count (20 % unless set). Numbers that link to another source, such as Google Scholar, are not compared.\n\
         `citegraph refresh LIST --write` updates all counts; `lint --fix` those reported.",
    )),
    fixable(note(
        "toc-out-of-step",
        "the table of contents and the headings differ",
        "A link of the table of contents leads to no heading, or a heading is missing where all its neighbours are linked. `lint --fix` corrects a link whose text is exactly the text of one heading.",
    )),
    note(
        "unrecognised-block",
        "a block that was not understood",
        "Such as a broken BibTeX record, or a line beside the papers of a section that looks like a title or a citation and has not the form of the entries. Its content is not part of any answer.\n\
         `citegraph parse LIST` shows what was understood. Write the line as the other entries are written.",
    ),
    warning(
        "unresolved",
        "the catalog knows no such paper",
        "Neither identifier nor title leads to a paper. New papers take days to weeks to appear; old identifiers may be mistyped. Open the link; if it works, wait or add another identifier.",
    ),
    note(
        "upgrade",
        "the arXiv paper has since been published at a venue",
        "The entry names only arXiv, and the catalog knows where the paper was published. Readers and citation tools prefer the published version: add the venue, and its link if you like.\n\
         Venues printed in full, by their initials or by a usual short name are recognised in the entry and in the headings above it.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_unique_and_explained() {
        assert!(CODES.windows(2).all(|w| w[0].name < w[1].name));
        for code in CODES {
            assert!(code.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{}", code.name);
            assert!(code.explanation.len() > 60 && !code.summary.is_empty() && !code.summary.ends_with('.'), "{}", code.name);
        }
    }
}
