//! Draws shapes and text into an SVG document; coordinates to a tenth of a pixel, every text escaped.

use std::borrow::Cow;

use super::view::Rect;
use crate::report::style;
use crate::report::xml::Xml;

/// Weight and slant of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    /// Upright.
    Regular,
    /// Heavy.
    Bold,
    /// Slanted, for water.
    Oblique,
}

/// Which part of a text stands at its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stroke<'a> {
    pub(super) colour: &'a str,
    pub(super) width: f64,
    pub(super) dashes: &'a str,
    pub(super) opacity: f64,
    pub(super) cap: &'a str,
}

impl<'a> Stroke<'a> {
    /// A whole line.
    pub(super) fn solid(colour: &'a str, width: f64) -> Stroke<'a> {
        Stroke { colour, width, dashes: "", opacity: 1.0, cap: "round" }
    }

    /// A broken line.
    pub(super) fn dashed(colour: &'a str, width: f64, dashes: &'a str) -> Stroke<'a> {
        Stroke { dashes, cap: "butt", ..Stroke::solid(colour, width) }
    }
}

/// The document being drawn.
pub(super) struct Pen {
    xml: Xml,
}

impl Pen {
    /// An empty sheet.
    pub(super) fn sheet((width, height): (f64, f64)) -> Pen {
        let mut xml = Xml::document();
        xml.open(
            "svg",
            &[
                ("xmlns", "http://www.w3.org/2000/svg".into()),
                ("width", number(width).into()),
                ("height", number(height).into()),
                ("viewBox", format!("0 0 {} {}", number(width), number(height)).into()),
                ("font-family", style::FONTS.into()),
            ],
        );
        Pen { xml }
    }

    /// The finished document.
    pub(super) fn finish(self) -> String {
        self.xml.finish()
    }

    /// What follows is drawn inside a rectangle only, until [`Pen::end_clip`].
    pub(super) fn clipped(&mut self, rect: Rect) {
        self.xml.open("clipPath", &[("id", "frame".into())]);
        self.xml.empty("rect", &place(rect));
        self.xml.close();
        self.xml.open("g", &[("clip-path", "url(#frame)".into())]);
    }

    /// Ends [`Pen::clipped`].
    pub(super) fn end_clip(&mut self) {
        self.xml.close();
    }

    /// A rectangle.
    pub(super) fn rect(&mut self, rect: Rect, fill: &str, stroke: Option<&str>, width: f64) {
        let mut attributes = place(rect).to_vec();
        attributes.push(("fill", fill.into()));
        if let Some(stroke) = stroke {
            attributes.push(("stroke", stroke.into()));
            attributes.push(("stroke-width", number(width).into()));
        }
        self.xml.empty("rect", &attributes);
    }

    /// A rounded plate on which text is legible over anything.
    pub(super) fn plate(&mut self, rect: Rect) {
        let mut attributes = place(rect).to_vec();
        attributes.extend([
            ("rx", "4".into()),
            ("fill", style::PAPER.into()),
            ("fill-opacity", "0.88".into()),
            ("stroke", style::RULE.into()),
        ]);
        self.xml.empty("rect", &attributes);
    }

    /// A disc.
    pub(super) fn disc(&mut self, (x, y): (f64, f64), radius: f64, fill: &str, stroke: &str, width: f64) {
        self.xml.empty(
            "circle",
            &[
                ("cx", number(x).into()),
                ("cy", number(y).into()),
                ("r", number(radius).into()),
                ("fill", fill.into()),
                ("stroke", stroke.into()),
                ("stroke-width", number(width).into()),
            ],
        );
    }

    /// A filled area of rings; what lies in an odd number of them is filled.
    pub(super) fn area(&mut self, rings: &[Vec<(f64, f64)>], fill: &str, stroke: Option<(&str, f64)>) {
        let d: String = rings.iter().filter(|ring| ring.len() >= 3).map(|ring| path(ring) + "Z").collect();
        if d.is_empty() {
            return;
        }
        let mut attributes: Vec<(&'static str, Cow<'_, str>)> =
            vec![("d", d.into()), ("fill", fill.into()), ("fill-rule", "evenodd".into())];
        if let Some((colour, width)) = stroke {
            attributes.push(("stroke", colour.into()));
            attributes.push(("stroke-width", number(width).into()));
            attributes.push(("stroke-linejoin", "round".into()));
        }
        self.xml.empty("path", &attributes);
    }

