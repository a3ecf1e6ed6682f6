//! Loads: pieces by name from the catalogue, or given by their sizes.

use crate::data::rows::{TransporterRow, VehicleRow, WagonRow, Words};
use crate::data::tables::Tables;
use crate::error::{Error, Result};
use crate::network::find::fold;
use crate::quantity::{Metres, Tonnes};

/// One kind of piece and how many.
#[derive(Clone, Debug)]
pub struct Piece<'a> {
    /// How many.
    pub count: u32,
    /// Name for people.
    pub name: String,
    /// Mass of one, as tested against bridges.
    pub mass: Tonnes,
    /// Width.
    pub width: Metres,
    /// Height.
    pub height: Metres,
    /// Length as loaded.
    pub length: Metres,
    /// Heaviest axle when it drives itself.
    pub axle: Option<Tonnes>,
    /// Wheeled and allowed on roads by itself.
    pub drives: bool,
    /// Tracked, wheeled or static.
    pub mobility: String,
    /// Cargo class.
    pub cargo: String,
    /// Kind in words.
    pub kind: String,
    /// Road carrier when it does not drive.
    pub transporter: Option<&'a TransporterRow>,
    /// Wagon.
    pub wagon: &'a WagonRow,
    /// Source line for citing.
    pub cited: Option<&'a VehicleRow>,
}

/// Everything that moves together.
#[derive(Clone, Debug)]
pub struct Load<'a> {
    /// The kinds of pieces.
    pub pieces: Vec<Piece<'a>>,
}

/// A piece given by its sizes on the command line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sizes {
    /// Mass, t.
    pub mass_t: Option<f64>,
    /// Width, m.
    pub width_m: Option<f64>,
    /// Height, m.
    pub height_m: Option<f64>,
    /// Length, m.
    pub length_m: Option<f64>,
    /// Heaviest axle, t.
    pub axle_t: Option<f64>,
    /// On tracks (needs a transporter by road).
    pub tracked: bool,
    /// Dangerous goods.
    pub dangerous: bool,
}

impl Sizes {
    fn any(&self) -> bool {
        self.mass_t.is_some()
            || self.width_m.is_some()
            || self.height_m.is_some()
            || self.length_m.is_some()
            || self.axle_t.is_some()
    }
}

/// Widths and masses above these make an exceptional consignment (static gauge G1; Directive 96/53/EC and combined transport).
const OUTSIZE_WIDTH_M: f64 = 3.15;
const OUTSIZE_MASS_T: f64 = 44.0;

/// Pieces of one load at most; beyond that it is a force, not a load.
const PIECES_MAX: u32 = 10_000;

impl<'a> Load<'a> {
    /// Reads `--load NAME[xN]` texts and sizes.
    ///
    /// # Errors
    /// Unknown names (with suggestions), counts of 0, sizes that are missing, negative or not numbers, nothing to move,
    /// a piece that no transporter carries.
    pub fn parse(texts: &[String], sizes: &Sizes, tables: &'a Tables) -> Result<Self> {
        let mut pieces = Vec::new();
        for text in texts {
            let (row, count) = named(text, tables)?;
            pieces.push(from_row(row, count, tables));
        }
        if sizes.any() {
            pieces.push(from_sizes(sizes, tables)?);
        }
        if pieces.is_empty() {
            return Err(Error::Usage(
                "nothing to move: give --load NAME[xN], or --mass-t with the sizes of a piece".to_owned(),
            ));
        }
        let total: u32 = pieces.iter().map(|piece| piece.count).fold(0, u32::saturating_add);
        if total > PIECES_MAX {
            return Err(Error::Usage(format!(
                "{total} pieces are a force rather than a load; a route question takes at most {PIECES_MAX}"
            )));
        }
        Ok(Load { pieces })
    }

    /// Pieces in all.
    pub fn count(&self) -> u32 {
        self.pieces.iter().map(|piece| piece.count).sum()
    }

    /// The strictest cargo class among the pieces.
    pub fn cargo(&self) -> &'static str {
        let has = |class: &str| self.pieces.iter().any(|piece| piece.cargo == class);
        ["outsize", "dangerous", "standard"].into_iter().find(|class| has(class)).unwrap_or("personnel")
    }

    /// In words: `4 x Leopard 2A7, 2 x Boxer`.
    pub fn text(&self) -> String {
        let words: Vec<String> = self.pieces.iter().map(|piece| format!("{} x {}", piece.count, piece.name)).collect();
        words.join(", ")
    }
}

/// The vehicle that `NAME[xN]` means, and how many.
///
/// # Errors
/// When no vehicle is called so (with suggestions), or the count is 0 or no number.
pub(super) fn named<'a>(text: &str, tables: &'a Tables) -> Result<(&'a VehicleRow, u32)> {
    let find = |name: &str| {
        let wanted = fold(name);
        tables.vehicles.iter().map(|lined| &lined.row).find(|row| {
            let names = [&row.id, &row.name].into_iter().chain(&row.aliases.0);
            names.into_iter().any(|name| fold(name) == wanted)
        })
    };
    if let Some(row) = find(text) {
        return Ok((row, 1));
    }
    if let Some((name, count)) = text.rsplit_once(['x', 'X', '*']) {
        if let (Some(row), Ok(count)) = (find(name.trim()), count.trim().parse::<u32>()) {
            return if count == 0 {
                Err(Error::Usage(format!("--load {text}: 0 pieces are nothing to move")))
            } else {
                Ok((row, count))
            };
        }
        if find(name.trim()).is_some() {
            return Err(Error::Usage(format!(
                "--load {text}: \"{count}\" is no number of pieces; write a whole number from 1, as in {}x4",
                name.trim()
            )));
        }
    }
    let wanted = fold(
        text.rsplit_once('x').map_or(text, |(name, count)| if count.parse::<u32>().is_ok() { name } else { text }),
    );
    let mut near: Vec<(f64, &str)> = tables
        .vehicles
        .iter()
        .map(|lined| {
            (
                strsim::jaro_winkler(&fold(&lined.row.id), &wanted)
                    .max(strsim::jaro_winkler(&fold(&lined.row.name), &wanted)),
                lined.row.id.as_str(),
            )
        })
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let near: Vec<&str> = near.iter().take(3).map(|(_, id)| *id).collect();
    Err(Error::Question(format!(
        "no load is called \"{text}\"; did you mean {}? `corridor network show vehicles` lists all, --mass-t and --width-m describe your own",
        near.join(", ")
    )))
}

