//! What went wrong, as a person should read it: the error with its causes, and what helps.

use std::fmt::Display;
use std::process::ExitCode;

/// An error that ends the program.
pub struct Trouble {
    error: anyhow::Error,
    hint: Option<String>,
}

impl Trouble {
    pub fn new(error: impl Into<anyhow::Error>) -> Trouble {
        Trouble { error: error.into(), hint: None }
    }

    pub fn say(message: impl Display) -> Trouble {
        Trouble { error: anyhow::anyhow!("{message}"), hint: None }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Trouble {
        self.hint = Some(hint.into());
        self
    }

    /// Prints `error: …` with its causes, and `hint: …`.
    pub fn tell(&self) -> ExitCode {
        let red = anstyle::AnsiColor::Red.on_default().bold();
        anstream::eprintln!("{red}error:{red:#} {}", super::table::printable_lines(&self.error.to_string()));
        for cause in self.error.chain().skip(1) {
            anstream::eprintln!("  because {}", super::table::printable_lines(&cause.to_string()));
        }
        if let Some(hint) = &self.hint {
            tell_hint(hint);
        }
        ExitCode::from(1)
    }
}

impl Display for Trouble {
    /// The error without its causes.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.error)
    }
}

impl<E: Into<anyhow::Error>> From<E> for Trouble {
    fn from(error: E) -> Trouble {
        Trouble::new(error)
    }
}

pub fn warn(message: impl Display) {
    let yellow = anstyle::AnsiColor::Yellow.on_default().bold();
    anstream::eprintln!("{yellow}warning:{yellow:#} {}", super::table::printable_lines(&message.to_string()));
}

pub fn tell_hint(hint: impl Display) {
    let cyan = anstyle::AnsiColor::Cyan.on_default().bold();
    anstream::eprintln!("{cyan}hint:{cyan:#} {}", super::table::printable_lines(&hint.to_string()));
}
