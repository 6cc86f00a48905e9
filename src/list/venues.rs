//! Venues, dates and years as lists print them.
//!
//! Small text goes in; yes or no, or a year, comes out.

use std::sync::LazyLock;

use super::scan::{Trim, has_digit, has_pair, raw_words, without_signs};
use super::wordset::{Words, has, words_of};

static VENUE_SET: Words = LazyLock::new(|| words_of(VENUES));

static VENUE_WORD_SET: Words = LazyLock::new(|| words_of(VENUE_WORDS));

const VENUES: &str = "cvpr cvprw iccv iccvw eccv eccvw wacv bmvc accv neurips nips nipsw neuripsw icml icmlw iclr iclrw aaai ijcai acl emnlp naacl \
    eacl aacl coling tacl conll lrec sigir kdd www wsdm cikm recsys icdm icdmw sdm vldb pvldb sigmod icde siggraph tog tpami pami \
    tip tmm tnnls tkde tkdd ijcv jmlr tmlr mlsys osdi sosp nsdi asplos isca hpca dac icra iros rss corl ral miccai midl isbi \
    interspeech icassp asru slt chi uist cscw ccs usenix ndss nature science cell pnas arxiv preprint biorxiv medrxiv colm 3dv uai \
    aistats colt alt ecml pakdd dasfaa icip icpr icme acmmm mm tcsvt tgrs tvcg tits tsp taslp tdsc tifs tmi mia jair ai aij nlpcc \
    semeval wmt findings sigdial ismir icwsm websci eurosys atc sc ppopp pldi popl icse fse ase issta tse tosem infocom mobicom \
    mobisys sensys ubicomp imwut iui facct aies l4dc acc cdc itsc iv plos elife bioinformatics ieee acm springer elsevier workshop \
    openreview blog mlhc chil arr repl4nlp bionlp clef trec ecir ictir umap gecco cec ijcnn icann esann nn pr prl cviu ivc nat \
    commun jama nejm lancet bmc gigascience jcim iclm neurocomputing thesis phd techreport siggrapha pg egsr cgf sca";

#[inline]
pub(super) fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

/// Words that stand beside a venue's name.
const VENUE_WORDS: &str = "oral poster spotlight findings workshop workshops main conference long short demo track proceedings of the on and for in \
    international journal transactions trans symposium annual meeting volume vol pp best paper papers award highlight accepted to \
    appear under review submitted letters letter magazine advances datasets benchmarks industry student abstract extended version \
    early access proc lecture notes press supplement section dataset benchmark preprints report technical tech machine companion";

/// Known venue names with or without year, dates, `Preprint'24`, any capitals with a year: `ICVGIP'22`, `Applied Intelligence 2022`.
pub(super) fn is_venue(text: &str) -> bool {
    let text = without_signs(text.trimmed(), |c| {
        matches!(c, '[' | ']' | '(' | ')' | '【' | '】' | '*' | '_' | '`' | '.' | ',' | ':' | ' ' | '|' | '-')
    });
    let text = text.strip_prefix("in ").or_else(|| text.strip_prefix("In ")).unwrap_or(text);
    if text.is_empty() || text.len() > 80 {
        return false;
    }
    let digit = has_digit(text);
    if digit && is_date(text) {
        return true;
    }
    // Without a year there must be nothing but known words; a blog is then no venue.
    let is_known = |word: &str| {
        is_month(word) || is_ordinal(word) || (has(&VENUE_SET, word) || has(&VENUE_WORD_SET, word)) && !word.eq_ignore_ascii_case("blog")
    };
    if !digit && (text.len() > 32 || !raw_words(text).all(is_known)) {
        return false;
    }
    if has_pair(text, *b": ") {
        return false;
    }
    let mut buffer = [""; 10];
    let mut count = 0;
    for (place, word) in buffer.iter_mut().zip(raw_words(text)) {
        *place = word;
        count += 1;
    }
    let words = &buffer[..count];
    if words.is_empty() || words.len() > 9 {
        return false;
    }
    let short_year = |i: usize| words[i].len() == 2 && is_number(words[i]) && text.contains(['\'', '’']);
    let is_year = |i: usize| year_of(words[i]).is_some() || short_year(i);
    let glued_year = words.iter().any(|word| {
        let stem = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = &word[stem.len()..];
        !stem.is_empty() && (year_of(digits).is_some() || digits.len() == 2 && has(&VENUE_SET, stem))
    });
    let has_year = (0..words.len()).any(is_year) || glued_year;
    let ends_with_year = is_year(words.len() - 1);
    let (mut known, mut beside, mut others, mut capitals) = (0, 0, 0, 0);
    for (i, word) in words.iter().enumerate() {
        let stem = word.trim_end_matches(|c: char| c.is_ascii_digit());
        if is_year(i) || is_month(word) || is_number(word) || is_ordinal(word) {
            continue;
        }
        if has(&VENUE_SET, stem) {
            known += 1;
        } else if has(&VENUE_WORD_SET, word) {
            beside += 1;
        } else {
            others += 1;
            let upper = word.chars().filter(|c| c.is_uppercase()).count();
            capitals += usize::from(upper * 2 >= word.chars().count() && word.len() >= 2);
        }
    }
    if others == 0 {
        return known > 0 && (known == 1 || has_year || words.len() <= 2) || has_year && beside > 0;
    }
    if !has_year {
        return false;
    }
    let capitalised =
        words.iter().all(|word| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) || has(&VENUE_WORD_SET, word));
    capitals == others && others <= 2
        || known > 0 && others <= 2 && words.len() <= 6
        || ends_with_year && capitalised && others <= 3 && words.len() <= 6
}

