//! What a GitHub Action hands on: step outputs, a step summary, and annotations.

use std::io::Write;

pub use citegraph::text::markdown;

use super::trouble::warn;

/// Appends outputs (`name=value`) and Markdown to the files GitHub names; elsewhere it does nothing.
pub fn hand_on(outputs: &[(&str, String)], summary: &str) {
    if std::env::var_os("GITHUB_ACTIONS").is_none() {
        return;
    }
    let lines: String = outputs.iter().map(|(name, value)| format!("{name}={}\n", value.replace(['\r', '\n'], " "))).collect();
    append("GITHUB_OUTPUT", &lines);
    append("GITHUB_STEP_SUMMARY", summary);
}

fn append(variable: &str, text: &str) {
    let Some(path) = std::env::var_os(variable).filter(|path| !path.is_empty()) else { return };
    let written = std::fs::OpenOptions::new().append(true).create(true).open(&path).and_then(|mut file| file.write_all(text.as_bytes()));
    if let Err(error) = written {
        warn(format!("could not write to {variable}: {error}"));
    }
}

/// A message in a workflow command: `%`, CR and LF are its only special signs.
pub fn command_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command.
pub fn command_property(text: &str) -> String {
    command_data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workflow_commands_are_escaped() {
        assert_eq!(command_data("50%\nx"), "50%25%0Ax");
        assert_eq!(command_property("a,b:c"), "a%2Cb%3Ac");
    }
}
