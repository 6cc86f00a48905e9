//! The page in a real browser: no console error, nothing asked of a network, tables and map drawn, quick, and open to keyboard and screen reader.
//! Skipped, visibly, where there is no Chromium.
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
            // A phone shows fewer at once.
            let ranked = study.analyses.rankings.standings.len().min(if window.starts_with("500") { 15 } else { 50 });
            if ranked > 0 {
                let body = seen.dom.split_once("id=\"rank-table\"").unwrap().1.split_once("</table>").unwrap().0;
                assert_eq!(body.matches("data-label=\"Rank\"").count(), ranked, "{name} {window}");
                assert!(seen.dom.contains("No paper chosen"), "{name}: the map began");
            }
            assert!(!seen.dom.contains("<img"), "{name}");
        }
    }
}

/// What `browser/visit.mjs` saw.
struct Seen(serde_json::Value);

impl Seen {
    fn number(&self, pointer: &str) -> f64 {
        self.0.pointer(pointer).and_then(serde_json::Value::as_f64).unwrap_or_else(|| panic!("no {pointer} in {}", self.0))
    }

    fn rows(&self, pointer: &str) -> &[serde_json::Value] {
        self.0.pointer(pointer).and_then(serde_json::Value::as_array).unwrap_or_else(|| panic!("no {pointer} in {}", self.0))
    }
}

/// Where `npm install playwright-core axe-core` put them: `CITEGRAPH_NODE_MODULES`, or `target/browser/node_modules`.
fn node_modules() -> Option<PathBuf> {
    let named = std::env::var_os("CITEGRAPH_NODE_MODULES").map(PathBuf::from);
    let built = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().map(|target| target.join("browser/node_modules"));
    let has = |folder: &PathBuf| folder.join("playwright-core").is_dir() && folder.join("axe-core").is_dir();
    named.into_iter().chain(built).find(has).filter(|_| Command::new("node").arg("--version").output().is_ok())
}

fn look(browser: &Path, modules: &Path, page: &Path, wanted: &[&str]) -> Seen {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/visit.mjs");
    let output = Command::new("node").arg(script).arg(modules).arg(browser).arg(page).args(wanted).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Seen(serde_json::from_slice(&output.stdout).unwrap())
}

/// Nothing on the console, nothing asked, no wider than the window, and what axe-core calls serious or critical: nothing.
fn check_manners(name: &str, seen: &Seen) {
    assert!(seen.rows("/console").is_empty(), "{name}: {:#?}", seen.rows("/console"));
    assert!(seen.rows("/asked").is_empty(), "{name}: {:#?}", seen.rows("/asked"));
    assert!(seen.number("/wider") <= 0.0, "{name}: the page scrolls sideways by {} px", seen.number("/wider"));
    if seen.0.get("axe").is_some() {
        let bad = |row: &&serde_json::Value| matches!(row["impact"].as_str(), Some("serious" | "critical"));
        let serious: Vec<_> = seen.rows("/axe/violations").iter().filter(bad).collect();
        assert!(serious.is_empty(), "{name}: {serious:#?}");
        println!("{name}: axe-core: {} rules passed, {} violations", seen.number("/axe/passes"), seen.rows("/axe/violations").len());
    }
    if seen.0.get("keys").is_some() {
        assert!(seen.rows("/keys/unmet").is_empty(), "{name}: not reached by Tab: {:#?}", seen.rows("/keys/unmet"));
        println!("{name}: {} of {} controls reached by Tab", seen.number("/keys/all"), seen.number("/keys/all"));
    }
}

#[test]
fn the_page_is_quick_and_open_to_everyone() {
    let (Some(browser), Some(modules)) = (chromium(), node_modules()) else {
        println!("skipped: needs Chromium, node, and `npm install --prefix target/browser playwright-core axe-core`");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, study: &citegraph::report::Study| -> PathBuf {
        let folder = dir.path().join(name);
        citegraph::report::render(study).unwrap().write(&folder).unwrap();
        folder.join("index.html")
    };
    let example = write("example", &study::example());
    check_manners("example", &look(&browser, &modules, &example, &["keys", "axe"]));
    check_manners("example, dark", &look(&browser, &modules, &example, &["dark", "axe"]));
    check_manners("example, 400 px", &look(&browser, &modules, &example, &["narrow", "axe"]));
    check_manners("example, 400 px, dark", &look(&browser, &modules, &example, &["narrow", "dark", "axe"]));
    let hostile = write("hostile", &study::study(90, true));
    check_manners("hostile", &look(&browser, &modules, &hostile, &["keys", "axe"]));
    check_manners("hostile, 400 px", &look(&browser, &modules, &hostile, &["narrow", "axe"]));
    for (size, first_paint) in [(500, 1000.0), (5_000, 3000.0)] {
        let page = write(&size.to_string(), &study::study(size, false));
        let bytes = std::fs::metadata(&page).unwrap().len();
        assert!(size > 500 || bytes <= 2_000_000, "{bytes} bytes");
        check_manners(&size.to_string(), &look(&browser, &modules, &page, &["narrow"]));
        // Other programs may be running: the best of a few visits is what the page can do.
        let (mut paint, mut pan) = (f64::INFINITY, 0.0_f64);
        for _ in 0..5 {
            let seen = look(&browser, &modules, &page, &["pan"]);
            check_manners(&size.to_string(), &seen);
            paint = paint.min(seen.number("/times/paint"));
            pan = pan.max(seen.number("/pan/some/alone").min(seen.number("/pan/all/alone")));
            println!(
                "{size} papers, {bytes} bytes: first paint {:.0} ms, loaded {:.0} ms; pan {:.0} frames/s seen, {:.0} with the processor to itself; with all citations {:.0}, {:.0}",
                seen.number("/times/paint"),
                seen.number("/times/loaded"),
                seen.number("/pan/some/seen"),
                seen.number("/pan/some/alone"),
                seen.number("/pan/all/seen"),
                seen.number("/pan/all/alone")
            );
            if paint < first_paint && pan >= 30.0 {
                break;
            }
        }
        assert!(paint < first_paint, "{size} papers: first paint after {paint:.0} ms");
        assert!(pan >= 30.0, "{size} papers: {pan:.0} frames a second");
    }
}
