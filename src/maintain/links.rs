//! Links that are dead for certain. Whether the others answer is a link checker's work.

use super::lint::{Context, Diagnosis};

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnosis> {
    let mut found = Vec::new();
    for entry in &context.list.entries {
        for link in entry.links.iter().filter(|l| is_papers_with_code(&l.url)) {
            let message = format!("Papers with Code was closed: {}", link.url);
            found.push(context.at("dead-papers-with-code-link", link.span.clone(), entry.line, message));
        }
    }
    found
}

fn is_papers_with_code(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default().to_lowercase();
    let host = host.trim_start_matches("www.");
    host == "paperswithcode.com" || host.ends_with(".paperswithcode.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_papers_with_code_itself_counts() {
        assert!(is_papers_with_code("https://paperswithcode.com/paper/x") && is_papers_with_code("http://www.PapersWithCode.com"));
        assert!(
            !is_papers_with_code("https://github.com/paperswithcode/galai")
                && !is_papers_with_code("https://example.org/paperswithcode.com")
        );
    }
}
