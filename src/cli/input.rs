//! Lists come from files or standard input.

use std::io::Read;
use std::path::{Path, PathBuf};

use citegraph::list::{self, List};

use super::trouble::Trouble;

/// A list as it was read, with what names it.
pub struct Input {
    pub path: PathBuf,
    pub name: String,
    pub bytes: Vec<u8>,
    pub list: List,
}

/// Largest list that is read: far above any real one, and small enough not to fill the memory.
const MOST_BYTES: u64 = 256 << 20;

pub fn read(path: &Path) -> Result<Input, Trouble> {
    let bytes = if path.as_os_str() == "-" { standard_input() } else { file(path) }?;
    let name = if path.as_os_str() == "-" { "list".to_owned() } else { stem(path) };
    let list = list::read_bytes(&bytes);
    Ok(Input { path: path.to_owned(), name, bytes, list })
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
    fn a_list_is_named_after_its_file_and_a_readme_after_its_folder() {
        assert_eq!(stem(Path::new("lists/efficient-llm.md")), "efficient-llm");
        assert_eq!(stem(Path::new("/x/awesome-nerf/README.md")), "awesome-nerf");
    }
}