/// Pieces of a kind of the catalogue.
pub(super) fn from_row<'a>(row: &'a VehicleRow, count: u32, tables: &'a Tables) -> Piece<'a> {
    let tonnes = |value: f64| Tonnes::new(value).expect("the checks keep masses positive");
    let metres = |value: f64| Metres::new(value).expect("the checks keep sizes positive");
    let transporter = row
        .transporter
        .as_ref()
        .and_then(|id| tables.transporters.iter().map(|lined| &lined.row).find(|other| other.id == *id));
    let wagon = tables.wagons.iter().map(|lined| &lined.row).find(|wagon| wagon.id == row.wagon);
    Piece {
        count,
        name: row.name.clone(),
        mass: tonnes(row.mass_t.0),
        width: metres(row.width_m.0),
        height: metres(row.height_m.0),
        length: metres(row.transport_length_m.0),
        axle: row.axle_load_t.map(|axle| tonnes(axle.0)),
        drives: row.road_move == "self",
        mobility: row.mobility.clone(),
        cargo: row.cargo.clone(),
        kind: row.kind.clone(),
        transporter,
        wagon: wagon.expect("the checks found the wagon of every vehicle"),
        cited: Some(row),
    }
}

fn from_sizes<'a>(sizes: &Sizes, tables: &'a Tables) -> Result<Piece<'a>> {
    let given = |name: &str, value: Option<f64>, most: f64, unit: &str| match value {
        None => Ok(None),
        Some(value) if value.is_finite() && value > 0.0 && value <= most => Ok(Some(value)),
        Some(value) => {
            Err(Error::Usage(format!("{name} {value} is no size; give a number above 0 and at most {most} {unit}")))
        }
    };
    let mass = given("--mass-t", sizes.mass_t, 1_000.0, "t")?;
    let width = given("--width-m", sizes.width_m, 20.0, "m")?.unwrap_or(2.55);
    let height = given("--height-m", sizes.height_m, 20.0, "m")?.unwrap_or(3.0);
    let length = given("--length-m", sizes.length_m, 100.0, "m")?.unwrap_or(8.0);
    let axle = given("--axle-load-t", sizes.axle_t, 100.0, "t")?;
    let Some(mass) = mass else {
        return Err(Error::Usage("--mass-t is missing; a piece of one's own needs at least its mass".to_owned()));
    };
    let outsize = width > OUTSIZE_WIDTH_M || mass > OUTSIZE_MASS_T;
    let cargo = if outsize {
        "outsize"
    } else if sizes.dangerous {
        "dangerous"
    } else {
        "standard"
    };
    let moved_as = if sizes.tracked { "tracked" } else { "wheeled" };
    let takes = |carries: &Words| carries.0.iter().any(|word| word == moved_as);
    let carries =
        |row: &&TransporterRow| takes(&row.carries) && row.payload_t.0 >= mass && row.pieces.unwrap_or(1) == 1;
    let transporters = tables.transporters.iter().map(|lined| &lined.row).filter(carries);
    let transporter = transporters.min_by(|a, b| {
        // The one that roads take best: the least axle load with this piece on it.
        let axle = |row: &TransporterRow| {
            row.axle_load_full_t.0 * (row.empty_mass_t.0 + mass) / (row.empty_mass_t.0 + row.payload_t.0)
        };
        axle(a).total_cmp(&axle(b)).then(a.id.cmp(&b.id))
    });
    let wagons = tables.wagons.iter().map(|lined| &lined.row).filter(|row| takes(&row.carries)).filter(|row| {
        let parts = f64::from(row.parts);
        row.payload_t.0 >= mass * parts && row.loading_length_m.0 >= length * parts
    });
    let wagon = wagons.min_by(|a, b| a.payload_t.0.total_cmp(&b.payload_t.0).then(a.id.cmp(&b.id)));
    let flats = tables.wagons.iter().map(|lined| &lined.row).filter(|row| takes(&row.carries));
    let heaviest = flats.max_by(|a, b| a.payload_t.0.total_cmp(&b.payload_t.0));
    let expect = "finite and positive as checked above";
    Ok(Piece {
        count: 1,
        name: format!("piece of {mass} t, {length} x {width} x {height} m"),
        mass: Tonnes::new(mass).expect(expect),
        width: Metres::new(width).expect(expect),
        height: Metres::new(height).expect(expect),
        length: Metres::new(length).expect(expect),
        axle: axle.and_then(Tonnes::new),
        drives: !sizes.tracked,
        mobility: moved_as.to_owned(),
        cargo: cargo.to_owned(),
        kind: "own description".to_owned(),
        transporter,
        wagon: wagon.or(heaviest).ok_or_else(|| Error::Question("wagons.csv is empty".to_owned()))?,
        cited: None,
    })
}
