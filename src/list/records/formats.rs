//! Which formats are read, how each is recognised, and the way from bytes to a [`List`].
//!
//! [`Format::specs`] is the one table of formats: the guess, the command line and `docs/formats.md` come from it.

use std::collections::BTreeMap;

use super::super::source::{Source, decode};
use super::super::{List, read as reading, read_bytes};
use super::{Batch, bibitem, bibtex, endnote, identifiers_list, json, medline, parts, ris, sheet, unread, wos, xml, yaml};

/// How a list is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Markdown, HTML, reStructuredText, Org, AsciiDoc or a Jupyter notebook.
    Markdown,
    Bibtex,
    Ris,
    /// Web of Science plain text.
    WebOfScience,
    /// MEDLINE, PubMed's `.nbib`.
    Medline,
    /// EndNote's `.enw`.
    EndNote,
    /// CSV, TSV and other tables of text with a header.
    Table,
    /// CSL-JSON and other JSON of works.
    CslJson,
    /// Data lists, hayagriva, CITATION.cff.
    Yaml,
    /// PubMed, EndNote or Zotero RDF.
    Xml,
    /// `thebibliography` of LaTeX, `.bbl`.
    Latex,
    /// One identifier or address a line, `#` begins a comment.
    Identifiers,
    /// A file of a kind that holds no list that can be read: PDF, an archive, a picture.
    Unread(Unread),
}

/// Kinds of files that are named and refused.
pub use super::unread::Unread;

/// One line of the table of formats.
#[derive(Debug)]
#[non_exhaustive]
pub struct Spec {
    pub format: Format,
    /// As in `--input-format`.
    pub name: &'static str,
    /// As a person calls it.
    pub title: &'static str,
    /// What a file is recognised by, as a part of a sentence.
    pub recognised: &'static str,
    /// A small file of this format.
    pub sample: &'static str,
    /// Endings of file names that say so when the content does not.
    pub endings: &'static [&'static str],
    looks: fn(&Head<'_>) -> bool,
    reader: Reader,
}

#[derive(Clone, Copy, Debug)]
enum Reader {
    Markup,
    Text(fn(&str) -> Batch),
    Fallible(fn(&str) -> Result<Batch, Unreadable>),
    Table(fn(&str, &Options) -> Result<Batch, Unreadable>),
}

/// What the user knows better about a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// Columns of a table by what they hold: `title` → `Paper name`.
    pub columns: BTreeMap<String, String>,
}

/// A file that holds no list that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Unreadable {
    pub message: String,
    /// What helps.
    pub hint: String,
}

impl Unreadable {
    /// The message with the file called by its name.
    pub fn of(&self, name: &str) -> String {
        match self.message.strip_prefix("the file ") {
            Some(rest) => format!("`{name}` {rest}"),
            None => format!("could not read the list `{name}`: {}", self.message),
        }
    }
}

/// What a file is recognised by.
pub(super) struct Head<'a> {
    /// The first 64 KB, decoded, without byte order mark and space in front.
    pub text: &'a str,
    /// Lower case, without the dot.
    pub ending: &'a str,
}

