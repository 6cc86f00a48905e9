//! The other codes: faults of every kind at known lines among entries that only look like faults, and how many lint finds.

use std::collections::{BTreeMap, BTreeSet};

use super::standin::{Random, Standin, World};
use super::{citegraph, said};

/// A list, the world its papers live in, and where which code is due.
#[derive(Default)]
struct Faults {
    text: String,
    papers: String,
    line: usize,
    due: BTreeMap<&'static str, BTreeSet<usize>>,
    number: usize,
}

const WORDS: [&str; 40] = [
    "Sparse",
    "Robust",
    "Latent",
    "Causal",
    "Neural",
    "Convex",
    "Private",
    "Modular",
    "Spectral",
    "Adaptive",
    "Parsing",
    "Routing",
    "Planning",
    "Ranking",
    "Sampling",
    "Sorting",
    "Tracking",
    "Folding",
    "Pruning",
    "Matching",
    "Graphs",
    "Proteins",
    "Markets",
    "Crystals",
    "Galaxies",
    "Speech",
    "Forests",
    "Robots",
    "Contracts",
    "Textures",
    "Kernels",
    "Gradients",
    "Priors",
    "Tensors",
    "Mixtures",
    "Hashes",
    "Trees",
    "Flows",
    "Games",
    "Codes",
];

impl Faults {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.line += text.matches('\n').count();
    }

    fn due(&mut self, code: &'static str) {
        self.due.entry(code).or_default().insert(self.line + 1);
    }

    /// A title no other paper of the list has.
    fn title(&mut self, random: &mut Random) -> String {
        self.number += 1;
        let mut pick = |from: usize| WORDS[from + random.below(10)];
        let (a, b, c, d) = (pick(0), pick(10), pick(20), pick(30));
        format!("{a} {b} of {c} by {d} in Setting {}", self.number)
    }

    /// (title, arXiv id) of a paper the world knows.
    fn paper(&mut self, random: &mut Random, venue: &str, catalog_title: Option<&str>, abstract_text: &str) -> (String, String) {
        let title = self.title(random);
        let id = format!("{:02}{:02}.{:05}", 15 + self.number % 9, self.number % 12 + 1, 2000 + self.number);
        let known = catalog_title.map_or_else(|| title.clone(), |form| form.replace("{}", &title));
        self.papers.push_str(&format!("{id},\"{known}\",{id},{venue},\"{abstract_text}\",Ada Author{}\n", self.number));
        (title, id)
    }

    fn entry(&mut self, title: &str, rest: &str) {
        self.push(&format!("- **{title}**, {rest}\n"));
    }
}

const VENUES: [(&str, &str); 6] = [
    ("International Conference on Learning Representations", "ICLR"),
    ("Neural Information Processing Systems", "NeurIPS"),
    ("Annual Meeting of the Association for Computational Linguistics", "ACL"),
    ("Computer Vision and Pattern Recognition", "CVPR"),
    ("Nature Communications", "Nature Communications"),
    ("Journal of Machine Learning Research", "JMLR"),
];

fn faults(seed: u64) -> (Faults, World) {
    let mut random = Random::new(seed);
    let random = &mut random;
    let mut f = Faults { papers: "id,title,arxiv,venue,abstract,authors\n".into(), ..Faults::default() };
    f.push("# Faults\n\nA list with faults.\n\n");
    contents(&mut f, random);
    for (name, section) in [
        ("Upgrades", upgrades as fn(&mut Faults, &mut Random)),
        ("Versions", versions),
        ("Taken back", retracted),
        ("Newest first", newest_first),
        ("By title", by_title),
        ("Links", links),
        ("Counts", counts),
        ("Unknown", unknown),
        ("Garbled", garbled),
    ] {
        f.push(&format!("## {name}\n\n"));
        section(&mut f, random);
        f.push("\n");
    }
    empty(&mut f, random);
    let world = World::from_csv(&f.papers, "citing,cited\n");
    (f, world)
}

fn link(id: &str) -> String {
    format!("[arxiv](https://arxiv.org/abs/{id})")
}

