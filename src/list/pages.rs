//! Pages of proceedings that name one paper but give it no identifier: CVF, NeurIPS, PMLR, AAAI, USENIX, IJCAI, ECVA, ….
//!
//! An address goes in, a normal form of it comes out, so that the PDF and the abstract page of one paper are equal.

use crate::paper::{Identifier, Scheme};

use super::web::Address;

/// The page as a [`Scheme::Url`] identifier, or `None` when it names no single paper.
pub(super) fn proceedings_page(url: &Address<'_>, path: &str) -> Option<Identifier> {
    let page = if url.on("openaccess.thecvf.com") {
        cvf(path)?
    } else if url.on("nips.cc") || url.on("neurips.cc") {
        neurips(path)?
    } else if url.on("proceedings.mlr.press") {
        pmlr(path)?
    } else if url.on("jmlr.org") {
        let stem = path.strip_prefix("/papers/")?.trim_end_matches('/');
        let (volume, rest) = stem.split_once('/')?;
        let name = rest.split('/').next()?.split('.').next()?;
        (volume.starts_with(['v', 'V']) && !name.is_empty()).then(|| {
            format!(
                "https://jmlr.org/papers/{}/{name}.html",
                volume.strip_prefix("volume").map_or(volume.to_owned(), |number| format!("v{number}"))
            )
        })?
    } else if url.on("aaai.org") {
        aaai(url, path)?
    } else if url.on("usenix.org") {
        let tail = path.strip_prefix("/conference/")?;
        let (conference, rest) = tail.split_once('/')?;
        let name = rest.strip_prefix("presentation/").or_else(|| rest.strip_prefix("technical-sessions/presentation/"))?.trim_matches('/');
        (!name.is_empty()).then(|| format!("https://www.usenix.org/conference/{conference}/presentation/{name}"))?
    } else if url.on("ijcai.org") {
        let rest = path.strip_prefix("/proceedings/").or_else(|| path.strip_prefix("/Proceedings/"))?;
        let stem = rest.trim_end_matches('/').trim_end_matches(".pdf");
        let (year, number) = stem.split_once('/')?;
        let number = number.rsplit('/').next()?.trim_start_matches('0');
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        (digits(year) && digits(number)).then(|| format!("https://www.ijcai.org/proceedings/{year}/{number}"))?
    } else if url.on("ecva.net") {
        let (stem, _) = path.rsplit_once('.')?;
        let number = stem.rsplit('/').next()?;
        let number = number.split(['-', '_']).next()?;
        let volume = path.split('/').find(|segment| segment.starts_with("eccv_"))?;
        (number.len() >= 5 && !path.contains("-supp"))
            .then(|| format!("https://www.ecva.net/papers/{volume}/papers_ECCV/html/{number}_ECCV_paper.php"))?
    } else if url.on("ieeexplore.ieee.org") {
        let number = path
            .split('/')
            .rfind(|segment| segment.len() >= 4 && segment.bytes().all(|b| b.is_ascii_digit()))
            .or_else(|| url.parameter("arnumber"))?;
        let of_paper =
            path.contains("/document/") || path.contains("/abstract/") || path.contains("arnumber") || url.parameter("arnumber").is_some();
        of_paper.then(|| format!("https://ieeexplore.ieee.org/document/{}", number.trim_start_matches('0')))?
    } else if url.on("sciencedirect.com") {
        let at = path.find("/pii/")? + 5;
        let pii: String = path[at..].chars().take_while(char::is_ascii_alphanumeric).collect();
        (pii.len() >= 12).then(|| format!("https://www.sciencedirect.com/science/article/pii/{}", pii.to_ascii_uppercase()))?
    } else if url.on("isca-speech.org") || url.on("isca-archive.org") {
        let name = path.rsplit('/').next()?;
        (name.contains('.') && path.matches('/').count() >= 2).then(|| format!("https://www.isca-archive.org{path}"))?
    } else if url.on("roboticsproceedings.org") || url.on("ndss-symposium.org") || url.on("vldb.org") || url.on("bmvc2022.mpi-inf.mpg.de") {
        let deep = path.trim_matches('/').matches('/').count() >= 1;
        deep.then(|| format!("https://{}{}", url.host, path.trim_end_matches('/')))?
    } else {
        return None;
    };
    Some(Identifier::new(Scheme::Url, page))
}

