//! A sheet for charts: rectangles, lines, dots and words on paper, under a band with a title.

use std::borrow::Cow;

use super::style;
use super::xml::Xml;

/// Height of the band.
const BAND_H: f64 = 62.0;

/// Least width of a rectangle: what is there shall be seen.
const LEAST: f64 = 0.3;

/// An SVG document that refers to nothing outside itself.
pub(super) struct Sheet {
    xml: Xml,
}

fn number(value: f64) -> Cow<'static, str> {
    Cow::Owned(((value * 10.0).round() / 10.0).to_string())
}

impl Sheet {
    /// An empty sheet with its band.
    pub(super) fn new(width: f64, height: f64) -> Sheet {
        let mut xml = Xml::document();
        xml.open(
            "svg",
            &[
                ("xmlns", Cow::Borrowed("http://www.w3.org/2000/svg")),
                ("viewBox", Cow::Owned(format!("0 0 {width} {height:.0}"))),
                ("width", number(width)),
                ("height", Cow::Owned(format!("{height:.0}"))),
                ("font-family", Cow::Borrowed(style::FONTS)),
            ],
        );
        let mut sheet = Sheet { xml };
        sheet.rect((0.0, 0.0), (width, height), style::PAPER);
        sheet.rect((0.0, 0.0), (width, BAND_H), style::BAND);
        sheet
    }

    /// Its head: a title and what it comes to.
    pub(super) fn head(&mut self, title: &str, text: &str) {
        self.text((24.0, 28.0), 20.0, "start", style::PAPER, title);
        self.text((24.0, 50.0), 15.0, "start", style::PAPER, text);
    }

    /// A rectangle from its upper left corner.
    pub(super) fn rect(&mut self, at: (f64, f64), size: (f64, f64), fill: &'static str) {
        self.xml.empty(
            "rect",
            &[
                ("x", number(at.0)),
                ("y", number(at.1)),
                ("width", number(size.0.max(LEAST))),
                ("height", number(size.1)),
                ("fill", Cow::Borrowed(fill)),
            ],
        );
    }

    /// A straight line.
    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: &'static str, width: f64) {
        self.xml.empty(
            "line",
            &[
                ("x1", number(from.0)),
                ("y1", number(from.1)),
                ("x2", number(to.0)),
                ("y2", number(to.1)),
                ("stroke", Cow::Borrowed(stroke)),
                ("stroke-width", number(width)),
            ],
        );
    }

    /// A line through points, written `x,y x,y`.
    pub(super) fn polyline(&mut self, points: &str, stroke: &'static str, width: &'static str) {
        self.xml.empty(
            "polyline",
            &[
                ("points", Cow::Owned(points.to_owned())),
                ("fill", Cow::Borrowed("none")),
                ("stroke", Cow::Borrowed(stroke)),
                ("stroke-width", Cow::Borrowed(width)),
            ],
        );
    }

    /// A dot.
    pub(super) fn dot(&mut self, at: (f64, f64), fill: &'static str) {
        let (x, y) = (number(at.0), number(at.1));
        self.xml.empty("circle", &[("cx", x), ("cy", y), ("r", Cow::Borrowed("5")), ("fill", Cow::Borrowed(fill))]);
    }

    /// Words on one line, with `anchor` at a point.
    pub(super) fn text(&mut self, at: (f64, f64), size: f64, anchor: &'static str, fill: &'static str, text: &str) {
        self.xml.text(
            "text",
            &[
                ("x", number(at.0)),
                ("y", number(at.1)),
                ("font-size", number(size)),
                ("text-anchor", Cow::Borrowed(anchor)),
                ("fill", Cow::Borrowed(fill)),
            ],
            text,
        );
    }

    /// The document.
    pub(super) fn finish(self) -> String {
        self.xml.finish()
    }
}

/// A text of so many letters at most.
pub(super) fn clipped(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}