/// A table of contents of which some links lead nowhere, and one heading is left out.
fn contents(f: &mut Faults, random: &mut Random) {
    let names = [
        ("Upgrades", "upgrades"),
        ("Versions", "versions"),
        ("Taken back", "taken-back"),
        ("Newest first", "newest-first"),
        ("By title", "by-title"),
        ("Links", "links"),
        ("Counts", "counts"),
        ("Unknown", "unknown"),
        ("Garbled", "garbled"),
        ("🔥 Hot & New", "-hot--new"),
        ("C++: a part", "c-a-part"),
        ("Later", "later"),
    ];
    let wrong = [random.below(3), 3 + random.below(3), 6 + random.below(3)];
    for (place, (name, anchor)) in names.iter().enumerate() {
        if wrong.contains(&place) {
            f.due("toc-out-of-step");
            let broken = ["old-name", "moved", "renamed-part"][place % 3];
            f.push(&format!("- [{name}](#{broken})\n"));
        } else {
            f.push(&format!("- [{name}](#{anchor})\n"));
        }
    }
    f.push("\n");
    for name in ["🔥 Hot & New", "C++: a part"] {
        f.push(&format!("## {name}\n\n"));
        for _ in 0..3 {
            let (title, id) = f.paper(random, "arXiv.org", None, "");
            f.entry(&title, &link(&id));
        }
        f.push("\n");
    }
    // All its neighbours are linked, this heading is not.
    f.due("toc-out-of-step");
    f.push("## Left out\n\n");
    let (title, id) = f.paper(random, "arXiv.org", None, "");
    f.entry(&title, &link(&id));
    f.push("\n");
}

fn upgrades(f: &mut Faults, random: &mut Random) {
    for round in 0..12 {
        let (venue, short) = VENUES[round % VENUES.len()];
        let (title, id) = f.paper(random, venue, None, "");
        f.due("upgrade");
        f.entry(&title, &format!("`arXiv, {id}`, {}", link(&id)));
        // The venue is told, in one of the ways lists have.
        let (title, id) = f.paper(random, venue, None, "");
        f.entry(
            &title,
            &[format!("{short} 2021, {}", link(&id)), format!("*{venue}*, {}", link(&id)), format!("[{short}'21] {}", link(&id))]
                [round % 3],
        );
        let (title, id) = f.paper(random, ["arXiv.org", ""][round % 2], None, "");
        f.entry(&title, &link(&id));
    }
}

fn versions(f: &mut Faults, random: &mut Random) {
    for round in 0..8 {
        let (title, id) = f.paper(random, "arXiv.org", None, "");
        f.due("newer-version");
        f.entry(&title, &link(&format!("{id}v{}", 1 + round % 2)));
        f.entry(&format!("{title}."), &format!("[pdf](https://arxiv.org/pdf/{id}v{}.pdf)", 3 + round % 3));
        let (title, id) = f.paper(random, "arXiv.org", None, "");
        f.entry(&title, &link(&format!("{id}v2")));
        f.entry(&title, &format!("[again](https://arxiv.org/pdf/{id}v2.pdf) and [newest](https://arxiv.org/abs/{id})"));
    }
}

fn retracted(f: &mut Faults, random: &mut Random) {
    let forms = ["RETRACTED: {}", "RETRACTED ARTICLE: {}", "[Retracted] {}", "WITHDRAWN: {}", "Withdrawn: {}", "Retraction notice to {}"];
    for form in forms {
        let (title, id) = f.paper(random, "arXiv.org", Some(form), "");
        f.due("retracted");
        f.entry(&title, &link(&id));
    }
    for words in
        ["This paper has been withdrawn by the authors due to an error", "This article has been retracted at the request of the editor"]
    {
        let (title, id) = f.paper(random, "arXiv.org", None, words);
        f.due("retracted");
        f.entry(&title, &link(&id));
    }
    // About retraction, not retracted.
    for form in ["Retracted papers and {}", "Who cites withdrawn work? {}", "Retraction Watch and {}"] {
        let (title, id) = f.paper(random, "arXiv.org", Some(form), "We study how often a paper has been withdrawn or retracted");
        let title = form.replace("{}", &title);
        f.entry(&title, &link(&id));
    }
}

