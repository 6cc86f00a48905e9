//! What does a person read? `index.html`, one file that needs nothing else: no network, no other file, no system font.
//!
//! The template is filled by minijinja, which escapes every value; the numbers go along as data that no script element can be ended by. The content security
//! policy allows only the script and the style sheet whose hashes it names, so nothing in a title can run.

mod data;
mod health;
mod papers;
mod parts;
mod topics;
mod trends;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment};
use sha2::{Digest, Sha256};

use super::ReportError;
use super::figures::Figures;
use super::map::Map;
use super::view::View;
use crate::text;

const TEMPLATE: &str = include_str!("../assets/page.html");
const STYLE: &str = include_str!("../assets/page.css");
/// One script, in this order.
const SCRIPTS: [&str; 5] = [
    include_str!("../assets/base.js"),
    include_str!("../assets/rankings.js"),
    include_str!("../assets/map_draw.js"),
    include_str!("../assets/map.js"),
    include_str!("../assets/start.js"),
];
const REGULAR: &[u8] = include_bytes!("../assets/fonts/Inter-Regular.woff2");
const SEMI_BOLD: &[u8] = include_bytes!("../assets/fonts/Inter-SemiBold.woff2");

pub fn render(view: &View<'_>, map: &Map, figures: &Figures) -> Result<Vec<u8>, ReportError> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| ReportError::Render { what: "index.html".to_owned(), source };
    let style = style();
    let script = format!("\"use strict\";\n{}", SCRIPTS.join("\n"));
    let json = serde_json::to_string(&data::of(view, map)).map_err(|error| failed(error.into()))?;
    let frame = parts::Frame {
        policy: format!(
            "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'",
            hash(&script),
            hash(&style)
        ),
        style,
        script,
        data: text::script_json(&json),
    };
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("page", TEMPLATE).map_err(|error| failed(error.into()))?;
    let template = environment.get_template("page").map_err(|error| failed(error.into()))?;
    let page =
        template.render(Serde(parts::page(view, figures, map.nodes.len() - map.listed, frame))).map_err(|error| failed(error.into()))?;
    Ok(page.into_bytes())
}

/// As the content security policy names what may run.
pub(super) fn hash(source: &str) -> String {
    STANDARD.encode(Sha256::digest(source.as_bytes()))
}

/// The style sheet with the fonts inside.
fn style() -> String {
    let face = |weight: u32, bytes: &[u8]| {
        format!(
            "@font-face{{font-family:\"Inter\";font-style:normal;font-weight:{weight};font-display:swap;src:url(data:font/woff2;base64,{}) format(\"woff2\")}}\n",
            STANDARD.encode(bytes)
        )
    };
    format!("{}{}{STYLE}", face(400, REGULAR), face(600, SEMI_BOLD))
}
