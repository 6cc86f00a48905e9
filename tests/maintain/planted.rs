//! Lists with faults at known lines, and how many of them lint finds.

use std::collections::{BTreeMap, BTreeSet};

use super::standin::{Random, Standin, World};
use super::{citegraph, said};

const THEMES: [&str; 6] = ["Speech", "Vision", "Proteins", "Markets", "Robots", "Climate"];
const PER_SECTION: usize = 60;

struct Planted {
    text: String,
    world: World,
    /// Lines at which a code is due.
    due: BTreeMap<&'static str, BTreeSet<usize>>,
}

/// A word that no other seed gives.
fn word(random: &mut Random) -> String {
    let (consonants, vowels) = ("bdfgklmnprstvz", "aeiou");
    let letter = |from: &str, random: &mut Random| char::from(from.as_bytes()[random.below(from.len())]);
    (0..3).flat_map(|_| [letter(consonants, random), letter(vowels, random)]).collect()
}

/// A list of 360 papers and the world they live in, with faults at known lines.
fn planted(seed: u64) -> Planted {
    let mut random = Random::new(seed);
    let total = THEMES.len() * PER_SECTION;
    let vocabulary: Vec<Vec<String>> = THEMES.iter().map(|_| (0..25).map(|_| word(&mut random)).collect()).collect();
    let mut titles: Vec<String> = Vec::new();
    let arxiv = |i: usize| format!("{:02}{:02}.{:05}", 15 + i / 80, i % 12 + 1, 1000 + i);
    let (mut papers, mut citations) = (String::from("id,title,arxiv,doi,authors\n"), String::from("citing,cited\n"));
    for i in 0..total {
        let words = &vocabulary[i / PER_SECTION];
        let mut pick = || words[random.below(words.len())].clone();
        let (a, b, c) = (pick(), pick(), pick());
        // Some titles differ from another by a numeral alone.
        let title = if i % 20 == 19 {
            format!("{} II", titles[i - 1])
        } else {
            format!("{} {a} of {b} with {c} and {}", THEMES[i / PER_SECTION], word(&mut random))
        };
        papers.push_str(&format!("{0},{title},{0},10.9999/{i},Ada Author{i}\n", arxiv(i)));
        titles.push(title);
    }
    let mut counts = vec![0_usize; total];
    for citing in 0..total + 900 {
        let section = if citing < total { citing / PER_SECTION } else { citing % THEMES.len() };
        let name = if citing < total { arxiv(citing) } else { format!("outside-{citing}") };
        if citing >= total {
            papers.push_str(&format!("{name},A later work number {citing},,,Bo Later\n"));
        }
        let mut cited = BTreeSet::new();
        for _ in 0..8 {
            let there = if random.uniform() < 0.9 { section } else { random.below(THEMES.len()) };
            cited.insert(there * PER_SECTION + random.below(PER_SECTION));
        }
        for i in cited.into_iter().filter(|i| *i != citing) {
            citations.push_str(&format!("{name},{}\n", arxiv(i)));
            counts[i] += 1;
        }
    }
    let world = World::from_csv(&papers, &citations);
    let sha = |i: usize| world.by_table_id(&arxiv(i)).unwrap().sha.clone();

    let mut id_of: Vec<usize> = (0..total).collect();
    let mut section_of: Vec<usize> = (0..total).map(|i| i / PER_SECTION).collect();
    let mut role = vec![""; total];
    let mut take = |role: &mut Vec<&'static str>, name: &'static str| loop {
        let i = random.below(total);
        if role[i].is_empty() && i % 20 < 18 {
            role[i] = name;
            return i;
        }
    };
    for _ in 0..25 {
        let (a, b) = (take(&mut role, "swapped"), take(&mut role, "swapped"));
        id_of.swap(a, b);
    }
    for _ in 0..12 {
        let i = take(&mut role, "misfiled");
        section_of[i] = (section_of[i] + 1 + i % 4) % THEMES.len();
    }
    for _ in 0..30 {
        take(&mut role, "stale");
    }
    let twice: Vec<usize> = (0..45).map(|_| take(&mut role, "twice")).collect();

    let mut text = String::from("# Planted\n\n");
    let mut due: BTreeMap<&'static str, BTreeSet<usize>> = BTreeMap::new();
    let mut line = 3;
    for (section, theme) in THEMES.iter().enumerate() {
        text.push_str(&format!("## {theme}\n\n"));
        line += 2;
        let own: Vec<usize> = (0..total).filter(|i| section_of[*i] == section).collect();
        let mut rows: Vec<(usize, bool)> = own.iter().map(|i| (*i, false)).collect();
        rows.extend(twice.iter().filter(|i| section_of[**i] == section).map(|i| (*i, true)));
        for (i, again) in rows {
            // Printings differ harmlessly: case, a full stop, a nickname in front.
            let printed = match i % 7 {
                0 => titles[i].to_uppercase(),
                1 => format!("{}.", titles[i]),
                2 if !again => titles[i].replace(' ', "  "),
                _ => titles[i].clone(),
            };
            let id = arxiv(id_of[i]);
            let link = match (again, i % 5) {
                (false, _) => format!("[arxiv](https://arxiv.org/abs/{id}v1)"),
                (true, 0) => format!("[doi](https://doi.org/10.9999/{i})"),
                (true, 1) => format!("[S2](https://www.semanticscholar.org/paper/{})", sha(i)),
                (true, 2) => format!("[pdf](https://arxiv.org/pdf/{id}v3.pdf)"),
                (true, 3) => format!("[html](https://arxiv.org/html/{id})"),
                (true, _) => "[page](https://example.org/paper)".to_owned(),
            };
            // A duplicate is printed with other words where its identifier speaks for it.
            let printed = if again && i % 5 < 2 {
                titles[i].rsplit_once(" and ").map_or(printed.clone(), |(front, _)| front.to_owned())
            } else {
                printed
            };
            let count = match role[i] {
                "stale" => format!(", Citations: {}", counts[i] / 2),
                "swapped" | "twice" => String::new(),
                _ if i % 3 == 0 => format!(", Citations: {}", counts[i]),
                _ if i % 11 == 1 => ", cication: [**-1**](None) ".to_owned(),
                _ => String::new(),
            };
            text.push_str(&format!("- **{printed}**, {link}{count}\n"));
            let code = match role[i] {
                "swapped" => Some("id-title-mismatch"),
                "misfiled" => Some("misfiled"),
                "stale" => Some("stale-count"),
                "twice" if again => Some("same-paper"),
                _ => None,
            };
            if let Some(code) = code {
                due.entry(code).or_default().insert(line);
            }
            line += 1;
        }
        text.push('\n');
        line += 1;
    }
    Planted { text, world, due }
}