fn newest_first(f: &mut Faults, random: &mut Random) {
    let mut rows: Vec<(String, String)> = (0..30).map(|_| f.paper(random, "arXiv.org", None, "")).collect();
    rows.sort_by(|a, b| b.1[..4].cmp(&a.1[..4]));
    let old: Vec<(String, String)> = rows.drain(26..).collect();
    let mut strays = BTreeSet::new();
    for (place, row) in old.into_iter().enumerate().take(2) {
        let at = 3 + place * 8;
        rows.insert(at, row);
        strays.insert(at);
    }
    for (place, (title, id)) in rows.iter().enumerate() {
        if strays.contains(&place) {
            f.due("order-broken");
        }
        f.entry(title, &link(id));
    }
}

fn by_title(f: &mut Faults, random: &mut Random) {
    let mut rows: Vec<(String, String)> = (0..24).map(|_| f.paper(random, "arXiv.org", None, "")).collect();
    rows.sort_by_key(|(title, _)| citegraph::paper::normalized_title(title));
    let last = rows.pop().unwrap();
    rows.insert(4, last);
    for (place, (title, id)) in rows.iter().enumerate() {
        if place == 4 {
            f.due("order-broken");
        }
        f.entry(title, &link(id));
    }
}

fn links(f: &mut Faults, random: &mut Random) {
    for round in 0..6 {
        let (title, id) = f.paper(random, "arXiv.org", None, "");
        f.due("dead-papers-with-code-link");
        let host =
            ["https://paperswithcode.com/paper/x", "http://www.paperswithcode.com/sota", "https://portal.paperswithcode.com/y"][round % 3];
        f.entry(&title, &format!("{}, [code]({host})", link(&id)));
        let (title, id) = f.paper(random, "arXiv.org", None, "");
        f.entry(&title, &format!("{}, [code](https://github.com/paperswithcode/x{round})", link(&id)));
        let (title, id) = f.paper(random, "arXiv.org", None, "");
        f.due("empty-link-target");
        f.entry(&title, &format!("{}, [code]()", link(&id)));
        let (title, id) = f.paper(random, "arXiv.org", None, "");
        f.due("empty-link-text");
        f.entry(&title, &format!("{}, [](https://github.com/a/b{round})", link(&id)));
        let (title, id) = f.paper(random, "arXiv.org", None, "");
        f.due("broken-link-syntax");
        f.entry(&title, &format!("{}, [code] (https://github.com/a/c{round})", link(&id)));
    }
}

fn counts(f: &mut Faults, random: &mut Random) {
    for round in 0..9 {
        let (title, id) = f.paper(random, "arXiv.org", None, "");
        f.due("placeholder-citation");
        let form =
            ["cication: [**-1**](None)", "cication: [**-1**](https://x.org/none)", "![c](https://img.shields.io/badge/Citations-?-green)"]
                [round % 3];
        f.entry(&title, &format!("{}, {form}", link(&id)));
        let (title, id) = f.paper(random, "arXiv.org", None, "");
        f.entry(
            &title,
            &format!(
                "{}, {}",
                link(&id),
                ["cication: [**0**](https://www.semanticscholar.org/paper/x)", "Citations: 0", "a -1 regularised loss"][round % 3]
            ),
        );
    }
}

fn unknown(f: &mut Faults, random: &mut Random) {
    for round in 0..8 {
        let title = f.title(random);
        f.due("unresolved");
        f.entry(&title, &link(&format!("2405.1{round:04}")));
        // Its title is known: it is found all the same.
        let (title, _) = f.paper(random, "arXiv.org", None, "");
        f.due("malformed-identifier");
        f.entry(&title, &link(["2413.00001", "2100.12345", "1906.1234567", "0013.00001"][round % 4]));
        let (title, _) = f.paper(random, "arXiv.org", None, "");
        f.entry(&title, "[code](https://github.com/x/y)");
    }
}

