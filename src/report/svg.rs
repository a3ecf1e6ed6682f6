//! `svg`: the answer as a map that scales.

use crate::analysis::route::answer::RouteAnswer;
use crate::error::Result;

/// The map as an SVG document of 1600 x 1200 units. It refers to nothing outside itself.
pub fn render(answer: &RouteAnswer) -> Result<String> {
    super::map::draw(answer)
}
