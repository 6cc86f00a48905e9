//! Answers recorded from the real API, and answers nobody would send.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;

use citegraph::catalog::{self, Catalog, EdgeState, Failure, Lookup, SearchQuery, TitleAnswer, Wanted};
use citegraph::paper::{PaperId, Scheme};
use proptest::prelude::*;

use crate::*;

/// Serves the given answers, one per connection, then ends.
fn canned(answers: Vec<(u16, Vec<u8>)>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for (status, body) in answers {
            let Ok((mut stream, _)) = listener.accept() else { return };
            let mut seen = Vec::new();
            let mut buffer = [0; 4_096];
            // Enough to know that the head and the body are through.
            while !whole(&seen) {
                match stream.read(&mut buffer) {
                    Ok(n) if n > 0 => seen.extend_from_slice(&buffer[..n]),
                    _ => break,
                }
            }
            let head = format!(
                "HTTP/1.1 {status} \r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
        }
    });
    url
}

fn whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")).map_or(0, |n| n.trim().parse().unwrap());
    body.len() >= length
}

fn client_of(url: &str) -> citegraph::catalog::s2::SemanticScholar {
    let mut settings = settings_for(url, None);
    settings.max_attempts = 1;
    citegraph::catalog::s2::SemanticScholar::new(settings).unwrap()
}

fn shared() -> Option<PathBuf> {
    let folder = std::env::var("CITEGRAPH_SHARED").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").to_owned());
    let recorded = PathBuf::from(folder).join("s2/recorded");
    if recorded.is_dir() {
        return Some(recorded);
    }
    println!("skipped: no recorded answers at {}", recorded.display());
    None
}

/// (status, path, body) of everything recorded.
fn recordings() -> Vec<(u16, String, Vec<u8>)> {
    let Some(folder) = shared() else { return Vec::new() };
    let mut all = Vec::new();
    let text = fs::read_to_string(folder.join("paperqa_s2_interactions.json")).unwrap();
    for item in serde_json::from_str::<Vec<serde_json::Value>>(&text).unwrap() {
        let path = item["uri"].as_str().unwrap().split_once("/graph/v1").map_or("", |(_, path)| path).to_owned();
        all.push((item["status"].as_u64().unwrap() as u16, path, item["body"].as_str().unwrap().as_bytes().to_vec()));
    }
    let mut cassettes: Vec<PathBuf> =
        fs::read_dir(folder.join("danielnsilva_cassettes")).unwrap().map(|entry| entry.unwrap().path()).collect();
    cassettes.sort();
    for path in cassettes.iter().filter(|path| path.extension().is_some_and(|e| e == "yaml")) {
        all.extend(cassette(&fs::read_to_string(path).unwrap()));
    }
    all
}

/// The few shapes of YAML a cassette is made of: a quoted scalar over several lines after `string:` or `content:`.
fn cassette(text: &str) -> Vec<(u16, String, Vec<u8>)> {
    let mut found = Vec::new();
    let (mut uri, mut body) = (String::new(), Vec::new());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let trimmed = line.trim_start();
        if let Some(rest) = trimmed.strip_prefix("uri: ") {
            uri = rest.to_owned();
        } else if let Some(rest) = trimmed.strip_prefix("string: '").or_else(|| trimmed.strip_prefix("content: '")) {
            let mut scalar = rest.to_owned();
            while !ends_scalar(&scalar) {
                let Some(next) = lines.next() else { break };
                let next = next.trim();
                // A blank line is a line end, a line end a blank.
                scalar.push_str(if next.is_empty() { "\n" } else { " " });
                scalar.push_str(next);
            }
            body = scalar.trim_end_matches('\'').replace("''", "'").into_bytes();
        } else if let Some(code) = trimmed.strip_prefix("code: ").or_else(|| trimmed.strip_prefix("status_code: "))
            && let Some((_, path)) = uri.split_once("/graph/v1")
        {
            found.push((code.trim().parse().unwrap(), path.to_owned(), std::mem::take(&mut body)));
        }
    }
    found
}

fn ends_scalar(text: &str) -> bool {
    text.chars().rev().take_while(|c| *c == '\'').count() % 2 == 1
}

