//! The picture of an answer: land below, ways above, names between, a panel beside it.
//!
//! | file | draws |
//! |---|---|
//! | `view` | nothing: degrees to pixels (Lambert azimuthal equal-area, centred on the ways) |
//! | `pen` | one shape or text at a time, everything escaped |
//! | `letters` | nothing: how wide a text is |
//! | `board` | nothing: where a name fits without lying on another |
//! | `flow` | a throughput: width is flow, colour is how full |
//! | `losses` | what is lost: colour and width are time lost |
//! | `land` | sea, states, borders, rivers, lakes |
//! | `ways` | ways, ends, transfers, borders, structures |
//! | `names` | names of states, seas and towns |
//! | `panel` | ways in figures, what would open a better one, legend |

mod board;
mod flow;
mod land;
mod letters;
mod losses;
mod names;
pub(super) mod network;
mod panel;
mod pen;
mod view;
mod ways;

use std::collections::BTreeSet;

use super::basemap;
use super::style;
use super::words;

use crate::analysis::route::answer::RouteAnswer;
use crate::analysis::stamp::Stamp;
use crate::error::Result;
use board::Board;
pub(super) use flow::draw_flow;
pub(super) use losses::draw_losses;
use pen::{Anchor, Face, Pen};
use view::{Rect, View};

/// Size of the drawing in its own units; PNG scales it.
const SIZE: (f64, f64) = (1600.0, 1200.0);
const BAND: f64 = 92.0;
const MAP: Rect = Rect { x: 20.0, y: 108.0, width: 1140.0, height: 1020.0 };
const PANEL: Rect = Rect { x: 1180.0, y: 108.0, width: 400.0, height: 1020.0 };

/// The whole drawing as an SVG document.
pub(super) fn draw(answer: &RouteAnswer) -> Result<String> {
    let mut pen = Pen::sheet(SIZE);
    pen.rect(Rect { x: 0.0, y: 0.0, width: SIZE.0, height: SIZE.1 }, style::PAPER, None, 0.0);
    let view = View::around(answer, MAP);
    let base = basemap::basemap()?;
    let labels = basemap::labels()?;
    let land = land::Land::project(&base, &view);
    let mut board = Board::new(MAP.inset(6.0));

    pen.clipped(MAP);
    let mut crossed: BTreeSet<&str> = [answer.from.country.as_str(), answer.to.country.as_str()].into();
    crossed.extend(answer.routes.iter().flat_map(|route| &route.countries).map(String::as_str));
    land.draw(&mut pen, &view, &crossed);
    ways::lines(&mut pen, &view, answer, &mut board);
    let stops = ways::stops(&view, answer, &mut board);
    let scale = scale_bar_box(&view);
    board.take(scale);
    ways::marks(&mut pen, &stops);
    ways::names(&mut pen, &stops, &mut board);
    ways::ranks(&mut pen, &view, answer, &mut board);
    names::draw(&mut pen, &view, &land, &labels, &stops, &mut board);
    scale_bar(&mut pen, &view, scale);
    pen.end_clip();
    pen.rect(MAP, "none", Some(style::RULE), 1.2);

    head(&mut pen, answer);
    panel::draw(&mut pen, PANEL, answer, &stops);
    foot_lines(&mut pen, &answer.stamp);
    Ok(pen.finish())
}

fn head(pen: &mut Pen, answer: &RouteAnswer) {
    let load = &answer.load;
    let title = format!("{} \u{2192} {}, {}", answer.from.name, answer.to.name, load.text);
    let facts = format!(
        "{} piece{}, heaviest {} t, {} m wide, {} m high   |   C = {}   |   network {}",
        load.pieces,
        words::plural(load.pieces as usize),
        load.mass_t,
        load.width_m,
        load.height_m,
        words::instant(&answer.c_day),
        answer.stamp.network
    );
    band(pen, &title, &facts);
}

/// The head band with a title and a line of facts.
fn band(pen: &mut Pen, title: &str, facts: &str) {
    pen.rect(Rect { x: 0.0, y: 0.0, width: SIZE.0, height: BAND }, style::BAND, None, 0.0);
    let title = words::one_line(title);
    let fit = (SIZE.0 - 48.0) / letters::width(&title, 1.0, Face::Bold);
    let size = fit.clamp(14.0, 34.0);
    let title = letters::clip(&title, size, Face::Bold, SIZE.0 - 48.0);
    pen.text((24.0, 46.0), &title, size, Face::Bold, style::PAPER, Anchor::Start);
    let facts = letters::clip(&words::one_line(facts), 15.0, Face::Regular, SIZE.0 - 48.0);
    pen.text((24.0, 74.0), &facts, 15.0, Face::Regular, "#c9d6e6", Anchor::Start);
}

/// Stamp and credits below the map.
fn foot_lines(pen: &mut Pen, stamp: &Stamp) {
    let mut lines = letters::wrap(&words::one_line(&style::stamp_line(stamp)), 11.0, Face::Regular, SIZE.0 - 40.0);
    lines.truncate(2);
    let mut credits = stamp.attribution.clone();
    credits.push("Map: Natural Earth (public domain), Lambert azimuthal equal-area".to_owned());
    lines.extend(letters::wrap(&words::one_line(&credits.join("; ")), 11.0, Face::Regular, SIZE.0 - 40.0));
    for (index, line) in lines.iter().take(4).enumerate() {
        pen.text((20.0, 1146.0 + 15.0 * index as f64), line, 11.0, Face::Regular, style::INK_SOFT, Anchor::Start);
    }
}

/// A round number of kilometres that is at most 150 pixels long.
fn scale_km(view: &View) -> f64 {
    let steps = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0];
    steps.into_iter().rfind(|km| km / view.km_per_px <= 150.0).unwrap_or(1.0)
}

fn scale_bar_box(view: &View) -> Rect {
    let width = scale_km(view) / view.km_per_px + 84.0;
    Rect { x: MAP.x + 12.0, y: MAP.y + MAP.height - 46.0, width, height: 34.0 }
}

fn scale_bar(pen: &mut Pen, view: &View, place: Rect) {
    let length = scale_km(view);
    let px = length / view.km_per_px;
    pen.plate(place);
    let (x, y) = (place.x + 12.0, place.y + 14.0);
    for quarter in 0..4 {
        let part = Rect { x: x + px / 4.0 * f64::from(quarter), y, width: px / 4.0, height: 6.0 };
        pen.rect(part, if quarter % 2 == 0 { style::INK } else { style::PAPER }, Some(style::INK), 0.8);
    }
    pen.text((x + px + 8.0, y + 7.0), &words::km(length), 12.0, Face::Regular, style::INK, Anchor::Start);
}
