//! The words lists are made of: labels of links, names of venues, signs of authors, headings that hold no entries.
//!
//! Small text goes in, yes or no comes out. No state, no positions.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use super::scan::{find_short, has_digit, has_pair, raw_words, without_head};

/// FNV-1a: short words, no strangers who choose them.
#[derive(Clone, Copy)]
struct ShortHash(u64);

impl Default for ShortHash {
    fn default() -> Self {
        ShortHash(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for ShortHash {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// Words in lower case, behind a sieve that most words of a text do not pass.
struct WordSet {
    words: HashSet<&'static [u8], BuildHasherDefault<ShortHash>>,
    /// Which lengths there are, as bits, of words that begin with a byte.
    by_first: [u32; 256],
    /// The same of words that end with a byte.
    by_last: [u32; 256],
}

type Words = LazyLock<WordSet>;

impl WordSet {
    fn contains(&self, lower: &str) -> bool {
        self.words.contains(lower.as_bytes())
    }

    /// Whether a word of ASCII may be in the set.
    fn may_hold(&self, word: &[u8]) -> bool {
        let [first, .., last] = word else { return true };
        let bit = 1u32.checked_shl(word.len() as u32).unwrap_or(0);
        self.by_first[usize::from(first.to_ascii_lowercase())] & self.by_last[usize::from(last.to_ascii_lowercase())] & bit != 0
    }
}

/// Whether the word is in the set in lower case; no word of a set is longer than the buffer.
fn has(set: &WordSet, word: &str) -> bool {
    let mut buffer = [0u8; 32];
    if !word.is_ascii() {
        return set.contains(word.to_lowercase().as_str());
    }
    if !set.may_hold(word.as_bytes()) {
        return false;
    }
    let Some(lower) = buffer.get_mut(..word.len()) else { return false };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    set.words.contains(&*lower)
}

fn words_of(text: &'static str) -> WordSet {
    let mut set = WordSet { words: text.split(' ').map(str::as_bytes).collect(), by_first: [0; 256], by_last: [0; 256] };
    for word in &set.words {
        if let [first, .., last] = word {
            let bit = 1u32.checked_shl(word.len() as u32).unwrap_or(0);
            set.by_first[usize::from(*first)] |= bit;
            set.by_last[usize::from(*last)] |= bit;
        }
    }
    set
}

static LABEL_SET: Words = LazyLock::new(|| words_of(LABELS));
static CODE_LABEL_SET: Words = LazyLock::new(|| words_of(CODE_LABELS));
static PAPER_LABEL_SET: Words = LazyLock::new(|| words_of(PAPER_LABELS));
static VENUE_SET: Words = LazyLock::new(|| words_of(VENUES));
static VENUE_WORD_SET: Words = LazyLock::new(|| words_of(VENUE_WORDS));
static NOT_NAME_SET: Words = LazyLock::new(|| words_of(NOT_NAMES));

/// Link labels that say what kind of thing is linked, never what it is called.
const LABELS: &str = "paper papers pdf code codes github gitlab project page website homepage arxiv axriv arixv arxive arvix abs abstract link links \
    video videos slides slide poster demo demos blog blogpost post data dataset datasets model models doi openreview acm ieee \
    springer html supp supplement supplementary supplemental material materials appendix bibtex bib tweet twitter x weights \
    checkpoint checkpoints hf huggingface hugging face colab notebook docs doc documentation official unofficial implementation \
    implementations pytorch tensorflow keras jax caffe caffe2 torch matlab mxnet paddle mindspore theano chainer repo repository \
    source review notes note summary news media talk presentation youtube bilibili zhihu article publication pub journal conference \
    here download full text home web site webpage leaderboard space spaces playground app api preprint proceedings parer paer paprer \
    url version extended tutorial citation citations star stars and the of reproduced reproduction reimplementation re third party \
    python pwc modelscope wandb semantic scholar google reddit medium technical report tech thread discussion readme license scihub \
    researchgate acl anthology cvf open access openaccess neurips hal biorxiv medrxiv chemrxiv ssrn pmlr benchmark kaggle image \
    images figure teaser result results more details info read view original short long intro introduction interview explanation \
    comment comments new old online camera ready author authors authorpage explained chinese english cn en ppt ps alphaxiv ar5iv \
    tldr 论文 代码 项目 主页 解读 链接 数据集 博客 视频 官网 源码 地址 项目主页 论文链接 开源代码 中文解读 知乎 粗解 論文 コード tool tools software package library pub1 pdf1 pdf2 \
    code1 code2 book thesis openai kdd sup interactive gallery visualization dblp pubmed tf r c cpp julia lua based platform service \
    hub collection ckpt audio samples live trailer podcast bits annotated annotation annotations addition additional evaluation \
    training toolkit framework unverified verified available coming soon tbd none na nan ours my our project-page p gh ref reference \
    paperlink paperpage";

/// Labels of things that are about another work or beside the work.
const CODE_LABELS: &str = "code codes github repo repository dataset datasets data software implementation model models weights checkpoint demo video \
    slides poster zenodo benchmark artifact supp";

const PAPER_LABELS: &str = "paper papers pdf arxiv abs abstract doi openreview html pub preprint proceedings parer article 论文 論文 publication link url full \
    acm ieee acl springer axriv arixv arxive paperlink";

const VENUES: &str = "cvpr cvprw iccv iccvw eccv eccvw wacv bmvc accv neurips nips nipsw neuripsw icml icmlw iclr iclrw aaai ijcai acl emnlp naacl \
    eacl aacl coling tacl conll lrec sigir kdd www wsdm cikm recsys icdm icdmw sdm vldb pvldb sigmod icde siggraph tog tpami pami \
    tip tmm tnnls tkde tkdd ijcv jmlr tmlr mlsys osdi sosp nsdi asplos isca hpca dac icra iros rss corl ral miccai midl isbi \
    interspeech icassp asru slt chi uist cscw ccs usenix ndss nature science cell pnas arxiv preprint biorxiv medrxiv colm 3dv uai \
    aistats colt alt ecml pakdd dasfaa icip icpr icme acmmm mm tcsvt tgrs tvcg tits tsp taslp tdsc tifs tmi mia jair ai aij nlpcc \
    semeval wmt findings sigdial ismir icwsm websci eurosys atc sc ppopp pldi popl icse fse ase issta tse tosem infocom mobicom \
    mobisys sensys ubicomp imwut iui facct aies l4dc acc cdc itsc iv plos elife bioinformatics ieee acm springer elsevier workshop \
    openreview blog mlhc chil arr repl4nlp bionlp clef trec ecir ictir umap gecco cec ijcnn icann esann nn pr prl cviu ivc nat \
    commun jama nejm lancet bmc gigascience jcim iclm neurocomputing thesis phd techreport siggrapha pg egsr cgf sca";

/// Lower-case words of a label, brackets and punctuation dropped.
fn label_words(text: &str) -> impl Iterator<Item = String> + '_ {
    raw_words(text).map(str::to_lowercase)
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

/// `paper`, `official code`, `[PDF]`, `Code (PyTorch)`, `CVPR 2018`: a label that is not a title.
pub(super) fn is_generic_label(text: &str) -> bool {
    if text.len() > 60 {
        return false;
    }
    // `Code (not yet)` is `Code`.
    if let Some((head, _)) =
        text.trim_end().strip_suffix(')').and_then(|text| text.split_once('(')).filter(|(head, _)| head.chars().any(char::is_alphanumeric))
        && is_generic_label(head)
    {
        return true;
    }
    is_label(text) || is_venue(text) || is_address_like(text)
}

/// Every word of it is a word of labels.
pub(super) fn is_label(text: &str) -> bool {
    let mut words = 0;
    let all = raw_words(text).take(8).all(|word| {
        words += 1;
        has(&LABEL_SET, word) || is_number(word)
    });
    all && words <= 6
}

fn is_address_like(text: &str) -> bool {
    let text = text.trim();
    !text.contains(' ') && (text.contains("://") || text.starts_with("www.") || text.starts_with("10.") && text.contains('/'))
}

/// A label that names the paper's own page or file.
pub(super) fn is_paper_label(text: &str) -> bool {
    is_venue(text) && !raw_words(text).any(|word| word.eq_ignore_ascii_case("blog"))
        || is_address_like(text)
        || raw_words(text).any(|word| has(&PAPER_LABEL_SET, word))
}

pub(super) fn is_code_label(text: &str) -> bool {
    text.len() < 40
        && raw_words(text).any(|word| has(&CODE_LABEL_SET, word))
        && !raw_words(text).any(|word| word.eq_ignore_ascii_case("paper"))
}

/// `extension`, `follow-up`, `cited by`: what such a label links to is another work.
pub(super) fn is_foreign_label(text: &str) -> bool {
    text.len() < 40
        && label_words(text).any(|word| {
            matches!(
                word.as_str(),
                "extension"
                    | "followup"
                    | "follow"
                    | "previous"
                    | "related"
                    | "cited"
                    | "predecessor"
                    | "successor"
                    | "baseline"
                    | "survey"
            )
        })
}

/// Words that stand beside a venue's name.
const VENUE_WORDS: &str = "oral poster spotlight findings workshop workshops main conference long short demo track proceedings of the on and for in \
    international journal transactions trans symposium annual meeting volume vol pp best paper papers award highlight accepted to \
    appear under review submitted letters letter magazine advances datasets benchmarks industry student abstract extended version \
    early access proc lecture notes press supplement section dataset benchmark preprints report technical tech machine companion";

/// Known venue names with or without year, dates, `Preprint'24`, any capitals with a year: `ICVGIP'22`, `Applied Intelligence 2022`.
pub(super) fn is_venue(text: &str) -> bool {
    let text = text
        .trim()
        .trim_matches(|c: char| matches!(c, '[' | ']' | '(' | ')' | '【' | '】' | '*' | '_' | '`' | '.' | ',' | ':' | ' ' | '|' | '-'));
    let text = text.strip_prefix("in ").or_else(|| text.strip_prefix("In ")).unwrap_or(text);
    if text.is_empty() || text.len() > 80 || text.len() > 32 && !has_digit(text) || has_pair(text, *b": ") {
        return false;
    }
    if is_date(text) {
        return true;
    }
    // Without a year there must be nothing but known words; a blog is then no venue.
    if !has_digit(text)
        && !raw_words(text).all(|word| {
            is_month(word)
                || is_ordinal(word)
                || (has(&VENUE_SET, word) || has(&VENUE_WORD_SET, word)) && !word.eq_ignore_ascii_case("blog")
        })
    {
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
pub(super) fn year_of(word: &str) -> Option<i32> {
    if word.len() != 4 || !is_number(word) {
        return None;
    }
    word.parse().ok().filter(|year| (1900..=2049).contains(year))
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

pub(super) fn is_month(word: &str) -> bool {
    let [a, b, c, ..] = word.as_bytes() else { return false };
    let head = [a.to_ascii_lowercase(), b.to_ascii_lowercase(), c.to_ascii_lowercase()];
    word.len() <= 9 && MONTHS.iter().any(|month| month.as_bytes() == head) && word.bytes().all(|b| b.is_ascii_alphabetic())
}

/// `2024`, `2024/10`, `2024-10-01`, `17 Nov 2022`, `Oct, 2024`, `24.03`.
pub(super) fn is_date(text: &str) -> bool {
    let text = text.trim();
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
    let words = || text.split(|c: char| !c.is_ascii_digit()).filter(|word| !word.is_empty());
    if let Some(year) = words().find_map(year_of) {
        return Some(year);
    }
    let at = text.find(['\'', '’'])?;
    let rest = text[at..].trim_start_matches(['\'', '’', ' ']);
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let short: i32 = digits.parse().ok().filter(|_| digits.len() == 2)?;
    Some(if short > 60 { 1900 + short } else { 2000 + short })
}

/// Where `et al`, `et. al` or `et.al` stands as words, in any case: not in `Net allows`.
pub(super) fn et_al(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let is = |i: usize, letter: u8| bytes.get(i).is_some_and(|b| b.eq_ignore_ascii_case(&letter));
    let ends = |mark: &u8| matches!(mark, b' ' | b'.');
    let starts = |t: &usize| *t > 0 && is(*t - 1, b'e') && bytes.get(*t + 1).is_some_and(ends);
    memchr::memchr2_iter(b't', b'T', bytes).filter(starts).map(|t| t - 1).find(|at| {
        if text[..*at].ends_with(|c: char| c.is_alphanumeric()) {
            return false;
        }
        let gap = bytes[at + 2..].iter().take(2).take_while(|mark| ends(mark)).count();
        let end = at + 2 + gap + 2;
        is(end - 2, b'a') && is(end - 1, b'l') && !text[end..].starts_with(|c: char| c.is_alphanumeric())
    })
}

fn is_name_separator(c: char) -> bool {
    matches!(c, ',' | ';' | '、' | '，' | '&')
}

/// `text.split(" and ")`, when there is an `and`.
fn between_and(text: &str, and: bool) -> impl Iterator<Item = &str> {
    between(text, if and { " and " } else { "" })
}

/// `text.split(word)`; the text itself for no word.
pub(super) fn between<'t>(text: &'t str, word: &'static str) -> impl Iterator<Item = &'t str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let at = find_short(text, word);
        rest = at.map(|at| &text[at + word.len()..]);
        Some(at.map_or(text, |at| &text[..at]))
    })
}

/// What a text holds that parts names, seen in one pass.
#[derive(Default)]
struct NameSigns {
    /// `: `.
    colon: bool,
    /// `...`.
    dots: bool,
    /// `et` before a space or a period.
    et: bool,
    /// ` and `.
    and: bool,
    /// No fewer than the parts there are.
    parts: usize,
}

impl NameSigns {
    fn of(text: &str) -> NameSigns {
        let bytes = text.as_bytes();
        let mut signs = NameSigns { parts: 1, ..NameSigns::default() };
        for (i, byte) in bytes.iter().enumerate().filter(|(_, byte)| MAY_PART_NAMES[usize::from(**byte)]) {
            match byte {
                // The last two begin the ideographic commas.
                b',' | b';' | b'&' | 0xe3 | 0xef => signs.parts += 1,
                b' ' if bytes[i..].starts_with(b" and ") => {
                    signs.parts += 1;
                    signs.and = true;
                }
                b':' => signs.colon |= bytes.get(i + 1) == Some(&b' '),
                b'.' => signs.dots |= bytes[i..].starts_with(b"..."),
                b't' | b'T' => signs.et |= i > 0 && matches!(bytes[i - 1], b'e' | b'E') && matches!(bytes.get(i + 1), Some(b' ' | b'.')),
                _ => {}
            }
        }
        signs
    }
}

/// The bytes [`NameSigns`] looks at.
const MAY_PART_NAMES: [bool; 256] = {
    let mut table = [false; 256];
    let signs = b",;& :.tT\xe3\xef";
    let mut i = 0;
    while i < signs.len() {
        table[signs[i] as usize] = true;
        i += 1;
    }
    table
};

/// A list of names: commas between short capitalised runs, or `et al.`.
pub(super) fn is_authors(text: &str) -> bool {
    let text = text.trim();
    if text.len() < 4 {
        return false;
    }
    let keyed = text.get(..6).is_some_and(|head| head.eq_ignore_ascii_case("author"));
    let signs = NameSigns::of(text);
    let colon = signs.colon;
    if (signs.et && et_al(text).is_some() || signs.dots) && text.split_whitespace().count() <= 80 {
        return !colon || keyed;
    }
    if colon && !keyed || signs.parts < 2 {
        return false;
    }
    let mut left = signs.parts;
    let (mut names, mut others, mut full) = (0, 0, 0);
    for part in text.split(is_name_separator).flat_map(|part| between_and(part, signs.and)) {
        // Too few parts are left, or too many were no names.
        if names + left < 2 || others * 4 > names + left {
            return false;
        }
        left = left.saturating_sub(1);
        let part = without_head(part.trim().trim_end_matches('.'), "and ");
        if part.is_empty() {
            continue;
        }
        if is_name(part) {
            names += 1;
            full += usize::from(part.split_whitespace().nth(1).is_some());
        } else {
            others += 1;
            if others >= 3 && others > names {
                return false;
            }
        }
    }
    names >= 2 && others * 4 <= names && (names > 2 && full * 3 >= names || full == names || names > 3)
}

/// Words of titles that are no names.
const NOT_NAMES: &str = "the of for with in on to an via from by is are learning network networks model models data neural deep language towards toward \
    survey using based analysis generation detection recognition classification representation representations efficient fast \
    methods method framework systems system large training inference attention transformer transformers reasoning segmentation \
    estimation optimization adaptation image video text speech graph robust federated beyond how what why when synthesis evaluation \
    understanding retrieval translation prediction knowledge applications application approach approaches challenges opportunities \
    review benchmark policy control agents agent scene view views rendering reconstruction semantic visual multi self supervised \
    unsupervised adversarial generative diffusion reinforcement quantization pruning distillation compression privacy security \
    search";

/// One to five words, each with a capital or a particle of names.
pub(super) fn is_name(part: &str) -> bool {
    let part = part.split('(').next().unwrap_or(part).trim();
    if part.is_empty() || part.len() > 48 {
        return false;
    }
    let particle = |word: &str| {
        matches!(
            word,
            "van"
                | "von"
                | "der"
                | "den"
                | "de"
                | "la"
                | "le"
                | "di"
                | "da"
                | "del"
                | "bin"
                | "al"
                | "el"
                | "ten"
                | "ter"
                | "dos"
                | "du"
                | "y"
                | "zu"
        )
    };
    let (mut words, mut capitals) = (0, 0);
    let fits = part.split_whitespace().all(|word| {
        words += 1;
        let first = word.trim_start_matches(['*', '"', '\'', '[', '^', '†']).chars().next();
        let capital = first.is_some_and(|c| c.is_uppercase() || !c.is_ascii() && c.is_alphabetic());
        capitals += usize::from(capital);
        words <= 5 && (capital || particle(word)) && !word.contains(['?', '!', '='])
    });
    fits && capitals > 0 && part.bytes().filter(u8::is_ascii_digit).count() <= 1 && !raw_words(part).any(|word| has(&NOT_NAME_SET, word))
}

/// Words of Chinese and Japanese titles of papers.
const WIDE_TITLE_WORDS: [&str; 34] = [
    "综述",
    "研究",
    "方法",
    "基于",
    "面向",
    "分析",
    "模型",
    "算法",
    "应用",
    "进展",
    "神经网络",
    "识别",
    "检测",
    "生成",
    "机制",
    "框架",
    "系统",
    "优化",
    "評価",
    "手法",
    "提案",
    "に関する",
    "に基づく",
    "による",
    "を用いた",
    "における",
    "のための",
    "モデル",
    "生成",
    "解析",
    "分類",
    "認識",
    "學習",
    "综合",
];

/// What speaks to the reader of a list is no title.
const WIDE_ADDRESSES: [&str; 20] = [
    "请",
    "欢迎",
    "本",
    "我们",
    "如果",
    "更多",
    "参考",
    "点击",
    "感谢",
    "这",
    "可以",
    "注意",
    "关注",
    "作者",
    "说明",
    "提交",
    "貢献",
    "ください",
    "します",
    "です",
];

/// A Chinese or Japanese title without a link: its words are those of titles, and the line says nothing else.
pub(super) fn is_wide_title(line: &str, title: &str) -> bool {
    let letters = title.chars().filter(|c| *c >= '\u{2e80}').count();
    (8..=60).contains(&letters)
        && !line.contains(['。', '！', '？', '；', '：', '!', '~', '～', '…'])
        && !title.contains(['，', '、', '(', '（'])
        && WIDE_TITLE_WORDS.iter().any(|word| title.contains(word))
        && !WIDE_ADDRESSES.iter().any(|word| title.starts_with(word) || title.ends_with(word))
}

/// Headings under which links are not entries of the list.
pub(super) fn is_side_heading(name: &str) -> bool {
    let words: Vec<String> = label_words(name).collect();
    let Some(first) = words.first() else { return false };
    let second = words.get(1).map_or("", String::as_str);
    if words.len() <= 6
        && words.iter().any(|word| {
            matches!(
                word.as_str(),
                "maintainers" | "contributors" | "acknowledgement" | "acknowledgements" | "acknowledgments" | "acknowledgment"
            )
        })
    {
        return true;
    }
    if name.contains("更新") && words.len() <= 3 || matches!(first.as_str(), "致谢" | "贡献" | "引用" | "联系" | "新闻" | "贡献者")
    {
        return true;
    }
    let beside = |word: &String| {
        is_number(word)
            || matches!(
                word.as_str(),
                "and"
                    | "latest"
                    | "recent"
                    | "news"
                    | "updates"
                    | "update"
                    | "log"
                    | "logs"
                    | "history"
                    | "releases"
                    | "release"
                    | "the"
                    | "to"
                    | "guide"
                    | "guidelines"
                    | "this"
                    | "list"
                    | "repo"
                    | "us"
                    | "our"
                    | "work"
                    | "paper"
                    | "survey"
                    | "thanks"
                    | "welcome"
            )
    };
    match first.as_str() {
        "news" | "updates" | "update" => words.len() <= 2 || words[1..].iter().all(beside),
        "changelog" | "contributing" | "contribution" | "contributions" | "contribute" | "contributors" | "contributor" | "license"
        | "licence" | "acknowledgment" | "acknowledgments" | "acknowledgement" | "acknowledgements" | "acknowledge" | "contact"
        | "contacts" | "disclaimer" | "maintainers" | "maintainer" | "sponsors" | "announcement" | "announcements" | "cite" | "citing" => {
            words.len() <= 5
        }
        "citation" | "citations" | "reference" | "bibtex" => words.len() <= 3,
        "latest" | "recent" | "our" | "whats" => matches!(second, "news" | "updates" | "update" | "new") && words.len() <= 4,
        "what" => words.len() <= 4 && (second == "s" || second == "is") && words.get(2).is_some_and(|word| word == "new"),
        "how" => second == "to" && words.get(2).is_some_and(|word| word == "contribute" || word == "cite"),
        "star" => second == "history" || second == "chart",
        "change" | "updating" => second == "log" || second == "logs",
        "stargazers" | "forkers" | "todo" | "todos" => words.len() <= 3,
        "to" => matches!(second, "do" | "dos") && words.len() <= 4,
        _ => false,
    }
}

/// Phrases of makers: the first word, and how they go on.
const ANNOUNCEMENTS: [(&str, &[&str]); 11] = [
    ("our", &["survey", "paper", "work", "new", "latest", "recent", "tutorial"]),
    ("we", &["release", "have", "are ", "will", "update", "add"]),
    ("is", &["released", "now available on"]),
    ("has", &["been accepted"]),
    ("was", &["accepted"]),
    ("have", &["been accepted"]),
    ("please", &["cite"]),
    ("pull", &["request"]),
    ("this", &["repo", "list"]),
    ("feel", &["free"]),
    ("welcome", &["to"]),
];

/// Says of itself or the list what only its makers would say.
pub(super) fn is_announcement(text: &str) -> bool {
    let lower = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) };
    let bytes = lower.as_bytes();
    let begins = |tail: &[u8], word: &str| tail.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()));
    (1..bytes.len()).filter(|at| bytes[*at] == b' ' && matches!(bytes[at - 1] | 32, b'r' | b'e' | b's' | b'l')).any(|at| {
        ANNOUNCEMENTS.iter().any(|(first, rest)| {
            let head = at.checked_sub(first.len()).map_or(&[][..], |start| &bytes[start..at]);
            head.eq_ignore_ascii_case(first.as_bytes()) && rest.iter().any(|rest| begins(&bytes[at + 1..], rest))
        })
    })
}