const SPECS: &[Spec] = &[
    Spec {
        format: Format::WebOfScience,
        name: "web-of-science",
        title: "Web of Science plain text",
        recognised: "`FN` and `PT` at the heads of lines, or the tags `PT`, `AU`, `TI` and `ER`",
        sample: "FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Stone, I
TI The memory of gravel
SO RIVER LETTERS
PY 2015
DI 10.1234/gravel.1
ER

EF
",
        endings: &["ciw", "isi"],
        looks: |head| wos::looks(head.text),
        reader: Reader::Text(wos::read),
    },
    Spec {
        format: Format::Medline,
        name: "medline",
        title: "MEDLINE (PubMed, .nbib)",
        recognised: "`PMID-` and other tags filled to four signs",
        sample: "PMID- 12345678
TI  - The memory of gravel
FAU - Stone, Ira
DP  - 2015 Jan
AID - 10.1234/gravel.1 [doi]
",
        endings: &["nbib", "medline"],
        looks: |head| medline::looks(head.text),
        reader: Reader::Text(medline::read),
    },
    Spec {
        format: Format::EndNote,
        name: "endnote",
        title: "EndNote tagged (.enw)",
        recognised: "`%0`, `%T` or `%A` at the heads of the first lines",
        sample: "%0 Journal Article
%T The memory of gravel
%A Stone, Ira
%D 2015
%R 10.1234/gravel.1
",
        endings: &["enw"],
        looks: |head| endnote::looks(head.text),
        reader: Reader::Text(endnote::read),
    },
    Spec {
        format: Format::Ris,
        name: "ris",
        title: "RIS",
        recognised: "lines that begin with a tag of two signs, spaces and a hyphen, `TY` or `ER` among them",
        sample: "TY  - JOUR\nTI  - The memory of gravel\nAU  - Stone, Ira\nPY  - 2015\nDO  - 10.1234/gravel.1\nER  - \n",
        endings: &["ris"],
        looks: |head| ris::looks(head.text),
        reader: Reader::Text(ris::read),
    },
    Spec {
        format: Format::Bibtex,
        name: "bibtex",
        title: "BibTeX and BibLaTeX",
        recognised: "a record such as `@article{` at the start, behind comments at most",
        sample: "@article{stone,\n  title = {The memory of gravel},\n  author = {Stone, Ira},\n  year = {2015},\n  doi = {10.1234/gravel.1}\n}\n",
        endings: &["bib", "bibtex", "biblatex"],
        looks: |head| looks_bibtex(head),
        reader: Reader::Text(bibtex::read),
    },
    Spec {
        format: Format::CslJson,
        name: "csl-json",
        title: "JSON: CSL-JSON, BetterBibTeX, Crossref, Semantic Scholar, OpenAlex, your own",
        recognised: "JSON with objects that have titles, or the ending `.json`",
        sample: "[{\"id\": \"a\", \"type\": \"article-journal\", \"title\": \"The memory of gravel\", \"DOI\": \"10.1234/gravel.1\"}]\n",
        endings: &["json", "jsonl", "ndjson", "csljson"],
        looks: |head| json::looks(head.text, head.ending),
        reader: Reader::Fallible(json::read),
    },
    Spec {
        format: Format::Xml,
        name: "xml",
        title: "XML of PubMed, EndNote and Zotero (RDF)",
        recognised: "`<PubmedArticle`, `<ref-type`, `<records>` or `<rdf:RDF`",
        sample: "<xml><records><record><titles><title>The memory of gravel</title></titles><electronic-resource-num>10.1234/gravel.1</electronic-resource-num></record></records></xml>\n",
        endings: &["xml", "rdf"],
        looks: |head| xml::looks(head.text),
        reader: Reader::Fallible(xml::read),
    },
    Spec {
        format: Format::Latex,
        name: "latex",
        title: "LaTeX bibliographies (.bbl, thebibliography)",
        recognised: "`\\bibitem`, or the ending `.bbl` or `.tex`",
        sample: "\\begin{thebibliography}{9}\n\\bibitem{a} I. Stone, M. Reed. \\emph{The memory of gravel}. River Letters, 2015. \\doi{10.1234/gravel.1}\n\\end{thebibliography}\n",
        endings: &["bbl", "tex", "latex"],
        looks: |head| head.text.contains("\\bibitem") && !head.text.contains("```") && !head.text.starts_with('#'),
        reader: Reader::Fallible(bibitem::file),
    },
    Spec {
        format: Format::Identifiers,
        name: "ids",
        title: "identifiers, one a line",
        recognised: "lines that begin with an identifier or an address of a paper, four of five at least",
        sample: "10.1234/gravel.1\narXiv:2101.00004\n",
        endings: &[],
        looks: |head| identifiers_list::looks(head.text),
        reader: Reader::Text(identifiers_list::read),
    },
    Spec {
        format: Format::Yaml,
        name: "yaml",
        title: "YAML: data lists, hayagriva, CITATION.cff",
        recognised: "keys with titles, or the ending `.yml`, `.yaml` or `.cff`",
        sample: "- title: The memory of gravel\n  authors: [Ira Stone]\n  year: 2015\n  doi: 10.1234/gravel.1\n",
        endings: &["yml", "yaml", "cff"],
        looks: |head| yaml::looks(head.text, head.ending),
        reader: Reader::Fallible(yaml::read),
    },
    Spec {
        format: Format::Table,
        name: "csv",
        title: "CSV, TSV and other tables with a header: Scopus, Dimensions, Lens, OpenAlex, IEEE, Springer, Web of Science, your own",
        recognised: "a first row that names a title or a DOI among its columns, or the ending `.csv`",
        sample: "Title,Authors,Year,DOI\nThe memory of gravel,\"Stone, Ira\",2015,10.1234/gravel.1\n",
        endings: &["csv", "tsv", "tab"],
        looks: |head| sheet::looks(head.text, head.ending),
        reader: Reader::Table(sheet::read),
    },
    Spec {
        format: Format::Markdown,
        name: "markdown",
        title: "Markdown, HTML, reStructuredText or Org",
        recognised: "anything else that is text",
        sample: "# Papers\n\n- [The memory of gravel](https://doi.org/10.1234/gravel.1)\n",
        endings: &["md", "markdown", "mdown", "qmd", "rmd", "rst", "org", "html", "htm"],
        looks: |_| true,
        reader: Reader::Markup,
    },
];

