//! Lists come from files or standard input; without one they are made of papers a search or a table gave.

use std::io::Read;
use std::path::{Path, PathBuf};

use citegraph::list::{self, Entry, Link, List, Section};
use citegraph::paper::{Identifier, Paper, Scheme, SectionPath};
use citegraph::text::{markdown, plain};

use super::trouble::Trouble;

/// A list as it was read, with what names it.
pub struct Input {
    pub path: PathBuf,
    pub name: String,
    pub bytes: Vec<u8>,
    pub list: List,
    /// What a reader must know of the list.
    pub caveat: String,
    /// The list was made by this run: it goes beside the report.
    pub is_generated: bool,
    /// What the bytes are written in.
    pub format: list::Format,
}

impl Input {
    /// The text whose lines may be spoken of and edited; empty for formats of records, whose text means something else.
    pub fn markup(&self) -> &[u8] {
        if self.format.is_markup() { &self.bytes } else { &[] }
    }

    /// # Errors
    /// When the list is no Markdown: `what` would be done to its lines.
    pub fn require_markup(&self, what: &str) -> Result<(), Trouble> {
        if self.format.is_markup() {
            return Ok(());
        }
        let title = self.format.spec().map_or("another format", |spec| spec.title);
        Err(Trouble::say(format!("`{}` is read as {title}; {what}", self.shown()))
            .hint("files of records are read, but not written in place; `citegraph export LIST --format bibtex` or `ris` writes them anew, with what they lack"))
    }

    /// The file as it was named, for messages.
    pub fn shown(&self) -> String {
        self.path.display().to_string()
    }
}

/// Largest list that is read: far above any real one, and small enough not to fill the memory.
const MOST_BYTES: u64 = 256 << 20;

/// A list in the format its name and its bytes suggest.
pub fn read(path: &Path) -> Result<Input, Trouble> {
    read_as(path, None)
}

/// A list in the format said, or in the one its name and its bytes suggest.
pub fn read_as(path: &Path, format: Option<list::Format>) -> Result<Input, Trouble> {
    let bytes = if path.as_os_str() == "-" { standard_input() } else { file(path) }?;
    let name = if path.as_os_str() == "-" { "list".to_owned() } else { stem(path) };
    let format = format.unwrap_or_else(|| list::Format::guess(&path.to_string_lossy(), &bytes));
    let list = list::read_as(format, &bytes).map_err(|e| unreadable(path, &e))?;
    Ok(Input { path: path.to_owned(), name, bytes, list, caveat: String::new(), is_generated: false, format })
}

fn unreadable(path: &Path, error: &list::Unreadable) -> Trouble {
    Trouble::say(error.of(&path.display().to_string())).hint(error.hint.as_str())
}

/// A file of text that is no list.
pub fn text(path: &Path) -> Result<String, Trouble> {
    let shown = path.display();
    let bytes = if path.as_os_str() == "-" { standard_input() } else { file(path) }?;
    String::from_utf8(bytes).map_err(|_| Trouble::say(format!("`{shown}` is not UTF-8 text")))
}

fn standard_input() -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(MOST_BYTES)
        .read_to_end(&mut bytes)
        .map_err(|e| Trouble::new(anyhow::Error::new(e).context("could not read standard input")))?;
    Ok(bytes)
}

fn file(path: &Path) -> Result<Vec<u8>, Trouble> {
    let shown = path.display();
    let metadata = std::fs::metadata(path).map_err(|e| {
        let missing = e.kind() == std::io::ErrorKind::NotFound;
        let trouble = Trouble::new(anyhow::Error::new(e).context(format!("could not read the list `{shown}`")));
        if missing { trouble.hint("check the path; `citegraph demo` needs no list at all") } else { trouble }
    })?;
    if metadata.is_dir() {
        return Err(Trouble::say(format!("`{shown}` is a folder, not a list"))
            .hint(format!("name the Markdown file in it, such as `{}`", path.join("README.md").display())));
    }
    if metadata.len() > MOST_BYTES {
        return Err(Trouble::say(format!("`{shown}` is {} MB; a list has at most {}", metadata.len() >> 20, MOST_BYTES >> 20)));
    }
    std::fs::read(path).map_err(|e| Trouble::new(anyhow::Error::new(e).context(format!("could not read the list `{shown}`"))))
}

/// Papers as entries of a Markdown list, one a line.
pub fn lines<'a>(papers: impl IntoIterator<Item = &'a Paper>) -> String {
    let mut draft = Draft { text: String::new(), breaks: (0, 0), list: List::default() };
    papers.into_iter().for_each(|paper| draft.entry(None, paper));
    draft.text
}

/// A Markdown list of papers, in the order given, a heading for each section, and what it says without reading it back: entries name their papers by
/// the catalog's own ids.
pub fn generated(name: &str, title: &str, papers: &[(Option<String>, &Paper)]) -> Input {
    let mut draft = Draft { text: String::new(), breaks: (0, 0), list: List { title: plain(title), ..List::default() } };
    draft.heading(1, vec![plain(title)]);
    let top = (!papers.is_empty() && papers.iter().all(|(section, _)| section.is_none())).then_some(0);
    let mut current: Option<&str> = None;
    let mut place = top;
    for (section, paper) in papers {
        if section.as_deref() != current {
            current = section.as_deref();
            place = current.map(|section| draft.section(&plain(title), &SectionPath::parse(&plain(section))));
        }
        draft.entry(place, paper);
    }
    let Draft { text, list, .. } = draft;
    let list = List::new(list.title, list.sections, list.entries, list.notices);
    Input {
        path: PathBuf::from("list.md"),
        name: name.to_owned(),
        bytes: text.into_bytes(),
        list,
        caveat: String::new(),
        is_generated: true,
        format: list::Format::Markdown,
    }
}