/// The key of `Paper: …`, `arxiv: …`, `intro: …`, lower case.
pub(super) fn field_key(text: &str) -> Option<String> {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = text.find([':', '：'])?;
    let key = text[..end].trim().trim_end_matches(['*', '_', '`', ']', ')']).trim();
    if key.len() > 32 || key.is_empty() {
        return None;
    }
    let words: Vec<String> = label_words(key).collect();
    if matches!(
        words.first().map(String::as_str),
        Some(
            "star"
                | "x"
                | "more"
                | "the"
                | "on"
                | "full"
                | "live"
                | "short"
                | "long"
                | "r"
                | "c"
                | "p"
                | "re"
                | "read"
                | "new"
                | "old"
                | "open"
                | "ours"
                | "my"
                | "our"
                | "third"
                | "based"
                | "space"
                | "spaces"
        )
    ) && words.len() == 1
    {
        return None;
    }
    let known = |word: &String| {
        LABEL_SET.contains(word.as_str())
            || is_number(word)
            || matches!(
                word.as_str(),
                "venue"
                    | "date"
                    | "year"
                    | "keywords"
                    | "keyword"
                    | "institution"
                    | "affiliation"
                    | "task"
                    | "tasks"
                    | "title"
                    | "offical"
                    | "other"
                    | "published"
                    | "publisher"
                    | "time"
                    | "tags"
                    | "tag"
                    | "key"
                    | "idea"
                    | "main"
                    | "contributions"
                    | "contribution"
                    | "tl"
                    | "dr"
                    | "discuss"
                    | "status"
                    | "category"
                    | "机构"
                    | "作者"
                    | "时间"
                    | "单位"
                    | "摘要"
            )
    };
    (!words.is_empty() && words.len() <= 4 && words.iter().all(known)).then(|| words.join(" "))
}

