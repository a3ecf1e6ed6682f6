//! `png`: the picture of `svg` as an image, drawn with the fonts that are compiled in.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};

use super::Options;
use crate::analysis::route::answer::RouteAnswer;
use crate::error::{Error, Result};

const REGULAR: &[u8] = include_bytes!("../../networks/basemap/font/DejaVuSans.subset.ttf");
const BOLD: &[u8] = include_bytes!("../../networks/basemap/font/DejaVuSans-Bold.subset.ttf");
const OBLIQUE: &[u8] = include_bytes!("../../networks/basemap/font/DejaVuSans-Oblique.subset.ttf");

/// The map as a PNG image.
pub fn render(answer: &RouteAnswer, options: &Options) -> Result<Vec<u8>> {
    draw(&super::svg::render(answer)?, options)
}

/// An SVG document as a PNG image.
pub(super) fn draw(svg: &str, options: &Options) -> Result<Vec<u8>> {
    let mut fonts = fontdb::Database::new();
    for font in [REGULAR, BOLD, OBLIQUE] {
        fonts.load_font_data(font.to_vec());
    }
    fonts.set_sans_serif_family("DejaVu Sans");
    let settings =
        usvg::Options { fontdb: Arc::new(fonts), font_family: "DejaVu Sans".to_owned(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &settings).map_err(|error| Error::Output(error.to_string()))?;
    let width = options.png_width_px.clamp(400, 6400);
    let scale = width as f32 / tree.size().width();
    let height = (tree.size().height() * scale).round() as u32;
    let mut image =
        Pixmap::new(width, height).ok_or_else(|| Error::Output(format!("no image of {width} x {height} pixels")))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut image.as_mut());
    image.encode_png().map_err(|error| Error::Output(error.to_string()))
}