struct Draft {
    text: String,
    /// How much of the text was searched for line breaks, and how many there were: each byte is looked at once.
    breaks: (usize, usize),
    list: List,
}

impl Draft {
    fn line(&mut self) -> usize {
        let (seen, before) = self.breaks;
        self.breaks = (self.text.len(), before + self.text[seen..].matches('\n').count());
        self.breaks.1 + 1
    }

    /// A section may come in pieces; it is one section. Headings above it that the last section does not share are written as well.
    fn section(&mut self, title: &str, section: &SectionPath) -> usize {
        let last = self.list.sections.last().map_or(Vec::new(), |last| last.path.clone());
        let mut path = vec![title.to_owned()];
        for (depth, heading) in section.headings().iter().enumerate() {
            path.push(heading.clone());
            if !last.starts_with(&path) || depth + 1 == section.headings().len() {
                self.heading(2 + depth, path.clone());
            }
        }
        let place = self.list.sections.iter().position(|section| section.path == path);
        place.unwrap_or_else(|| self.list.sections.len().saturating_sub(1))
    }

    fn heading(&mut self, level: usize, path: Vec<String>) {
        if level > 1 && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
        let (line, start) = (self.line(), self.text.len());
        self.text.push_str(&format!("{} {}", "#".repeat(level), markdown(path.last().map_or("", String::as_str))));
        let span = start..self.text.len();
        self.text.push_str("\n\n");
        self.list.sections.push(Section { path, line, span });
    }

    fn entry(&mut self, section: Option<usize>, paper: &Paper) {
        let (line, start) = (self.line(), self.text.len());
        self.text.push_str("- **");
        let title_start = self.text.len();
        self.text.push_str(&markdown(&plain(&paper.title)));
        let title_span = title_start..self.text.len();
        self.text.push_str("**");
        let (shown, more) = (paper.authors.iter().take(3), paper.authors.len() > 3);
        let authors: Vec<String> = shown.map(|author| plain(&author.name)).collect();
        if !authors.is_empty() {
            self.text.push_str(&format!(", {}{}", markdown(&authors.join(", ")), if more { " et al." } else { "" }));
        }
        let year = paper.date.map(|date| date.year());
        if let Some(year) = year {
            self.text.push_str(&format!(", {year}"));
        }
        let mut links = Vec::new();
        // People get the address they would look up; the run that makes the list goes on with the catalog's own id, which it has at hand.
        let own = Identifier { scheme: Scheme::S2, value: paper.id.0.clone(), version: None };
        // An address the reader takes no identifier from leads nowhere.
        let public = paper.url().filter(|url| list::identifiers_in_url(url).is_some());
        if let Some(url) = public.or_else(|| own.url()).or_else(|| paper.url()) {
            self.text.push_str(". ");
            let link_start = self.text.len();
            self.text.push_str(&format!("[paper]({url})"));
            links.push(Link { label: "paper".into(), url, image: false, span: link_start..self.text.len() });
        }
        let span = start..self.text.len();
        self.text.push('\n');
        self.list.entries.push(Entry {
            line,
            span,
            end_line: line,
            section,
            title: plain(&paper.title),
            title_span,
            authors,
            authors_truncated: more,
            year,
            // Not through `Identifier::new`: ids of tables keep their letters.
            identifiers: vec![own],
            links,
            ..Entry::paper("", line)
        });
    }
}

/// The file name without ending; a README is named after its folder.
fn stem(path: &Path) -> String {
    let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    if stem.eq_ignore_ascii_case("readme")
        && let Some(folder) = std::path::absolute(path).ok().as_deref().and_then(Path::parent).and_then(Path::file_name)
    {
        return folder.to_string_lossy().into_owned();
    }
    if stem.is_empty() { "list".to_owned() } else { stem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_list_says_what_reading_it_back_would_say() {
        let paper =
            |id: &str, title: &str| Paper { authors: vec![citegraph::paper::Author::named("Ada L_ovelace")], ..Paper::new(id, title) };
        let (a, mut b, mut c) = (paper(&"a".repeat(40), "A *bold* [title] in $x$"), paper("P2", "Second # title"), paper("p3", "Third"));
        // Ids of tables have no page of their own; an identifier of the paper leads back to it.
        b.identifiers = vec![Identifier::new(Scheme::Doi, "10.1000/second")];
        c.identifiers = vec![Identifier::new(Scheme::Arxiv, "2401.00003")];
        let papers = [(Some("2024".to_owned()), &a), (Some("2023".to_owned()), &b), (Some("2024".to_owned()), &c)];
        let input = generated("name", "KV <cache>", &papers);
        let text = String::from_utf8(input.bytes.clone()).unwrap();
        assert!(
            text.starts_with(
                "# KV &lt;cache&gt;\n\n## 2024\n\n- **A \\*bold\\* \\[title\\] in \\$x\\$**, Ada L_ovelace. [paper](https://www.sem"
            ),
            "{text}"
        );
        let read = list::read_bytes(&input.bytes);
        let titles = |list: &List| list.entries.iter().map(|e| (e.title.clone(), e.line)).collect::<Vec<_>>();
        assert_eq!(titles(&read), titles(&input.list), "{text}");
        assert_eq!(input.list.section_path(&input.list.entries[2]), ["KV <cache>", "2024"]);
        for entry in &input.list.entries {
            assert!(text[entry.span.clone()].starts_with("- **"));
        }
    }

    #[test]
    fn a_list_is_named_after_its_file_and_a_readme_after_its_folder() {
        assert_eq!(stem(Path::new("lists/efficient-llm.md")), "efficient-llm");
        assert_eq!(stem(Path::new("/x/awesome-nerf/README.md")), "awesome-nerf");
    }
}
