//! `citegraph export`: the papers of a list, or their citation graph, in another program's format.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use citegraph::report::exports::{self, Format, Scope};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::args::Global;
use super::study::{self, PartArgs, StudyArgs};
use super::trouble::Trouble;
use super::{interrupt, print_bytes};

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("papers").required(true).multiple(true).args(["list", "query", "corpus"])))]
pub struct ExportArgs {
    /// The list; `-` reads standard input
    #[arg(conflicts_with = "query", value_name = "LIST")]
    pub list: Option<PathBuf>,
    #[arg(short, long, value_name = "FORMAT", value_parser = format_parser())]
    pub format: Format,
    /// File to write [default: standard output]; a folder for formats of several files
    #[arg(short, long, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// Graphs: only the listed papers and the citations among them, without their neighbours
    #[arg(long)]
    pub listed: bool,
    #[command(flatten)]
    pub part: PartArgs,
    #[command(flatten)]
    pub study: StudyArgs,
}

fn format_parser() -> impl TypedValueParser<Value = Format> {
    let values = Format::ALL.map(|format| PossibleValue::new(format.name()).help(format.purpose()));
    PossibleValuesParser::new(values).try_map(|name| Format::named(&name).ok_or("no such format"))
}

/// Where the files go.
enum Target {
    Output,
    Files { folder: PathBuf, names: Vec<PathBuf> },
}

pub fn run(args: &ExportArgs, global: &Global) -> Result<ExitCode, Trouble> {
    let target = match target(args.format, args.out.as_deref()) {
        Ok(target) => target,
        Err(trouble) => {
            trouble.tell();
            return Ok(ExitCode::from(2));
        }
    };
    let (study, code) = study::one(args.list.as_deref(), &args.study, global)?;
    let files = exports::export(&args.part.of(study)?, args.format, if args.listed { Scope::Listed } else { Scope::Neighbours });
    match target {
        Target::Output => {
            for (_, bytes) in &files {
                print_bytes(bytes)?;
            }
        }
        Target::Files { folder, names } => {
            let files: Vec<(PathBuf, Vec<u8>)> = names.into_iter().zip(files.into_iter().map(|(_, bytes)| bytes)).collect();
            interrupt::uncut(|| exports::write(&files, &folder))?;
            if !global.quiet {
                for (name, _) in &files {
                    anstream::eprintln!("{}", super::table::printable(&folder.join(name).display().to_string()));
                }
            }
        }
    }
    Ok(code)
}

/// A folder takes the format's own file names; a file takes the one file of a format.
fn target(format: Format, out: Option<&Path>) -> Result<Target, Trouble> {
    let names: Vec<PathBuf> = format.files().iter().map(PathBuf::from).collect();
    let several = names.len() > 1;
    let Some(out) = out.filter(|out| *out != Path::new("-")) else {
        if several {
            let names = format.files().join(", ");
            return Err(Trouble::say(format!("{} is several files: {names}", format.name())).hint("name a folder for them with --out"));
        }
        return Ok(Target::Output);
    };
    let is_folder = out.is_dir() || out.as_os_str().to_string_lossy().ends_with(std::path::MAIN_SEPARATOR);
    if several && out.is_file() {
        return Err(Trouble::say(format!("`{}` is a file, but {} is several files", out.display(), format.name()))
            .hint("name a folder for them with --out"));
    }
    if several || is_folder {
        return Ok(Target::Files { folder: out.to_owned(), names });
    }
    let folder = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = out.file_name().ok_or_else(|| Trouble::say(format!("`{}` is not a file name", out.display())))?;
    Ok(Target::Files { folder: folder.to_owned(), names: vec![PathBuf::from(name)] })
}
