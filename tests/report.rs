//! The report as its readers get it: every file well-formed, outside text as text, the same bytes twice.

#[path = "report/study.rs"]
mod study;

use std::path::PathBuf;

fn keep() -> Option<PathBuf> {
    std::env::var_os("CITEGRAPH_KEEP_REPORTS").map(PathBuf::from)
}

#[test]
fn reports_of_every_size_render() {
    if let Some(dir) = keep() {
        citegraph::report::render(&study::example()).unwrap().write(&dir.join("example")).unwrap();
    }
    for size in [0, 1, 5, 90, 500] {
        for hostile in [false, true] {
            let study = study::study(size, hostile);
            let begin = std::time::Instant::now();
            let report = citegraph::report::render(&study).unwrap();
            println!(
                "{size} {hostile}: {:?}, {} files, {} bytes",
                begin.elapsed(),
                report.files.len(),
                report.files.iter().map(|f| f.1.len()).sum::<usize>()
            );
            if let Some(dir) = keep() {
                report.write(&dir.join(format!("{size}{}", if hostile { "-hostile" } else { "" }))).unwrap();
            }
        }
    }
}