#[test]
fn planted_faults_are_found_and_nothing_else() {
    let (mut hit, mut reported, mut due_total) =
        (BTreeMap::<&str, usize>::new(), BTreeMap::<&str, usize>::new(), BTreeMap::<&str, usize>::new());
    for seed in 1..=3 {
        let planted = planted(seed);
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("list.md"), &planted.text).unwrap();
        let server = Standin::of(planted.world);
        let report = citegraph(home.path(), &["report", "list.md", "--quiet"]).env("S2_API_URL", server.url()).output().unwrap();
        assert_eq!(report.status.code(), Some(0), "{}", said(&report));
        let asked = server.total();
        let output =
            citegraph(home.path(), &["lint", "list.md", "--format", "json", "--quiet"]).env("S2_API_URL", server.url()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert_eq!(server.total(), asked, "lint asked");
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let mut found: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for finding in json["lists"][0]["findings"].as_array().unwrap() {
            let line = finding["line"].as_u64().unwrap() as usize;
            let code = match finding["code"].as_str().unwrap() {
                "duplicate-entry" | "same-paper" => "same-paper",
                "id-title-mismatch" => "id-title-mismatch",
                "misfiled" => "misfiled",
                "stale-count" => "stale-count",
                _ => continue,
            };
            found.entry(code).or_default().insert(line);
        }
        for (code, lines) in &planted.due {
            let seen = found.get(code).cloned().unwrap_or_default();
            *hit.entry(code).or_default() += seen.intersection(lines).count();
            *reported.entry(code).or_default() += seen.len();
            *due_total.entry(code).or_default() += lines.len();
            for line in lines.symmetric_difference(&seen).take(3) {
                println!(
                    "seed {seed} {code} {}: {}",
                    if lines.contains(line) { "missed" } else { "wrong" },
                    planted.text.lines().nth(line - 1).unwrap_or_default()
                );
            }
        }
    }
    println!("{:20} {:>9} {:>9} {:>9}", "code", "planted", "precision", "recall");
    for (code, due) in &due_total {
        let precision = hit[code] as f64 / reported[code].max(1) as f64;
        let recall = hit[code] as f64 / *due as f64;
        println!("{code:20} {due:>9} {precision:>9.3} {recall:>9.3}");
        if matches!(*code, "same-paper" | "id-title-mismatch") {
            assert!(precision >= 0.99 && recall >= 0.95, "{code}: precision {precision:.3}, recall {recall:.3}");
        }
    }
}
