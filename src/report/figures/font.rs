//! Which letters can a figure show, and how wide are they? The shipped font (Inter, SIL Open Font License), so that no system font is needed.

use std::sync::{Arc, OnceLock};

use ab_glyph::{Font, FontRef};
use resvg::usvg::fontdb;

/// The font a reader's program looks for, and what it may take instead; text stays text in the SVG.
pub const FAMILY: &str = "Inter, Helvetica Neue, Arial, sans-serif";

pub const REGULAR: &[u8] = include_bytes!("../assets/fonts/Inter-Regular.otf");
pub const SEMI_BOLD: &[u8] = include_bytes!("../assets/fonts/Inter-SemiBold.otf");

/// Plain text in which every character the font lacks is transliterated (`目录` → `Mu Lu`), so that no empty box appears.
pub fn drawable(words: &str) -> String {
    let words = crate::text::plain(words);
    if words.chars().all(has) {
        return words;
    }
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if has(c) {
            out.push(c);
        } else {
            out.push_str(deunicode::deunicode_char(c).unwrap_or("?"));
        }
    }
    crate::text::plain(&out)
}

fn has(c: char) -> bool {
    c == ' ' || advances(false).binary_search_by_key(&c, |(known, _)| *known).is_ok()
}

/// Width in units of the font size, without kerning.
pub fn width(words: &str, bold: bool) -> f64 {
    let advances = advances(bold);
    words.chars().map(|c| advances.binary_search_by_key(&c, |(known, _)| *known).map_or(0.6, |at| advances[at].1)).sum()
}

/// Every character the font has, with its width in em.
fn advances(bold: bool) -> &'static [(char, f64)] {
    static TABLES: [OnceLock<Vec<(char, f64)>>; 2] = [OnceLock::new(), OnceLock::new()];
    TABLES[usize::from(bold)].get_or_init(|| read_advances(if bold { SEMI_BOLD } else { REGULAR }))
}

fn read_advances(bytes: &'static [u8]) -> Vec<(char, f64)> {
    let Ok(font) = FontRef::try_from_slice(bytes) else { return Vec::new() };
    let em = f64::from(font.units_per_em().unwrap_or(1000.0));
    let mut advances: Vec<(char, f64)> =
        font.codepoint_ids().map(|(glyph, c)| (c, f64::from(font.h_advance_unscaled(glyph)) / em)).collect();
    advances.sort_by_key(|(c, _)| *c);
    advances
}

/// The fonts PNG pictures are drawn with: only the shipped ones.
pub fn database() -> Arc<fontdb::Database> {
    static DATABASE: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    DATABASE
        .get_or_init(|| {
            let mut database = fontdb::Database::new();
            database.load_font_data(REGULAR.to_vec());
            database.load_font_data(SEMI_BOLD.to_vec());
            database.set_sans_serif_family("Inter");
            Arc::new(database)
        })
        .clone()
}
