//! `citegraph init`: settings that fit what a list looks like.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use citegraph::list::{Kind, List, NoticeCode};
use citegraph::maintain::order::found;
use citegraph::paper::SectionPath;
use clap::Args;

use super::args::Global;
use super::config::FILE;
use super::input;
use super::table::counted;
use super::trouble::Trouble;
use super::{entries, print};

#[derive(Debug, Args)]
pub struct InitArgs {
    /// The list
    #[arg(value_name = "LIST")]
    pub list: PathBuf,
    /// Where to write the settings; `-` prints them [default: citegraph.toml beside the list]
    #[arg(short, long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace settings that are there
    #[arg(long)]
    pub force: bool,
}

pub fn run(args: &InitArgs, global: &Global) -> Result<ExitCode, Trouble> {
    let input = entries(input::read(&args.list)?)?;
    let text = settings(&input.list);
    let path = args.out.clone().unwrap_or_else(|| args.list.with_file_name(FILE));
    let to_stdout = args.out.as_deref().map_or(args.list.as_os_str() == "-", |out| out.as_os_str() == "-");
    if to_stdout {
        return print(&text);
    }
    let problem =
        |e: std::io::Error| Trouble::new(anyhow::Error::new(e).context(format!("could not write the settings `{}`", path.display())));
    if args.force && path.exists() {
        let old = std::fs::read(&path).map_err(problem)?;
        citegraph::maintain::write::replace(&path, &old, text.as_bytes())?;
    } else {
        citegraph::maintain::write::create(&path, text.as_bytes()).map_err(|e| {
            let trouble = Trouble::new(e);
            if path.exists() { trouble.hint("--force replaces it") } else { trouble }
        })?;
    }
    if !global.quiet {
        let orders = orders(&input.list).len();
        let kept = counted(orders, "section keeps an order, which is a rule now", "sections keep an order, which is a rule now");
        anstream::eprintln!("{}: {kept}", super::table::printable(&input.shown()));
    }
    print(&format!("{}\n", path.display()))
}

/// Orders that sections follow are written down, so that breaking one is a warning; everything else is a comment to uncomment.
fn settings(list: &List) -> String {
    let mut out = String::from(
        "# Settings of citegraph for this list; `citegraph explain` lists the codes.\n\n[lint]\nfail-on = \"error\"          # note, warning or error: the severity at which `lint` ends with 4\n\n\
         [lint.severity]              # off, note, warning or error\n# upgrade = \"off\"\n# same-paper = \"error\"\n\n\
         [thresholds]\nstale-count = \"20%\"          # lint: a printed count this far off is stale\nmin-change = \"5%\"            # refresh: smaller changes are left alone\n\n\
         # newest-first, oldest-first, latest-year-first, earliest-year-first, most-cited-first, least-cited-first, title, title-backwards or none;\n\
         # sections without a rule are watched for the one nearly all their entries follow.\n[order]\n",
    );
    let orders = orders(list);
    out.push_str(&default_order(list, &orders));
    for (section, rule) in orders {
        out.push_str(&format!("{} = \"{rule}\"\n", quoted(&section)));
    }
    let empty: BTreeSet<usize> = list.notices.iter().filter(|n| n.code == NoticeCode::EmptySection).map(|n| n.span.start).collect();
    let names: Vec<String> =
        list.sections.iter().filter(|s| empty.contains(&s.span.start)).filter_map(|s| s.path.last()).map(|n| quoted(n)).collect();
    out.push_str("\n[ignore]\n");
    if !names.is_empty() {
        out.push_str(&format!("# These have no entries now: {}\n", names.join(", ")));
    }
    out.push_str("sections = []\n\n# What the program gets wrong you can put right:\n# [[override]]\n# title = \"…\"                 # or: line = 12\n# is = \"arxiv:2106.09685\"      # or: \"not a paper\"\n");
    out
}

/// A rule for all sections is only proposed: the sections that follow none would be full of findings.
fn default_order(list: &List, orders: &[(String, &'static str)]) -> String {
    let sections: BTreeSet<SectionPath> = list.entries.iter().filter(|e| e.kind == Kind::Paper).map(|e| list.section(e)).collect();
    match orders.first() {
        Some((_, rule)) if orders.len() >= 3 && orders.iter().all(|(_, other)| other == rule) => {
            format!("# default = \"{rule}\"     # {} of {} sections follow it now\n", orders.len(), sections.len())
        }
        _ => "# default = \"none\"\n".to_owned(),
    }
}

/// Sections with one name get a rule only when all of them follow it.
fn orders(list: &List) -> Vec<(String, &'static str)> {
    let mut by_section: Vec<(SectionPath, Vec<Vec<usize>>)> = Vec::new();
    let mut last: Option<(Option<usize>, &[String])> = None;
    for (i, entry) in list.entries.iter().enumerate().filter(|(_, e)| e.kind == Kind::Paper) {
        let name = list.section(entry);
        let same_group = last == Some((entry.section, entry.group.as_slice()));
        last = Some((entry.section, entry.group.as_slice()));
        let place = by_section.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
            by_section.push((name, Vec::new()));
            by_section.len() - 1
        });
        let groups = &mut by_section[place].1;
        match groups.last_mut() {
            Some(group) if same_group => group.push(i),
            _ => groups.push(vec![i]),
        }
    }
    let rule = |groups: &[Vec<usize>]| {
        let mut rules = groups.iter().map(|g| found(list, g).map(|(rule, _)| rule));
        let first = rules.next()??;
        rules.all(|r| r == Some(first)).then(|| first.name())
    };
    by_section.iter().filter(|(name, _)| !name.is_empty()).filter_map(|(name, groups)| Some((name.to_string(), rule(groups)?))).collect()
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_it_writes_are_understood_and_say_what_the_list_looks_like() {
        let body: String = (0..10)
            .map(|i| format!("- **A Study Number {} of Things**, [p](https://arxiv.org/abs/{}.00001)\n", (i * 7) % 10, 2401 - i * 100))
            .collect();
        let list = citegraph::list::read(&format!("# L\n\n## The \"best\" › ones\n\n{body}\n## Empty\n"));
        let text = settings(&list);
        assert!(text.contains("\"The \\\"best\\\" › ones\" = \"newest-first\""), "{text}");
        assert!(text.contains("# These have no entries now: \"Empty\""));
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join(FILE), &text).unwrap();
        let config = super::super::config::read(None, [home.path().join("list.md").as_path()]).map_err(|e| e.to_string()).unwrap();
        assert_eq!(config.rules.order.sections.len(), 1);
    }
}