/// `1st`, `22nd`, or what is left of them.
fn is_ordinal(word: &str) -> bool {
    matches!(word.trim_start_matches(|c: char| c.is_ascii_digit()), "st" | "nd" | "rd" | "th")
}

/// A four-digit year of the age of papers.
#[inline]
pub(super) fn year_of(word: &str) -> Option<i32> {
    if word.len() != 4 || !is_number(word) {
        return None;
    }
    word.parse().ok().filter(|year| (1900..=2049).contains(year))
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

#[inline]
pub(super) fn is_month(word: &str) -> bool {
    let [a, b, c, ..] = word.as_bytes() else { return false };
    let head = [a.to_ascii_lowercase(), b.to_ascii_lowercase(), c.to_ascii_lowercase()];
    word.len() <= 9 && MONTHS.iter().any(|month| month.as_bytes() == head) && word.bytes().all(|b| b.is_ascii_alphabetic())
}

/// `2024`, `2024/10`, `2024-10-01`, `17 Nov 2022`, `Oct, 2024`, `24.03`.
pub(super) fn is_date(text: &str) -> bool {
    let text = text.trimmed();
    if text.is_empty() || text.len() > 30 || !has_digit(text) {
        return false;
    }
    let mut years = 0;
    let mut others = 0;
    for word in text.split([' ', ',', '/', '-', '.', '\'', '年', '月', '日', '–']).filter(|word| !word.is_empty()) {
        let bare = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        if year_of(word).is_some() {
            years += 1;
        } else if is_month(word)
            || is_number(bare) && bare.len() <= 2 && (bare.len() == word.len() || matches!(&word[bare.len()..], "st" | "nd" | "rd" | "th"))
        {
            others += 1;
        } else {
            return false;
        }
    }
    years == 1 && others <= 2 || years == 2 && others == 0 || years == 0 && others == 2 && text.contains('.') && text.len() == 5
}

/// A year in a printed venue or date: `ICML'20` → 2020, `Oct 2023` → 2023.
pub(super) fn printed_year(text: &str) -> Option<i32> {
    let bytes = text.as_bytes();
    // The number of an arXiv paper is no year: `2001.00003`.
    let of_number = |end: usize| bytes.get(end) == Some(&b'.') && bytes[end + 1..].iter().take_while(|b| b.is_ascii_digit()).count() >= 4;
    let mut start = 0;
    while let Some(found) = bytes[start..].iter().position(u8::is_ascii_digit) {
        start += found;
        let end = start + bytes[start..].iter().take_while(|b| b.is_ascii_digit()).count();
        if let Some(year) = year_of(&text[start..end]).filter(|_| !of_number(end)) {
            return Some(year);
        }
        start = end;
    }
    let at = text.find(['\'', '’'])?;
    let rest = text[at..].trim_start_matches(['\'', '’', ' ']);
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let short: i32 = digits.parse().ok().filter(|_| digits.len() == 2)?;
    Some(if short > 60 { 1900 + short } else { 2000 + short })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn venues_are_told_from_titles() {
        for venue in [
            "EMNLP 2019",
            "Applied Intelligence 2022",
            "Image and Vision Computing 2020",
            "ICLR 2024 (Oral)",
            "IEEE Trans. on Image Processing 2020",
            "Preprint",
            "arXiv, 2412.17483",
            "NIPSW' 16",
            "in TIST 2022",
            "TACL",
        ] {
            assert!(is_venue(venue), "{venue}");
        }
        for title in [
            "Language Models as Knowledge Bases? EMNLP 2019",
            "CVPR 2023 Text Guided Video Editing Competition",
            "MM-Diffusion",
            "TIP-I2V",
            "Learning to Prompt",
        ] {
            assert!(!is_venue(title), "{title}");
        }
    }

    #[test]
    fn dates_and_years() {
        for date in ["2024", "2024/10", "2024-10-01", "17 Nov 2022", "Oct, 2024", "2022.4"] {
            assert!(is_date(date), "{date}");
        }
        assert!(!is_date("10") && !is_date("GPT 2020 model"));
        assert_eq!(printed_year("ICML'20"), Some(2020));
        assert_eq!(printed_year("Oct 2023"), Some(2023));
    }
}