fn garbled(f: &mut Faults, random: &mut Random) {
    for round in 0..8 {
        let (title, id) = f.paper(random, "arXiv.org", None, "");
        f.due("garbled-text");
        f.entry(
            &title,
            &format!("{} *{}*", link(&id), ["JosÃ© GonzÃ¡lez", "FranÃ§ois MÃ¼ller", "the listâ€™s author", "KÃ©vin BÃ¼hler"][round % 4]),
        );
        let (title, id) = f.paper(random, "arXiv.org", None, "");
        f.entry(
            &title,
            &format!("{} *{}*", link(&id), ["José González", "François Müller", "王小明, 李雷", "Žofia Łukasiewicz"][round % 4]),
        );
    }
}

fn empty(f: &mut Faults, random: &mut Random) {
    f.push("## Later\n\n");
    for round in 0..6 {
        f.due("empty-section");
        f.push(&format!("### To come {round}\n\n"));
        // With a part that has entries, or with words of its own, a section is not empty.
        f.push(&format!("### Parts {round}\n\n#### Inner {round}\n\n"));
        let (title, id) = f.paper(random, "arXiv.org", None, "");
        f.entry(&title, &link(&id));
        f.push("\n");
    }
}

/// Codes whose floors only rise: (code, precision, recall).
const FLOORS: [(&str, f64, f64); 14] = [
    ("broken-link-syntax", 0.99, 0.99),
    ("dead-papers-with-code-link", 0.99, 0.99),
    ("empty-link-target", 0.99, 0.99),
    ("empty-link-text", 0.99, 0.99),
    ("empty-section", 0.99, 0.99),
    ("garbled-text", 0.99, 0.99),
    ("malformed-identifier", 0.99, 0.99),
    ("newer-version", 0.99, 0.99),
    ("order-broken", 0.99, 0.99),
    ("placeholder-citation", 0.99, 0.99),
    ("retracted", 0.99, 0.99),
    ("toc-out-of-step", 0.99, 0.99),
    ("unresolved", 0.99, 0.99),
    ("upgrade", 0.99, 0.99),
];

#[test]
fn every_other_code_is_found_where_it_is_due_and_nowhere_else() {
    let (mut hit, mut reported, mut due_total) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for seed in 1..=5 {
        let (faults, world) = faults(seed);
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("list.md"), &faults.text).unwrap();
        let server = Standin::of(world);
        let arguments = ["lint", "list.md", "--online", "--format", "json", "--quiet"];
        let output = citegraph(home.path(), &arguments).env("S2_API_URL", server.url()).output().unwrap();
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", said(&output)));
        let mut found: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for finding in json["lists"][0]["findings"].as_array().unwrap() {
            found.entry(finding["code"].as_str().unwrap()).or_default().insert(finding["line"].as_u64().unwrap() as usize);
        }
        for (code, _, _) in FLOORS {
            let due = faults.due.get(code).cloned().unwrap_or_default();
            let seen = found.get(code).cloned().unwrap_or_default();
            *hit.entry(code).or_insert(0) += seen.intersection(&due).count();
            *reported.entry(code).or_insert(0) += seen.len();
            *due_total.entry(code).or_insert(0) += due.len();
            for line in due.symmetric_difference(&seen).take(3) {
                let text = faults.text.lines().nth(line - 1).unwrap_or_default();
                println!("seed {seed} {code} {}: {line}: {text}", if due.contains(line) { "missed" } else { "wrong" });
            }
        }
    }
    println!("{:28} {:>8} {:>9} {:>7}", "code", "planted", "precision", "recall");
    let mut low = Vec::new();
    for (code, precision, recall) in FLOORS {
        let (p, r) = (hit[code] as f64 / reported[code].max(1) as f64, hit[code] as f64 / due_total[code] as f64);
        println!("{code:28} {:>8} {p:>9.3} {r:>7.3}", due_total[code]);
        if p < precision || r < recall {
            low.push(format!("{code}: precision {p:.3}, recall {r:.3}"));
        }
    }
    assert!(low.is_empty(), "{}", low.join("\n"));
}