#[test]
fn every_recorded_answer_is_decoded_without_loss_of_the_fields_used() {
    let (mut matches, mut pages, mut batches, mut rows_seen, mut rows_without_id) = (0, 0, 0, 0, 0);
    for (status, path, body) in recordings() {
        let json: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
        if path.starts_with("/paper/search/match") {
            matches += 1;
            let answer = run(catalog::titles(&client_of(&canned(vec![(status, body)])), &[title("anything")])).remove(0).answer;
            match json["data"].as_array().filter(|data| !data.is_empty()) {
                None => assert_eq!(answer, TitleAnswer::NoMatch, "{path}"),
                Some(data) => {
                    let TitleAnswer::Candidates(candidates) = answer else { panic!("{path}: {answer:?}") };
                    assert_paper(&candidates[0].0, &data[0]);
                    assert_eq!(candidates[0].1, data[0]["matchScore"].as_f64());
                }
            }
        } else if path.starts_with("/paper/batch") {
            batches += 1;
            let Some(items) = json.as_array().cloned() else {
                let answers = run(catalog::papers(&client_of(&canned(vec![(status, body)])), &[arxiv("2001.00001")]));
                assert!(!matches!(answers[0].answer, Lookup::Found(_)), "{path}");
                continue;
            };
            let ids: Vec<_> = (0..items.len()).map(|i| arxiv(&format!("2001.{i:05}"))).collect();
            let answers = run(catalog::papers(&client_of(&canned(vec![(status, body)])), &ids));
            for (answer, item) in answers.iter().zip(&items) {
                match item.is_null() {
                    true => assert_eq!(answer.answer, Lookup::NotFound),
                    false => assert_paper(found(answer), item),
                }
            }
        } else if status == 200 && (path.contains("/citations?") || path.contains("/references?")) {
            pages += 1;
            let data = json["data"].as_array().unwrap().clone();
            let references = path.contains("/references?");
            let role = if references { "citedPaper" } else { "citingPaper" };
            let named: Vec<&serde_json::Value> = data.iter().map(|row| &row[role]).filter(|row| !row["paperId"].is_null()).collect();
            let wanted = [Wanted { id: PaperId("a".repeat(40)), count: Some(20_000), at_most: data.len() as u32 }];
            let client = client_of(&canned(vec![(status, body)]));
            let list = if references { run(catalog::references(&client, &wanted)) } else { run(catalog::citations(&client, &wanted)) }
                .remove(0)
                .answer;
            assert_eq!(list.nameless as usize, data.len() - named.len());
            rows_seen += data.len();
            rows_without_id += data.len() - named.len();
            for row in named {
                let id = PaperId(row["paperId"].as_str().unwrap().to_owned());
                assert_paper(list.rows.iter().find(|paper| paper.id == id).unwrap(), row);
            }
        }
    }
    if matches > 0 {
        println!("{matches} matches, {batches} batches, {pages} pages with {rows_seen} rows, {rows_without_id} without id");
        assert!(matches >= 20 && batches >= 3 && pages >= 20, "{matches} {batches} {pages}");
        assert!(rows_without_id > 20);
    }
}

fn assert_paper(paper: &citegraph::paper::Paper, json: &serde_json::Value) {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(paper.id.as_str(), json["paperId"].as_str().unwrap());
    assert_eq!(paper.title, words(json["title"].as_str().unwrap_or_default()));
    let count = |name: &str| json[name].as_u64().map(|n| n as u32);
    assert_eq!(paper.citation_count, count("citationCount"));
    assert_eq!(paper.reference_count, count("referenceCount"));
    assert_eq!(paper.influential_citation_count, count("influentialCitationCount"));
    assert_eq!(paper.venue, words(json["venue"].as_str().unwrap_or_default()));
    match (json["publicationDate"].as_str(), json["year"].as_i64()) {
        (Some(date), _) => assert_eq!(paper.date.unwrap().to_string(), date),
        (None, year) => assert_eq!(paper.date.map(|d| i64::from(d.year())), year),
    }
    let authors: Vec<String> =
        json["authors"].as_array().into_iter().flatten().map(|a| words(a["name"].as_str().unwrap_or_default())).collect();
    assert_eq!(paper.authors.iter().map(|a| a.name.clone()).collect::<Vec<_>>(), authors);
    for (scheme, name) in
        [(Scheme::Arxiv, "ArXiv"), (Scheme::Doi, "DOI"), (Scheme::Acl, "ACL"), (Scheme::Dblp, "DBLP"), (Scheme::Pmid, "PubMed")]
    {
        let expected = json["externalIds"][name].as_str().map(|id| if scheme == Scheme::Doi { id.to_lowercase() } else { id.to_owned() });
        assert_eq!(paper.identifier(scheme).map(|i| i.value.clone()), expected);
    }
}

