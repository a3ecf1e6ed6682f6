//! The file format of [`Base`] and [`Shapes`].
//!
//! ```text
//! "CORRBASE"  version u32 | main: packed u32, full u32, crc u32 | shapes: packed u32, full u32, crc u32
//!             main section, zlib | shapes section, zlib                    (all u32 little-endian)
//! ```
//!
//! Inside a section: variable-length integers, columns of differences to the entry before (neighbours in the sorted
//! order lie close together), names as "so many bytes like the name before, then these". Each section has its own
//! checksum, so that [`Base::decode`] never touches the shapes. A file that is cut short or altered gives an error
//! sentence; counts are checked against the bytes that are left before memory is asked for.

use std::io::{Read as _, Write as _};

use super::bytes::{Cursor, broken, put_signed, put_text, put_unsigned};
use super::{Base, BaseAccess, BaseGaugeChange, BaseLink, BaseNode, Shapes, Way};
use crate::error::Result;

const MAGIC: &[u8; 8] = b"CORRBASE";
const VERSION: u32 = 1;
const HEADER_BYTES: usize = 8 + 4 + 24;
/// A section may not claim to unpack to more than this.
const SECTION_BYTES_MAX: usize = 256 << 20;

impl Base {
    /// The bytes of `base.bin`; the same input gives the same bytes. O(size).
    ///
    /// # Panics
    /// When a section is larger than 4 GiB, which 2^32 links cannot reach.
    pub fn encode(&self, shapes: &Shapes) -> Vec<u8> {
        let sections = [main_section(self), shapes_section(shapes)];
        let packed: Vec<Vec<u8>> = sections.iter().map(|section| pack(section)).collect();
        let mut out = MAGIC.to_vec();
        out.extend_from_slice(&VERSION.to_le_bytes());
        for (full, packed) in sections.iter().zip(&packed) {
            let numbers = [packed.len(), full.len()].map(|n| u32::try_from(n).expect("a section is below 4 GiB"));
            for number in [numbers[0], numbers[1], crc(packed)] {
                out.extend_from_slice(&number.to_le_bytes());
            }
        }
        packed.iter().for_each(|section| out.extend_from_slice(section));
        out
    }

    /// Reads the file without its shapes. O(size); about two milliseconds for the European network.
    ///
    /// # Errors
    /// A sentence, when the bytes are no base file of this version or are damaged.
    pub fn decode(bytes: &[u8]) -> Result<Base> {
        let section = unpack(bytes, 0)?;
        let mut cursor = Cursor::new(&section);
        let base = read_main(&mut cursor)?;
        cursor.finish()?;
        Ok(base)
    }
}

impl Shapes {
    /// Reads only the shapes of the file, one for each link. O(size).
    ///
    /// # Errors
    /// A sentence, when the bytes are no base file of this version or are damaged.
    pub fn decode(bytes: &[u8]) -> Result<Shapes> {
        let section = unpack(bytes, 1)?;
        let mut cursor = Cursor::new(&section);
        let shapes = read_shapes(&mut cursor)?;
        cursor.finish()?;
        Ok(shapes)
    }
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("writing to memory cannot fail")
}

/// Checks the header and unpacks section 0 (main) or 1 (shapes).
fn unpack(bytes: &[u8], section: usize) -> Result<Vec<u8>> {
    let header = bytes.get(..HEADER_BYTES).ok_or_else(|| broken("it is too short to be a base file"))?;
    if &header[..8] != MAGIC {
        return Err(broken("it is not a base file"));
    }
    let mut numbers = header[8..].chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]));
    let version = numbers.next().unwrap_or(0);
    if version != VERSION {
        return Err(broken(&format!("it has format version {version}, this program reads {VERSION}")));
    }
    let numbers: Vec<u32> = numbers.collect();
    let lengths = [numbers[0] as usize, numbers[3] as usize];
    if lengths[0].checked_add(lengths[1]) != Some(bytes.len() - HEADER_BYTES) {
        return Err(broken("it is not as long as its header says"));
    }
    let start = HEADER_BYTES + if section == 0 { 0 } else { lengths[0] };
    let packed = &bytes[start..start + lengths[section]];
    let (full, sum) = (numbers[section * 3 + 1] as usize, numbers[section * 3 + 2]);
    if crc(packed) != sum {
        return Err(broken("its checksum does not match its content"));
    }
    // Zlib cannot shrink more than about 1,032 times: a larger claim is false.
    if full > SECTION_BYTES_MAX || full / 1100 > packed.len() {
        return Err(broken("it claims to be far larger than it can be"));
    }
    let mut out = Vec::with_capacity(full);
    let mut decoder = flate2::read::ZlibDecoder::new(packed).take(full as u64 + 1);
    decoder.read_to_end(&mut out).map_err(|error| broken(&format!("it cannot be unpacked ({error})")))?;
    if out.len() == full { Ok(out) } else { Err(broken("it does not unpack to the size it names")) }
}

