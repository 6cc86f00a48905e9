//! How does a figure become pixels? resvg at twice the size, with the shipped font and nothing else from the system.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::super::ReportError;
use super::font;

const SCALE: f32 = 2.0;

pub fn render(name: &str, svg: &str) -> Result<Vec<u8>, ReportError> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| ReportError::Render { what: format!("figures/{name}.png"), source };
    let options = Options { fontdb: font::database(), font_family: "Inter".to_owned(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| failed(error.into()))?;
    let size = tree.size();
    let mut pixels = Pixmap::new((size.width() * SCALE).ceil() as u32, (size.height() * SCALE).ceil() as u32)
        .ok_or_else(|| failed("the picture has no size".into()))?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| failed(error.into()))
}