/// A BibTeX record near the start; what stands in front is comment, and no Markdown.
fn looks_bibtex(head: &Head<'_>) -> bool {
    let mut lines = head.text.lines().map(str::trim_start).filter(|line| !line.is_empty());
    let first = lines.find(|line| !line.starts_with(['%', '#']) || line.starts_with("#+")).unwrap_or_default();
    let is_record = |line: &str| {
        let name = line.strip_prefix('@').map(|rest| rest.bytes().take_while(u8::is_ascii_alphabetic).count()).unwrap_or(0);
        name > 0 && line[1 + name..].trim_start().starts_with(['{', '('])
    };
    is_record(first) || head.ending == "bib" || head.text.lines().filter(|line| is_record(line)).count() >= 3 && !head.text.contains("```")
}

impl Format {
    /// The table of formats that are read, in the order they are tried.
    pub fn specs() -> &'static [Spec] {
        SPECS
    }

    /// The format with this name.
    pub fn named(name: &str) -> Option<Format> {
        SPECS.iter().find(|spec| spec.name == name).map(|spec| spec.format)
    }

    /// Its line in the table; none for files that are not read.
    pub fn spec(self) -> Option<&'static Spec> {
        SPECS.iter().find(|spec| spec.format == self)
    }

    /// Whether the format has lines that may be edited in place, as Markdown has.
    pub fn is_markup(self) -> bool {
        self == Format::Markdown
    }

    /// By what stands in the file; the ending of its name decides where that says too little.
    pub fn guess(name: &str, bytes: &[u8]) -> Format {
        guess(name, bytes)
    }
}

/// See [`Format::guess`].
pub fn guess(name: &str, bytes: &[u8]) -> Format {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    if let Some(unread) = unread::recognise(bytes) {
        return Format::Unread(unread);
    }
    let decoded = decode(&bytes[..bytes.len().min(65_536)]);
    let text = decoded.text.trim_start_matches('\u{feff}').trim_start();
    let head = Head { text, ending: &ending };
    let by_ending = SPECS.iter().find(|spec| spec.endings.contains(&ending.as_str()));
    if let Some(spec) = by_ending.filter(|spec| matches!(spec.reader, Reader::Markup)) {
        return spec.format;
    }
    let found = SPECS.iter().find(|spec| !matches!(spec.reader, Reader::Markup) && (spec.looks)(&head));
    found.or(by_ending).map_or(Format::Markdown, |spec| spec.format)
}

/// Reads a list in the given form.
///
/// # Errors
/// When the file is of a kind that is not read, or nothing of it can be understood as this format; the error says what helps.
pub fn read_as(format: Format, bytes: &[u8]) -> Result<List, Unreadable> {
    read_with(format, bytes, &Options::default())
}

/// Reads a list in the given form, with what the user knows better.
///
/// # Errors
/// As [`read_as`].
pub fn read_with(format: Format, bytes: &[u8], options: &Options) -> Result<List, Unreadable> {
    if let Format::Unread(unread) = format {
        return Err(unread.refusal());
    }
    let Some(spec) = format.spec() else { return Ok(read_bytes(bytes)) };
    match spec.reader {
        Reader::Markup => Ok(read_bytes(bytes)),
        Reader::Text(read) => list_of(bytes, |text| Ok(read(text))),
        Reader::Fallible(read) => list_of(bytes, read),
        Reader::Table(read) => list_of(bytes, |text| read(text, options)),
    }
}

