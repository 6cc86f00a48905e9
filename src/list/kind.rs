//! What an entry is about, told by where it points.

use super::Kind;
use super::web::address;

/// What a linked page is, by its address alone; `None` when the address says nothing.
pub(super) fn of_address(url: &str) -> Option<Kind> {
    let parts = address(url)?;
    let path = parts.path;
    let on = |hosts: &[&str]| hosts.iter().any(|host| parts.on(host));
    let depth = path.split('/').filter(|segment| !segment.is_empty()).count();
    let lower = path.to_ascii_lowercase();
    if lower.ends_with(".pdf") && !parts.on("github.com")
        || on(&["arxiv.org", "openreview.net", "aclanthology.org", "aclweb.org", "semanticscholar.org", "doi.org"])
    {
        return Some(Kind::Paper);
    }
    if on(&["github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitee.com", "sourceforge.net", "git.io"]) {
        return Some(if path.contains("/discussions/") || path.contains("/issues/") || path.contains("/wiki") {
            Kind::Resource
        } else {
            Kind::Repository
        });
    }
    if on(&["youtube.com", "youtu.be", "vimeo.com", "bilibili.com", "b23.tv", "videolectures.net", "slideslive.com"]) {
        return Some(Kind::Video);
    }
    if on(&["huggingface.co", "hf.co"]) {
        let first = path.split('/').find(|segment| !segment.is_empty()).unwrap_or_default();
        return Some(match first {
            "datasets" => Kind::Dataset,
            "blog" => Kind::Post,
            "spaces" | "collections" | "docs" | "learn" | "papers" | "posts" | "" => Kind::Resource,
            _ if depth >= 2 => Kind::Model,
            _ => Kind::Resource,
        });
    }
    if on(&["kaggle.com"]) && lower.contains("/datasets") || on(&["zenodo.org"]) || on(&["commoncrawl.org"]) {
        return Some(Kind::Dataset);
    }
    if on(&["twitter.com", "x.com", "t.co", "reddit.com", "linkedin.com", "news.ycombinator.com", "mastodon.social", "weibo.com"]) {
        return Some(Kind::Resource);
    }
    let blog_host = on(&[
        "medium.com",
        "substack.com",
        "wordpress.com",
        "blogspot.com",
        "towardsdatascience.com",
        "zhuanlan.zhihu.com",
        "zhihu.com",
        "mp.weixin.qq.com",
        "lesswrong.com",
        "hackernoon.com",
        "dev.to",
        "qiita.com",
        "zenn.dev",
        "note.com",
        "buttondown.com",
        "csdn.net",
        "distill.pub",
        "thegradient.pub",
        "jianshu.com",
        "cnblogs.com",
        "juejin.cn",
    ]);
    if blog_host
        || parts.host.split('.').any(|label| label == "blog" || label == "blogs")
        || lower.split(['/', '-']).any(|segment| segment == "blog" || segment == "blogs" || segment == "posts")
        || dated_path(&lower)
    {
        return Some(Kind::Post);
    }
    if parts.host.starts_with("docs.")
        || lower.starts_with("/docs/")
        || lower.contains("/documentation")
        || lower.contains("/slides")
        || lower.contains("/course")
    {
        return Some(Kind::Resource);
    }
    None
}

/// `/2024/11/…`: how blogs file their posts.
fn dated_path(path: &str) -> bool {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let digits = |word: &str, length: usize| word.len() == length && word.bytes().all(|b| b.is_ascii_digit());
    while let Some(segment) = segments.next() {
        if digits(segment, 4) && segment.starts_with("20") {
            return segments.next().is_some_and(|month| digits(month, 2) || digits(month, 1));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_say_what_they_are() {
        for (url, kind) in [
            ("https://github.com/intel/auto-round", Some(Kind::Repository)),
            ("https://www.youtube.com/watch?v=x", Some(Kind::Video)),
            ("https://huggingface.co/facebook/MobileLLM-125M", Some(Kind::Model)),
            ("https://huggingface.co/collections/facebook/layerskip", Some(Kind::Resource)),
            ("https://huggingface.co/datasets/a/b", Some(Kind::Dataset)),
            ("https://huggingface.co/blog/layerskip", Some(Kind::Post)),
            ("http://blog.ezyang.com/2024/11/ways-to-use-torch-compile/", Some(Kind::Post)),
            ("http://pepijndevos.nl/2024/12/01/jpeg.html", Some(Kind::Post)),
            ("https://arxiv.org/abs/2106.09685", Some(Kind::Paper)),
            ("https://x.com/a/status/1", Some(Kind::Resource)),
            ("https://example.org/", None),
        ] {
            assert_eq!(of_address(url), kind, "{url}");
        }
    }
}