    /// Lines.
    pub(super) fn lines(&mut self, lines: &[Vec<(f64, f64)>], stroke: Stroke<'_>) {
        let d: String = lines.iter().filter(|line| line.len() >= 2).map(|line| path(line)).collect();
        if d.is_empty() {
            return;
        }
        let mut attributes: Vec<(&'static str, Cow<'_, str>)> = vec![
            ("d", d.into()),
            ("fill", "none".into()),
            ("stroke", stroke.colour.into()),
            ("stroke-width", number(stroke.width).into()),
            ("stroke-linejoin", "round".into()),
            ("stroke-linecap", stroke.cap.into()),
        ];
        if !stroke.dashes.is_empty() {
            attributes.push(("stroke-dasharray", stroke.dashes.into()));
        }
        if stroke.opacity < 1.0 {
            attributes.push(("stroke-opacity", format!("{:.2}", stroke.opacity).into()));
        }
        self.xml.empty("path", &attributes);
    }

    /// Text on paper.
    pub(super) fn text(&mut self, at: (f64, f64), text: &str, size: f64, face: Face, colour: &str, anchor: Anchor) {
        let attributes = text_attributes(at, size, face, colour, anchor);
        self.xml.text("text", &attributes, text);
    }

    /// Text on the map, with a halo in `halo` and `spacing` pixels between letters.
    pub(super) fn name(&mut self, name: &Name<'_>) {
        let mut attributes = text_attributes(name.at, name.size, name.face, name.colour, name.anchor);
        attributes.extend([
            ("paint-order", "stroke".into()),
            ("stroke", name.halo.into()),
            ("stroke-width", number((name.size * 0.24).max(2.6)).into()),
            ("stroke-opacity", "0.85".into()),
            ("stroke-linejoin", "round".into()),
        ]);
        if name.spacing > 0.0 {
            attributes.push(("letter-spacing", number(name.spacing).into()));
        }
        self.xml.text("text", &attributes, name.text);
    }
}

/// A text on the map.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name<'a> {
    pub(super) at: (f64, f64),
    pub(super) text: &'a str,
    pub(super) size: f64,
    pub(super) face: Face,
    pub(super) colour: &'a str,
    pub(super) halo: &'a str,
    pub(super) anchor: Anchor,
    pub(super) spacing: f64,
}

fn text_attributes<'a>(
    (x, y): (f64, f64),
    size: f64,
    face: Face,
    colour: &'a str,
    anchor: Anchor,
) -> Vec<(&'static str, Cow<'a, str>)> {
    let mut attributes: Vec<(&'static str, Cow<'a, str>)> = vec![
        ("x", number(x).into()),
        ("y", number(y).into()),
        ("font-size", number(size).into()),
        ("fill", colour.into()),
    ];
    match face {
        Face::Regular => {}
        Face::Bold => attributes.push(("font-weight", "bold".into())),
        Face::Oblique => attributes.push(("font-style", "italic".into())),
    }
    match anchor {
        Anchor::Start => {}
        Anchor::Middle => attributes.push(("text-anchor", "middle".into())),
        Anchor::End => attributes.push(("text-anchor", "end".into())),
    }
    attributes
}

fn place(rect: Rect) -> [(&'static str, Cow<'static, str>); 4] {
    [
        ("x", number(rect.x).into()),
        ("y", number(rect.y).into()),
        ("width", number(rect.width).into()),
        ("height", number(rect.height).into()),
    ]
}

/// A tenth of a pixel is enough; whole numbers are short.
fn number(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{:.1}", tenths as f64 / 10.0) }
}

fn path(points: &[(f64, f64)]) -> String {
    let mut d = String::with_capacity(points.len() * 12);
    for (index, (x, y)) in points.iter().enumerate() {
        d.push(if index == 0 { 'M' } else { 'L' });
        d.push_str(&number(*x));
        d.push(' ');
        d.push_str(&number(*y));
    }
    d
}