fn main_section(base: &Base) -> Vec<u8> {
    let mut out = Vec::new();
    put_names(&mut out, &base.countries);
    put_names(&mut out, &base.patches);
    put_names(&mut out, &base.names);
    put_unsigned(&mut out, base.origin.len() as u64);
    for (key, value) in &base.origin {
        put_text(&mut out, key);
        put_text(&mut out, value);
    }
    put_nodes(&mut out, &base.nodes);
    put_links(&mut out, &base.links);
    put_unsigned(&mut out, base.access.len() as u64);
    for access in &base.access {
        put_text(&mut out, &access.facility);
        put_unsigned(&mut out, u64::from(access.node));
        put_unsigned(&mut out, u64::from(access.distance_m));
    }
    put_unsigned(&mut out, base.gauge_changes.len() as u64);
    for change in &base.gauge_changes {
        put_text(&mut out, &change.id);
        put_unsigned(&mut out, u64::from(change.a));
        put_unsigned(&mut out, u64::from(change.b));
    }
    put_unsigned(&mut out, base.structures.len() as u64);
    for (link, id) in &base.structures {
        put_unsigned(&mut out, u64::from(*link));
        put_text(&mut out, id);
    }
    out
}

fn put_names(out: &mut Vec<u8>, names: &[String]) {
    put_unsigned(out, names.len() as u64);
    let mut before: &[u8] = &[];
    for name in names {
        let bytes = name.as_bytes();
        let same = before.iter().zip(bytes).take_while(|(a, b)| a == b).count();
        put_unsigned(out, same as u64);
        put_unsigned(out, (bytes.len() - same) as u64);
        out.extend_from_slice(&bytes[same..]);
        before = bytes;
    }
}

fn read_names(cursor: &mut Cursor<'_>) -> Result<Vec<String>> {
    let count = cursor.count(2)?;
    let mut names: Vec<String> = Vec::with_capacity(count);
    let mut bytes: Vec<u8> = Vec::new();
    for _ in 0..count {
        let same = cursor.index(bytes.len() + 1)?;
        let length = cursor.count(1)?;
        bytes.truncate(same);
        bytes.extend_from_slice(cursor.take(length)?);
        let name = std::str::from_utf8(&bytes).map_err(|_| broken("it holds a name that is not UTF-8"))?;
        names.push(name.to_owned());
    }
    Ok(names)
}

/// What many nodes or links have in common, kept once in a short list: way, gauge, country, and border or patch.
type Kind = (Way, u16, u8, u32);

fn put_kinds(out: &mut Vec<u8>, kinds: &[Kind]) {
    let mut list = kinds.to_vec();
    list.sort_unstable();
    list.dedup();
    put_unsigned(out, list.len() as u64);
    for (way, gauge_mm, country, extra) in &list {
        let way = match way {
            Way::Road => 0,
            Way::Rail => 1,
            Way::Shuttle => 2,
        };
        for number in [way, u64::from(*gauge_mm), u64::from(*country), u64::from(*extra)] {
            put_unsigned(out, number);
        }
    }
    for kind in kinds {
        let index = list.binary_search(kind).expect("every kind is in the list");
        put_unsigned(out, index as u64);
    }
}

