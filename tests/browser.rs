//! The page in a real browser: no console error, nothing asked of a network, tables and map drawn. Skipped, visibly, where there is no Chromium.
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

#[path = "report/study.rs"]
mod study;

use std::path::{Path, PathBuf};
use std::process::Command;

fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CITEGRAPH_CHROMIUM").map(PathBuf::from);
    let places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    named.into_iter().chain(places.iter().map(PathBuf::from)).find(|path| path.exists())
}

struct Visit {
    dom: String,
    console: Vec<String>,
    asked: Vec<String>,
}

/// Opens the report's page and waits until its time (in the page's own clock) has run out.
fn visit(browser: &Path, study: &citegraph::report::Study, window: &str) -> Visit {
    let dir = tempfile::tempdir().unwrap();
    citegraph::report::render(study).unwrap().write(dir.path()).unwrap();
    let log = dir.path().join("net.json");
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .args(["--enable-logging=stderr", "--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=4000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", dir.path().join("profile").display()))
        .arg(format!("--log-net-log={}", log.display()))
        .arg(format!("--window-size={window}"))
        .arg(format!("file://{}/index.html", dir.path().display()))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    let console = errors.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
    let net = std::fs::read_to_string(&log).unwrap_or_default();
    // What the page asks for carries its own origin, `null` for a file; the browser's own errands do not.
    let asked =
        net.lines().filter(|line| line.contains("\"initiator\":\"null\"") && line.contains("\"url\":\"http")).map(str::to_owned).collect();
    Visit { dom: String::from_utf8_lossy(&output.stdout).into_owned(), console, asked }
}

#[test]
fn the_page_runs_without_errors_and_without_a_network() {
    let Some(browser) = chromium() else {
        println!("skipped: no Chromium here (set CITEGRAPH_CHROMIUM to one)");
        return;
    };
    let cases = [
        ("nothing", study::study(0, false)),
        ("five", study::study(5, false)),
        ("ninety hostile", study::study(90, true)),
        ("the example", study::example()),
    ];
    for (name, study) in &cases {
        for window in ["1280,900", "500,900"] {
            let seen = visit(&browser, study, window);
            assert!(seen.console.is_empty(), "{name} {window}: {:#?}", seen.console);
            assert!(seen.asked.is_empty(), "{name} {window}: {:#?}", seen.asked);
            let root = seen.dom.split_once("<html").unwrap().1.split_once('>').unwrap().0;
            assert!(root.contains("ready"), "{name} {window}: the script ran to its end: {root}");
            let ranked = study.analyses.rankings.standings.len().min(50);
            if ranked > 0 {
                let body = seen.dom.split_once("id=\"rank-table\"").unwrap().1.split_once("</table>").unwrap().0;
                assert_eq!(body.matches("data-label=\"Rank\"").count(), ranked, "{name} {window}");
                assert!(seen.dom.contains("No paper chosen"), "{name}: the map began");
            }
            assert!(!seen.dom.contains("<img"), "{name}");
        }
    }
}