fn cvf(path: &str) -> Option<String> {
    let (folder, file) = path.trim_end_matches('/').rsplit_once('/')?;
    let stem = file.strip_suffix(".pdf").or_else(|| file.strip_suffix(".html")).unwrap_or(file);
    let stem = stem.strip_suffix("_paper").or_else(|| stem.strip_suffix("_supplemental")).unwrap_or(stem);
    let folder =
        folder.strip_suffix("/papers").or_else(|| folder.strip_suffix("/html")).or_else(|| folder.strip_suffix("/supplemental"))?;
    (stem.contains('_')).then(|| format!("https://openaccess.thecvf.com{folder}/html/{stem}_paper.html"))
}

fn neurips(path: &str) -> Option<String> {
    let rest = path.strip_prefix("/paper_files").unwrap_or(path).strip_prefix("/paper/").or_else(|| path.strip_prefix("/papers/"))?;
    let mut segments = rest.split('/').filter(|segment| !segment.is_empty());
    let first = segments.next()?;
    let is_year = first.len() == 4 && first.bytes().all(|b| b.is_ascii_digit());
    if !is_year {
        let number: String = first.chars().take_while(char::is_ascii_digit).collect();
        let slug = first.trim_end_matches(".pdf").trim_end_matches(".html");
        return (!number.is_empty() && slug.len() > number.len()).then(|| format!("https://papers.nips.cc/paper/{slug}"));
    }
    let file = segments.next_back()?;
    let (hash, tail) = file.split_at_checked(32)?;
    if !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let track = ["Datasets_and_Benchmarks_Track", "Datasets_and_Benchmarks", "Conference", "round1", "round2"]
        .iter()
        .find(|track| tail.contains(*track));
    let track = track.map_or(String::new(), |track| format!("-{track}"));
    Some(format!("https://proceedings.neurips.cc/paper/{first}/hash/{hash}-Abstract{track}.html"))
}

fn pmlr(path: &str) -> Option<String> {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let volume = segments.next()?;
    let name = segments.next()?.split('.').next()?;
    let is_volume = volume.starts_with(['v', 'r']) && volume.len() > 1 && volume[1..].bytes().all(|b| b.is_ascii_digit());
    (is_volume && !name.is_empty()).then(|| format!("https://proceedings.mlr.press/{volume}/{name}.html"))
}

fn aaai(url: &Address<'_>, path: &str) -> Option<String> {
    if let Some(at) = path.find("/article/") {
        let (journal, rest) = (path[..at].rsplit('/').next()?, &path[at + 9..]);
        let number = rest.strip_prefix("view/").or_else(|| rest.strip_prefix("download/"))?.split('/').next()?;
        return (!number.is_empty()).then(|| format!("https://ojs.aaai.org/index.php/{journal}/article/view/{number}"));
    }
    if let Some(at) = path.find("/paper/") {
        let rest = &path[at + 7..];
        let number =
            ["viewPaper/", "view/", "viewFile/", "download/"].iter().find_map(|verb| rest.strip_prefix(verb))?.split('/').next()?;
        return Some(format!("https://{}{}/paper/view/{number}", url.host, &path[..at]));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::identifiers_in_url;

    fn page(url: &str) -> Option<String> {
        identifiers_in_url(url).map(|id| id.value)
    }

    #[test]
    fn paper_and_abstract_share_a_page() {
        for (a, b) in [
            (
                "http://openaccess.thecvf.com/content_cvpr_2018/papers/Wang_A_CVPR_2018_paper.pdf",
                "https://openaccess.thecvf.com/content_cvpr_2018/html/Wang_A_CVPR_2018_paper.html",
            ),
            ("https://proceedings.mlr.press/v80/chapfuwa18a.html", "http://proceedings.mlr.press/v80/chapfuwa18a/chapfuwa18a.pdf"),
            (
                "https://papers.nips.cc/paper/2020/file/fd69dbe29f156a7ef876a40a94f65599-Paper.pdf",
                "https://proceedings.neurips.cc/paper_files/paper/2020/hash/fd69dbe29f156a7ef876a40a94f65599-Abstract.html",
            ),
            ("https://ojs.aaai.org/index.php/AAAI/article/view/20000", "https://ojs.aaai.org/index.php/AAAI/article/view/20000/19759"),
            ("https://www.ijcai.org/proceedings/2019/0123.pdf", "https://www.ijcai.org/proceedings/2019/123"),
        ] {
            assert!(page(a).is_some(), "{a}");
            assert_eq!(page(a), page(b));
        }
    }

    #[test]
    fn an_index_of_papers_is_no_paper() {
        for url in [
            "https://papers.nips.cc/paper/2020",
            "https://proceedings.mlr.press/v80/",
            "https://openaccess.thecvf.com/CVPR2023?day=all",
            "https://www.usenix.org/conference/osdi22",
        ] {
            assert_eq!(page(url), None, "{url}");
        }
    }
}
