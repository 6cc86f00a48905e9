//! `citegraph.toml`: what the user knows better and wants always.

use std::path::{Path, PathBuf};

use citegraph::list;
use citegraph::resolve::{Meaning, Override, Overrides};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    #[serde(default, rename = "override")]
    overrides: Vec<RawOverride>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOverride {
    title: Option<String>,
    line: Option<usize>,
    /// An identifier, or `not a paper`.
    is: toml::Spanned<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("could not read the settings `{}`", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("the settings `{}` are not understood\n{message}", path.display())]
    Syntax { path: PathBuf, message: String },
    #[error("`{}`:{line}:{column}: {problem}", path.display())]
    Value { path: PathBuf, line: usize, column: usize, problem: String },
}

/// Without a path the settings are empty.
pub fn read(path: Option<&Path>) -> Result<Overrides, ConfigError> {
    let Some(path) = path else { return Ok(Overrides::default()) };
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
    parse(&text, path)
}

fn parse(text: &str, path: &Path) -> Result<Overrides, ConfigError> {
    let config: Config =
        toml::from_str(text).map_err(|e| ConfigError::Syntax { path: path.to_owned(), message: e.to_string().trim_end().to_owned() })?;
    let overrides = config.overrides.into_iter().map(|raw| understood(raw, text, path)).collect::<Result<_, _>>()?;
    Ok(Overrides(overrides))
}

fn understood(raw: RawOverride, text: &str, path: &Path) -> Result<Override, ConfigError> {
    let at = raw.is.span().start;
    let problem = |problem: String| {
        let before = &text[..at];
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        ConfigError::Value { path: path.to_owned(), line: before.matches('\n').count() + 1, column, problem }
    };
    if raw.title.is_none() && raw.line.is_none() {
        return Err(problem("an override names its entry by `title` or `line`".into()));
    }
    let is = raw.is.into_inner();
    let meaning = if matches!(is.trim().to_lowercase().as_str(), "not a paper" | "not-a-paper") {
        Meaning::NotAPaper
    } else {
        let identifier =
            list::parse_identifier(&is).ok_or_else(|| problem(format!("`{is}` is neither an identifier nor `not a paper`")))?;
        Meaning::Identifier(identifier)
    };
    Ok(Override { title: raw.title, line: raw.line, meaning })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Overrides, String> {
        parse(text, Path::new("citegraph.toml")).map_err(|e| e.to_string())
    }

    #[test]
    fn overrides_name_an_entry_and_its_meaning() {
        let overrides =
            parsed("[[override]]\ntitle = \"LoRA\"\nis = \"arxiv:2106.09685\"\n[[override]]\nline = 7\nis = \"not a paper\"\n").unwrap();
        assert_eq!(overrides.0.len(), 2);
        assert_eq!(overrides.0[1].meaning, Meaning::NotAPaper);
    }

    #[test]
    fn mistakes_are_shown_with_line_and_column() {
        assert!(parsed("[[override]]\ntitle = \"x\"\nis = \"rubbish rubbish\"\n").unwrap_err().contains("`citegraph.toml`:3:6"));
        assert!(parsed("colour = 1").unwrap_err().contains("line 1, column 1"));
        assert!(parsed("[[override]]\nis = \"not a paper\"\n").unwrap_err().contains(":2:6: an override names"));
    }
}