/// Signs, emoji and shortcodes at the ends of text that are decoration.
pub(super) fn is_decoration(c: char) -> bool {
    !c.is_alphanumeric()
        && !matches!(
            c,
            '"' | '\''
                | '“'
                | '”'
                | '‘'
                | '’'
                | '('
                | ')'
                | '['
                | ']'
                | '{'
                | '}'
                | '$'
                | '¿'
                | '¡'
                | '?'
                | '!'
                | '\\'
                | '%'
                | '<'
                | '>'
                | '='
                | '《'
                | '》'
                | '「'
                | '」'
                | '【'
                | '】'
                | '#'
                | '@'
                | '&'
                | '*'
                | '+'
                | '^'
                | '_'
                | '`'
                | '~'
                | '.'
                | '/'
                | ':'
                | '-'
                | '–'
                | '—'
                | ','
                | ';'
                | '|'
                | '（'
                | '）'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_not_titles() {
        for label in [
            "paper",
            "[PDF]",
            "official code",
            "Code (PyTorch)",
            "CVPR 2018",
            "2020",
            "ICVGIP'22",
            "17 Nov 2022",
            "arXiv",
            "https://x.org/y",
            "论文",
            "Project Page",
            "NeurIPS'24 Findings",
        ] {
            assert!(is_generic_label(label), "{label}");
        }
        for label in ["Deep Image Prior", "Attention is all you need", "LoRA", "BERT: Pre-training"] {
            assert!(!is_generic_label(label), "{label}");
        }
    }

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

    #[test]
    fn names_are_told_from_titles() {
        assert!(is_authors("Tom B. Brown, Benjamin Mann, Nick Ryder"));
        assert!(is_authors("Yu et al."));
        assert!(is_authors("Anton van den Hengel and Ehsan Abbasnejad"));
        assert!(!is_authors("Attention is all you need"));
        assert!(!is_authors("Retrieval, reasoning, and planning in large models"));
    }

    #[test]
    fn keys_of_fields() {
        assert_eq!(field_key("**Paper**: https://x").as_deref(), Some("paper"));
        assert_eq!(field_key("github(offical): x").as_deref(), Some("github offical"));
        assert_eq!(field_key("BERT: Pre-training"), None);
    }

    #[test]
    fn side_headings() {
        for name in ["📰 News", "Updates", "How to contribute", "Citation", "Star History", "Acknowledgements", "What's New"] {
            assert!(is_side_heading(name), "{name}");
        }
        for name in ["News Recommendation Papers", "Contrastive Learning", "Citation Analysis with Graphs", "Table of Contents"] {
            assert!(!is_side_heading(name), "{name}");
        }
    }
}
