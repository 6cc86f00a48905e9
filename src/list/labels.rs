//! Labels of links and keys of fields: `paper`, `official code`, `Authors: …`.
//!
//! Small text goes in, yes or no comes out.

use std::sync::LazyLock;

use super::scan::{Trim, find_colon, raw_words};
use super::venues::{is_number, is_venue};
use super::wordset::{Words, has, words_of};

static LABEL_SET: Words = LazyLock::new(|| words_of(LABELS));

static CODE_LABEL_SET: Words = LazyLock::new(|| words_of(CODE_LABELS));

static PAPER_LABEL_SET: Words = LazyLock::new(|| words_of(PAPER_LABELS));

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

static FOREIGN_LABEL_SET: Words = LazyLock::new(|| words_of(FOREIGN_LABELS));

static KEY_SET: Words = LazyLock::new(|| words_of(KEYS));

static NO_KEY_SET: Words = LazyLock::new(|| words_of(NO_KEYS));

/// What a label of another work says.
const FOREIGN_LABELS: &str = "extension followup follow previous related cited predecessor successor baseline survey";

/// Keys of fields that are no labels of links.
const KEYS: &str = "venue date year keywords keyword institution affiliation task tasks title offical other published publisher time tags tag key \
    idea main contributions contribution tl dr discuss status category 机构 作者 时间 单位 摘要";

/// Labels of links that alone are no keys of fields.
const NO_KEYS: &str = "star x more the on full live short long r c p re read new old open ours my our third based space spaces";

/// Labels of things that are about another work or beside the work.
const CODE_LABELS: &str = "code codes github repo repository dataset datasets data software implementation model models weights checkpoint demo video \
    slides poster zenodo benchmark artifact supp";

const PAPER_LABELS: &str = "paper papers pdf arxiv abs abstract doi openreview html pub preprint proceedings parer article 论文 論文 publication link url full \
    acm ieee acl springer axriv arixv arxive paperlink";

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
    let text = text.trimmed();
    !text.contains(' ') && (text.contains("://") || text.starts_with("www.") || text.starts_with("10.") && text.contains('/'))
}

/// A label that names the paper's own page or file.
pub(super) fn is_paper_label(text: &str) -> bool {
    raw_words(text).any(|word| has(&PAPER_LABEL_SET, word))
        || is_address_like(text)
        || is_venue(text) && !raw_words(text).any(|word| word.eq_ignore_ascii_case("blog"))
}

pub(super) fn is_code_label(text: &str) -> bool {
    text.len() < 40
        && raw_words(text).any(|word| has(&CODE_LABEL_SET, word))
        && !raw_words(text).any(|word| word.eq_ignore_ascii_case("paper"))
}

/// `extension`, `follow-up`, `cited by`: what such a label links to is another work.
pub(super) fn is_foreign_label(text: &str) -> bool {
    text.len() < 40 && raw_words(text).any(|word| has(&FOREIGN_LABEL_SET, word))
}

/// The key of `Paper: …`, `arxiv: …`, `intro: …`, lower case.
pub(super) fn field_key(text: &str) -> Option<String> {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = find_colon(text)?;
    let key = text[..end].trimmed().trim_end_matches(['*', '_', '`', ']', ')']).trimmed();
    if key.len() > 32 || key.is_empty() {
        return None;
    }
    let mut words = 0;
    let known = |word: &str| has(&LABEL_SET, word) || is_number(word) || has(&KEY_SET, word);
    let all = raw_words(key).all(|word| {
        words += 1;
        words <= 4 && known(word)
    });
    if !all || words == 0 || words == 1 && raw_words(key).any(|word| has(&NO_KEY_SET, word)) {
        return None;
    }
    Some(raw_words(key).map(str::to_lowercase).collect::<Vec<_>>().join(" "))
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
    fn keys_of_fields() {
        assert_eq!(field_key("**Paper**: https://x").as_deref(), Some("paper"));
        assert_eq!(field_key("github(offical): x").as_deref(), Some("github offical"));
        assert_eq!(field_key("BERT: Pre-training"), None);
    }
}