#[test]
fn the_probed_oddities_are_read_as_what_they_are() {
    let Some(folder) = shared() else { return };
    let probe = |name: &str| -> serde_json::Value {
        serde_json::from_str(&fs::read_to_string(folder.join("literature_pipeline_probes").join(name)).unwrap()).unwrap()
    };
    let list = |name: &str, count: u32| {
        let body = probe(name)["body"].to_string().into_bytes();
        let wanted = [Wanted { id: PaperId("a".repeat(40)), count: Some(count), at_most: 100_000 }];
        run(catalog::references(&client_of(&canned(vec![(probe(name)["status"].as_u64().unwrap() as u16, body)])), &wanted))
            .remove(0)
            .answer
            .state
    };
    assert_eq!(list("p6_ref_elided.json", 20_000), EdgeState::Elided);
    assert_eq!(list("p6_ref_empty.json", 20_000), EdgeState::Truncated { total: 20_000 });
    assert_eq!(
        list("p2_offsetcap_400.json", 20_000),
        EdgeState::Failed { failure: Failure::Rejected("offset + limit must be < 10000".to_owned()) }
    );
    let batch = probe("p4_batch_null.json")["body"].to_string().into_bytes();
    let ids: Vec<_> = (0..3).map(|i| arxiv(&format!("2604.0000{i}"))).collect();
    let answers = run(catalog::papers(&client_of(&canned(vec![(200, batch)])), &ids));
    assert_eq!(found(&answers[0]).identifier(Scheme::Arxiv).unwrap().value, "2604.13072");
    assert_eq!(answers[2].answer, Lookup::NotFound);
}

/// Bytes that nearly are an answer: real ones, cut, doubled or with a byte changed.
fn nearly() -> impl Strategy<Value = Vec<u8>> {
    let seeds = prop::sample::select(vec![
        r#"[{"paperId": "aa", "title": "x", "year": 2020, "externalIds": {"ArXiv": "2001.00001"}, "references": [{"paperId": null}], "referenceCount": 1}]"#,
        r#"{"offset": 0, "next": 1, "data": [{"citedPaper": {"paperId": "b"}, "citingPaper": {"paperId": "b"}}]}"#,
        r#"{"data": null, "citingPaperInfo": {}}"#,
        r#"{"data": [{"paperId": "a", "matchScore": 1e400, "title": "\ud800"}]}"#,
        r#"{"error":"No valid paper ids given"}"#,
        r#"{"total": 3, "token": "ABC", "data": [{"paperId": "a", "title": "x", "citationCount": 7}, null]}"#,
        r#"[{"paperId": "aa", "citations": [{"paperId": "b", "authors": [null, {"name": null}]}], "citationCount": "1"}]"#,
        r#"[[[[[[{"a": -1e999, "year": "99999999999999999999"}]]]]]]"#,
    ]);
    let changed = (seeds, any::<prop::sample::Index>(), any::<u8>(), any::<prop::sample::Index>()).prop_map(|(seed, at, byte, cut)| {
        let mut bytes = seed.as_bytes().to_vec();
        let place = at.index(bytes.len());
        bytes[place] = byte;
        bytes.truncate(cut.index(bytes.len()) + 1);
        bytes
    });
    prop_oneof![changed, prop::collection::vec(any::<u8>(), 0..200)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_as_an_answer_give_a_typed_answer_and_never_a_panic(status in prop::sample::select(vec![200_u16, 200, 200, 400, 404, 418]), bytes in nearly()) {
        let wanted = [Wanted { id: PaperId("a".repeat(40)), count: Some(1), at_most: 10 }];
        let answers = || canned(vec![(status, bytes.clone()); 6]);
        run(async {
            catalog::papers(&client_of(&answers()), &[arxiv("2001.00001")]).await;
            catalog::titles(&client_of(&answers()), &[title("x")]).await;
            let client = client_of(&answers());
            catalog::references(&client, &wanted).await;
            assert!(client.requests().total <= 6);
            catalog::citations(&client_of(&answers()), &wanted).await;
            let long = [Wanted { count: Some(20_000), ..wanted[0].clone() }];
            catalog::references(&client_of(&answers()), &long).await;
            catalog::citations(&client_of(&answers()), &long).await;
            catalog::search(&client_of(&answers()), &SearchQuery { text: "x".into(), since: None, at_most: 3 }).await;
        });
    }
}