fn list_of(bytes: &[u8], read: impl FnOnce(&str) -> Result<Batch, Unreadable>) -> Result<List, Unreadable> {
    let decoded = decode(bytes);
    let source = Source::whole(&decoded);
    let batch = read(&source.text)?;
    let title = batch.title.clone();
    Ok(reading::of_parts(&source, &decoded, title, |damage| {
        parts(batch, |text| damage.repair(&text.replace(super::super::source::INVALID, "\u{fffd}")).into_owned())
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(name: &str, text: &str) -> (Format, List) {
        let format = Format::guess(name, text.as_bytes());
        (format, read_as(format, text.as_bytes()).unwrap())
    }

    fn first_id(list: &List, i: usize) -> String {
        list.entries[i].identifiers[0].to_string()
    }

    #[test]
    fn bibtex_files_are_lists() {
        let text = "@article{a,\n title = {On Things},\n author = {One, Ada},\n doi = {10.1145/3485447.3511974}\n}\n\n@misc{b, title={Other}, eprint={2104.05704}, archivePrefix={arXiv}}\n";
        let (format, list) = read_text("x.bib", text);
        assert_eq!((format, list.entries.len()), (Format::Bibtex, 2));
        assert_eq!(list.entries[0].authors, ["Ada One"]);
        assert_eq!((first_id(&list, 0), first_id(&list, 1)), ("doi:10.1145/3485447.3511974".into(), "arxiv:2104.05704".into()));
        assert_eq!(&text[list.entries[1].span.clone()], "@misc{b, title={Other}, eprint={2104.05704}, archivePrefix={arXiv}}");
    }

    #[test]
    fn ris_files_are_lists() {
        let text = "TY  - JOUR\nTI  - On Things\nAU  - One, Ada\nPY  - 2020/01/02\nJO  - Journal of Things\nDO  - 10.1145/3485447.3511974\nER  - \n";
        let (format, list) = read_text("export.txt", text);
        assert_eq!(format, Format::Ris);
        let entry = &list.entries[0];
        assert_eq!(
            (entry.title.as_str(), entry.authors[0].as_str(), entry.year, entry.venue.as_deref()),
            ("On Things", "Ada One", Some(2020), Some("Journal of Things"))
        );
        assert_eq!(&text[entry.title_span.clone()], "On Things");
    }

    #[test]
    fn a_byte_order_mark_moves_no_place() {
        let text = "\u{feff}what is this\nTY  - JOUR\nTI  - TI\nER  - \n";
        let list = read_as(Format::Ris, text.as_bytes()).unwrap();
        let broken = &list.notices.iter().find(|notice| notice.code == super::super::super::NoticeCode::UnrecognisedBlock).unwrap().span;
        assert_eq!((&text[broken.clone()], broken.start), ("what is this", 3));
        assert_eq!(list.entries[0].title_span, text.rfind("TI").unwrap()..text.rfind("TI").unwrap() + 2);
    }

    #[test]
    fn csl_json_is_a_list() {
        let text = r#"[{"id":"x","type":"article","title":"On Things","author":[{"family":"One","given":"Ada"}],"issued":{"date-parts":[[2020,1]]},"DOI":"10.1145/3485447.3511974"}]"#;
        let (format, list) = read_text("export.json", text);
        assert_eq!((format, list.entries.len()), (Format::CslJson, 1));
        assert_eq!((list.entries[0].year, list.entries[0].authors[0].as_str()), (Some(2020), "Ada One"));
        assert_eq!(&text[list.entries[0].title_span.clone()], "On Things");
    }

    #[test]
    fn plain_identifiers_are_a_list() {
        let (format, list) =
            read_text("ids.txt", "# mine\n2106.09685\narXiv:1706.03762v5\nhttps://doi.org/10.1145/3485447.3511974\nN19-1423\nnot one\n");
        assert_eq!((format, list.entries.len()), (Format::Identifiers, 4));
        assert_eq!(list.entries[1].line, 3);
        assert!(list.notices.iter().any(|notice| notice.code == super::super::super::NoticeCode::UnrecognisedBlock && notice.line == 6));
    }

    #[test]
    fn markdown_is_guessed_otherwise() {
        assert_eq!(Format::guess("README", b"# A list\n\n- [x](https://arxiv.org/abs/2106.09685)\n"), Format::Markdown);
    }
}