fn read_kinds(cursor: &mut Cursor<'_>, count: usize, countries: usize, extras: usize) -> Result<Vec<Kind>> {
    let mut list = Vec::new();
    for _ in 0..cursor.count(4)? {
        let way = match cursor.unsigned()? {
            0 => Way::Road,
            1 => Way::Rail,
            2 => Way::Shuttle,
            _ => return Err(broken("it names an unknown kind of way")),
        };
        let gauge_mm = u16::try_from(cursor.unsigned()?).map_err(|_| broken("it holds an impossible gauge"))?;
        let country = cursor.index(countries.min(256))?;
        let extra = cursor.index(extras)?;
        list.push((way, gauge_mm, country as u8, extra as u32));
    }
    let mut kinds = Vec::with_capacity(count);
    for _ in 0..count {
        kinds.push(list[cursor.index(list.len())?]);
    }
    Ok(kinds)
}

fn put_nodes(out: &mut Vec<u8>, nodes: &[BaseNode]) {
    put_unsigned(out, nodes.len() as u64);
    let kinds: Vec<Kind> =
        nodes.iter().map(|node| (node.way, node.gauge_mm, node.country, u32::from(node.border))).collect();
    put_kinds(out, &kinds);
    let columns: [fn(&BaseNode) -> i64; 3] =
        [|node| i64::from(node.lat_e5), |node| i64::from(node.lon_e5), |node| i64::from(node.name)];
    for column in columns {
        let mut before = 0;
        for node in nodes {
            put_signed(out, column(node) - before);
            before = column(node);
        }
    }
}

fn read_nodes(cursor: &mut Cursor<'_>, countries: usize, names: usize) -> Result<Vec<BaseNode>> {
    let count = cursor.count(4)?;
    let kinds = read_kinds(cursor, count, countries, 2)?;
    let mut nodes: Vec<BaseNode> = kinds
        .into_iter()
        .map(|(way, gauge_mm, country, border)| BaseNode {
            lat_e5: 0,
            lon_e5: 0,
            way,
            gauge_mm,
            country,
            border: border == 1,
            name: 0,
        })
        .collect();
    let mut before = 0;
    for node in &mut nodes {
        before = cursor.next_after(before)?;
        node.lat_e5 = before;
    }
    before = 0;
    for node in &mut nodes {
        before = cursor.next_after(before)?;
        node.lon_e5 = before;
    }
    if nodes.iter().any(|node| node.lat_e5.abs() > 9_000_000 || node.lon_e5.abs() > 18_000_000) {
        return Err(broken("it holds a position out of range"));
    }
    let mut before = 0_i64;
    for node in &mut nodes {
        before = before.checked_add(cursor.signed()?).ok_or_else(|| broken("it holds an impossible number"))?;
        node.name = match u32::try_from(before) {
            Ok(name) if (name as usize) < names => name,
            _ => return Err(broken("it refers to a name that is not there")),
        };
    }
    Ok(nodes)
}

fn put_links(out: &mut Vec<u8>, links: &[BaseLink]) {
    put_unsigned(out, links.len() as u64);
    let patch = |link: &BaseLink| link.patch.map_or(0, |patch| u32::from(patch) + 1);
    let kinds: Vec<Kind> = links.iter().map(|link| (link.way, link.gauge_mm, link.country, patch(link))).collect();
    put_kinds(out, &kinds);
    let mut before = 0;
    for link in links {
        put_signed(out, i64::from(link.a) - before);
        before = i64::from(link.a);
    }
    links.iter().for_each(|link| put_signed(out, i64::from(link.b) - i64::from(link.a)));
    links.iter().for_each(|link| put_unsigned(out, u64::from(link.length_m)));
}

