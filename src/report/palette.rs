//! Which colour and shape does a topic have? The same ones in the page, the figures and the exports.
//!
//! Colours after Okabe & Ito (2008), told apart with every common form of colour blindness; the yellow, which fades on white, is left out.
//! Shape is the second channel: 8 colours and 5 shapes repeat together only after 40 topics.

pub type Rgb = (u8, u8, u8);

/// Blue, vermilion, green, orange, purple, brown, sky blue, pink: those five apart, which share a shape, are far apart in hue too.
pub const TOPICS: [Rgb; 8] =
    [(0, 114, 178), (213, 94, 0), (0, 158, 115), (230, 159, 0), (117, 80, 168), (133, 101, 64), (86, 180, 233), (204, 121, 167)];

pub const SHAPES: [&str; 5] = ["circle", "square", "diamond", "triangle", "cross"];

/// For papers without a topic, and for topics past the shown ones.
pub const NEUTRAL: Rgb = (138, 145, 153);

pub fn topic(topic: Option<usize>) -> Rgb {
    topic.map_or(NEUTRAL, |topic| TOPICS[topic % TOPICS.len()])
}

pub fn hex((r, g, b): Rgb) -> String {
    format!("#{r:02X}{g:02X}{b:02X}")
}
