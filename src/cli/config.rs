//! `citegraph.toml`: what the user knows better and wants always.
//!
//! Unknown keys and values are errors that name their line and column.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use citegraph::list;
use citegraph::maintain::Severity;
use citegraph::maintain::codes;
use citegraph::maintain::lint::Rules;
use citegraph::maintain::order::{OrderRule, OrderRules};
use citegraph::paper::title_similarity;
use citegraph::resolve::{Meaning, Override, Overrides};
use serde::Deserialize;
use toml::Spanned;

/// The file's name where none is given.
pub const FILE: &str = "citegraph.toml";

/// What the file says, checked.
#[derive(Debug, Default)]
pub struct Config {
    pub overrides: Overrides,
    /// Parallel to the overrides: the only list each is about, where it names one.
    lists: Vec<Option<String>>,
    pub rules: Rules,
    pub fail_on: Option<Severity>,
    pub min_change: Option<f64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    #[serde(default)]
    lint: RawLint,
    #[serde(default)]
    thresholds: RawThresholds,
    #[serde(default)]
    order: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    ignore: RawIgnore,
    #[serde(default, rename = "override")]
    overrides: Vec<RawOverride>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawLint {
    fail_on: Option<Spanned<String>>,
    #[serde(default)]
    severity: BTreeMap<Spanned<String>, Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawThresholds {
    stale_count: Option<Spanned<String>>,
    min_change: Option<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawIgnore {
    #[serde(default)]
    sections: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOverride {
    title: Option<String>,
    line: Option<usize>,
    /// The end of the list's path, for settings of several lists.
    list: Option<String>,
    /// An identifier, or `not a paper`.
    is: Spanned<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("could not read the settings `{}`", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("the settings `{}` are not understood\n{message}", path.display())]
    Syntax { path: PathBuf, message: String },
    #[error("`{}`:{line}:{column}: {problem}", path.display())]
    Value { path: PathBuf, line: usize, column: usize, problem: String },
    #[error("several lists have a line {line}: the override of that line names its list, such as `list = \"README.md\"`")]
    WhichList { line: usize },
}

impl Config {
    /// The overrides of one list; with `several` lists at hand, a line alone says nothing.
    ///
    /// # Errors
    /// When an override by line does not say which of several lists it means.
    pub fn overrides_of(&self, path: &Path, several: bool) -> Result<Overrides, ConfigError> {
        let mut own = Vec::new();
        for (one, list) in self.overrides.0.iter().zip(&self.lists) {
            match (list, one.line) {
                (Some(list), _) if !path.ends_with(list) => {}
                (None, Some(line)) if several => return Err(ConfigError::WhichList { line }),
                _ => own.push(one.clone()),
            }
        }
        Ok(Overrides(own))
    }
}

/// The file given, else `citegraph.toml` beside the first list or in its folder of lists, else nothing.
pub fn read<'a>(given: Option<&Path>, lists: impl IntoIterator<Item = &'a Path>) -> Result<Config, ConfigError> {
    let beside = || {
        let first = lists.into_iter().next().filter(|list| list.as_os_str() != "-")?;
        let path = if first.is_dir() { first.join(FILE) } else { first.with_file_name(FILE) };
        path.is_file().then_some(path)
    };
    let Some(path) = given.map(Path::to_owned).or_else(beside) else { return Ok(Config::default()) };
    let text = std::fs::read_to_string(&path).map_err(|source| ConfigError::Read { path: path.clone(), source })?;
    parse(&text, &path)
}

/// `5%` or `0.05`, as a share.
pub fn share(text: &str) -> Result<f64, String> {
    let text = text.trim();
    let number = match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().map(|p| p / 100.0),
        None => text.parse::<f64>(),
    };
    number
        .ok()
        .filter(|n| n.is_finite() && (0.0..=10.0).contains(n))
        .ok_or_else(|| format!("`{text}` is no share; write it like 5% or 0.05"))
}

fn parse(text: &str, path: &Path) -> Result<Config, ConfigError> {
    let raw: Raw =
        toml::from_str(text).map_err(|e| ConfigError::Syntax { path: path.to_owned(), message: e.to_string().trim_end().to_owned() })?;
    let problem = |span: Range<usize>, problem: String| {
        let before = text.get(..span.start).unwrap_or_default();
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        ConfigError::Value { path: path.to_owned(), line: before.matches('\n').count() + 1, column, problem }
    };
    let mut rules = Rules {
        order: order(&raw.order).map_err(|(span, p)| problem(span, p))?,
        ignored_sections: raw.ignore.sections,
        ..Rules::default()
    };
    for (code, level) in &raw.lint.severity {
        if codes::code(code.get_ref()).is_none() {
            return Err(problem(code.span(), format!("`{}` is no code of a finding; {}", code.get_ref(), nearest(code.get_ref()))));
        }
        let level = level_of(level.get_ref()).map_err(|p| problem(level.span(), p))?;
        rules.severities.insert(code.get_ref().clone(), level);
    }
    let shared = |value: &Option<Spanned<String>>| value.as_ref().map(|s| share(s.get_ref()).map_err(|p| problem(s.span(), p))).transpose();
    if let Some(stale) = shared(&raw.thresholds.stale_count)? {
        rules.stale_count = stale;
    }
    let fail_on = match &raw.lint.fail_on {
        Some(level) => Some(
            level_of(level.get_ref()).ok().flatten().ok_or_else(|| problem(level.span(), "`fail-on` is note, warning or error".into()))?,
        ),
        None => None,
    };
    let min_change = shared(&raw.thresholds.min_change)?;
    let lists = raw.overrides.iter().map(|o| o.list.clone()).collect();
    let overrides = raw.overrides.into_iter().map(|o| understood(o).map_err(|(span, p)| problem(span, p))).collect::<Result<_, _>>()?;
    Ok(Config { overrides: Overrides(overrides), lists, rules, fail_on, min_change })
}

/// What may have been meant.
fn nearest(code: &str) -> String {
    let words = |name: &str| name.replace(['-', '_'], " ");
    let likeness = |name: &str| title_similarity(&words(name), &words(code));
    let best = codes::CODES.iter().map(|known| (likeness(known.name), known.name)).max_by(|a, b| a.0.total_cmp(&b.0));
    match best {
        Some((likeness, name)) if likeness > 0.6 => format!("did you mean `{name}`?"),
        _ => "`citegraph explain` lists them".to_owned(),
    }
}

fn level_of(text: &str) -> Result<Option<Severity>, String> {
    match text {
        "off" => Ok(None),
        "note" => Ok(Some(Severity::Note)),
        "warning" => Ok(Some(Severity::Warning)),
        "error" => Ok(Some(Severity::Error)),
        _ => Err(format!("`{text}` is no severity; write off, note, warning or error")),
    }
}

type Misplaced = (Range<usize>, String);

fn order(raw: &BTreeMap<String, Spanned<String>>) -> Result<OrderRules, Misplaced> {
    let mut rules = OrderRules::default();
    for (section, rule) in raw {
        let parsed = match rule.get_ref().as_str() {
            "none" => None,
            text => Some(text.parse::<OrderRule>().map_err(|p| (rule.span(), p))?),
        };
        if section == "default" {
            rules.default = Some(parsed);
        } else {
            rules.sections.insert(section.clone(), parsed);
        }
    }
    Ok(rules)
}

fn understood(raw: RawOverride) -> Result<Override, Misplaced> {
    let at = raw.is.span();
    if raw.title.is_none() && raw.line.is_none() {
        return Err((at, "an override names its entry by `title` or `line`".into()));
    }
    let is = raw.is.into_inner();
    let meaning = if matches!(is.trim().to_lowercase().as_str(), "not a paper" | "not-a-paper") {
        Meaning::NotAPaper
    } else {
        Meaning::Identifier(list::parse_identifier(&is).ok_or_else(|| (at, format!("`{is}` is neither an identifier nor `not a paper`")))?)
    };
    Ok(Override { title: raw.title, line: raw.line, meaning })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Config, String> {
        parse(text, Path::new("citegraph.toml")).map_err(|e| e.to_string())
    }

    #[test]
    fn overrides_name_an_entry_and_its_meaning() {
        let overrides = parsed("[[override]]\ntitle = \"LoRA\"\nis = \"arxiv:2106.09685\"\n[[override]]\nline = 7\nis = \"not a paper\"\n")
            .unwrap()
            .overrides;
        assert_eq!(overrides.0.len(), 2);
        assert_eq!(overrides.0[1].meaning, Meaning::NotAPaper);
    }

    #[test]
    fn with_several_lists_an_override_by_line_says_which_one() {
        let here = "[[override]]\nline = 7\nlist = \"docs/a.md\"\nis = \"not a paper\"\n";
        let config = parsed(here).unwrap();
        assert_eq!(config.overrides_of(Path::new("x/docs/a.md"), true).unwrap().0.len(), 1);
        assert_eq!(config.overrides_of(Path::new("x/docs/b.md"), true).unwrap().0.len(), 0);
        let anywhere = parsed("[[override]]\nline = 7\nis = \"not a paper\"\n").unwrap();
        assert_eq!(anywhere.overrides_of(Path::new("b.md"), false).unwrap().0.len(), 1);
        assert!(anywhere.overrides_of(Path::new("b.md"), true).unwrap_err().to_string().contains("several lists have a line 7"));
    }

    #[test]
    fn severities_thresholds_orders_and_sections_are_read() {
        let text = "[lint]\nfail-on = \"warning\"\nseverity = { upgrade = \"off\", same-paper = \"error\" }\n[thresholds]\nstale-count = \"50%\"\nmin-change = \"0.1\"\n\
                    [order]\ndefault = \"none\"\n\"Speech › ASR\" = \"newest-first\"\n[ignore]\nsections = [\"Misc\"]\n";
        let config = parsed(text).unwrap();
        assert_eq!((config.fail_on, config.rules.stale_count, config.min_change), (Some(Severity::Warning), 0.5, Some(0.1)));
        assert_eq!(config.rules.severities["upgrade"], None);
        assert_eq!(config.rules.order.default, Some(None));
        assert_eq!(config.rules.order.sections["Speech › ASR"].map(OrderRule::name), Some("newest-first"));
        assert_eq!(config.rules.ignored_sections, ["Misc"]);
    }

    #[test]
    fn mistakes_are_shown_with_line_and_column() {
        for (text, place) in [
            ("[[override]]\ntitle = \"x\"\nis = \"rubbish rubbish\"\n", "`citegraph.toml`:3:6"),
            ("colour = 1", "line 1, column 1"),
            ("[lint]\nseverities = 1", "line 2, column 1"),
            ("[[override]]\nis = \"not a paper\"\n", ":2:6: an override names"),
            ("[lint.severity]\nupgrad = \"off\"\n", ":2:1: `upgrad` is no code of a finding; did you mean `upgrade`?"),
            ("[lint.severity]\nempty_section = \"off\"\n", "did you mean `empty-section`?"),
            ("[lint.severity]\nnonsense = \"off\"\n", "`citegraph explain` lists them"),
            ("[lint.severity]\nupgrade = \"loud\"\n", ":2:11: `loud` is no severity"),
            ("[order]\nA = \"by mood\"\n", ":2:5: `by mood` is no order"),
            ("[thresholds]\nmin-change = \"much\"\n", ":2:14: `much` is no share"),
            ("[lint]\nfail-on = \"off\"\n", ":2:11: `fail-on` is"),
        ] {
            let message = parsed(text).unwrap_err();
            assert!(message.contains(place), "{message}");
        }
    }

    #[test]
    fn a_share_is_a_percentage_or_a_fraction() {
        assert_eq!((share("5%"), share("0.05"), share("0")), (Ok(0.05), Ok(0.05), Ok(0.0)));
        assert!(share("-1%").is_err() && share("x").is_err() && share("NaN").is_err());
    }
}