fn read_links(cursor: &mut Cursor<'_>, countries: usize, patches: usize, nodes: usize) -> Result<Vec<BaseLink>> {
    let count = cursor.count(4)?;
    let kinds = read_kinds(cursor, count, countries, patches.min(65_536) + 1)?;
    let mut links: Vec<BaseLink> = kinds
        .into_iter()
        .map(|(way, gauge_mm, country, patch)| {
            let patch = patch.checked_sub(1).map(|patch| patch as u16);
            BaseLink { a: 0, b: 0, way, gauge_mm, country, length_m: 0, patch }
        })
        .collect();
    let node = |before: u32, difference: i64| {
        let value = i64::from(before).checked_add(difference).and_then(|value| u32::try_from(value).ok());
        value
            .filter(|&value| (value as usize) < nodes)
            .ok_or_else(|| broken("a link refers to a node that is not there"))
    };
    let mut before = 0;
    for link in &mut links {
        before = node(before, cursor.signed()?)?;
        link.a = before;
    }
    for link in &mut links {
        link.b = node(link.a, cursor.signed()?)?;
    }
    for link in &mut links {
        link.length_m = u32::try_from(cursor.unsigned()?).map_err(|_| broken("it holds an impossible length"))?;
    }
    Ok(links)
}

fn read_main(cursor: &mut Cursor<'_>) -> Result<Base> {
    let countries = read_names(cursor)?;
    let patches = read_names(cursor)?;
    let names = read_names(cursor)?;
    let mut origin = Vec::new();
    for _ in 0..cursor.count(2)? {
        origin.push((cursor.text()?, cursor.text()?));
    }
    let nodes = read_nodes(cursor, countries.len(), names.len())?;
    let links = read_links(cursor, countries.len(), patches.len(), nodes.len())?;
    let mut base = Base { countries, names, patches, nodes, links, origin, ..Base::default() };
    for _ in 0..cursor.count(3)? {
        let facility = cursor.text()?;
        let node = cursor.index(base.nodes.len())? as u32;
        let distance_m = u32::try_from(cursor.unsigned()?).map_err(|_| broken("it holds an impossible length"))?;
        base.access.push(BaseAccess { facility, node, distance_m });
    }
    for _ in 0..cursor.count(3)? {
        let id = cursor.text()?;
        let a = cursor.index(base.nodes.len())? as u32;
        let b = cursor.index(base.nodes.len())? as u32;
        base.gauge_changes.push(BaseGaugeChange { id, a, b });
    }
    for _ in 0..cursor.count(2)? {
        let link = cursor.index(base.links.len())? as u32;
        base.structures.push((link, cursor.text()?));
    }
    Ok(base)
}

/// Shapes are written as differences from point to point, across links too. Most points come from sources with three
/// decimals: a link all of whose points are multiples of 100 is written in that coarser unit.
fn shapes_section(shapes: &Shapes) -> Vec<u8> {
    let mut out = Vec::new();
    put_unsigned(&mut out, shapes.0.len() as u64);
    let mut before = (0_i32, 0_i32);
    for shape in &shapes.0 {
        let coarse = shape.iter().all(|point| point.0 % 100 == 0 && point.1 % 100 == 0);
        put_unsigned(&mut out, (shape.len() as u64) << 1 | u64::from(coarse));
        let unit = if coarse { 100 } else { 1 };
        for point in shape {
            put_signed(&mut out, i64::from(point.0 / unit) - i64::from(before.0.div_euclid(unit)));
            put_signed(&mut out, i64::from(point.1 / unit) - i64::from(before.1.div_euclid(unit)));
            before = *point;
        }
    }
    out
}

fn read_shapes(cursor: &mut Cursor<'_>) -> Result<Shapes> {
    let count = cursor.count(1)?;
    let mut shapes = Vec::with_capacity(count);
    let mut before = (0_i32, 0_i32);
    let point = |before: i32, unit: i32, cursor: &mut Cursor<'_>| {
        let value = cursor.next_after(before.div_euclid(unit))?;
        value.checked_mul(unit).ok_or_else(|| broken("it holds a position out of range"))
    };
    for _ in 0..count {
        let head = cursor.unsigned()?;
        let unit = if head & 1 == 1 { 100 } else { 1 };
        let length = cursor.fits(head >> 1, 2)?;
        let mut shape = Vec::with_capacity(length);
        for _ in 0..length {
            before = (point(before.0, unit, cursor)?, point(before.1, unit, cursor)?);
            shape.push(before);
        }
        shapes.push(shape);
    }
    Ok(Shapes(shapes))
}

#[cfg(test)]
#[path = "codec_tests.rs"]
mod tests;
