//! The file format of [`Base`] and [`Shapes`].
//!
//! ```text
//! "CORRBASE"  version u32 | three times: packed u32, full u32, crc u32       (all u32 little-endian)
//!             words, zlib | numbers, as they are | shapes, zlib
//! ```
//!
//! Words: names as "so many bytes like the name before, then these", and the short lists. Numbers: nodes and links in
//! columns of differences to the entry before (neighbours in the sorted order lie close together). They are not packed
//! by zlib, which would save a third of the file and take most of the reading time. Each section has its own checksum,
//! so that [`Base::decode`] never touches the shapes. A file that is cut short or altered gives an error sentence;
//! counts are checked against the bytes that are left before memory is asked for.

use std::borrow::Cow;
use std::io::{Read as _, Write as _};

use super::bytes::{Column, Cursor, Fault, Read, broken, put_column, put_signed, put_text, put_unsigned};
use super::{Base, BaseAccess, BaseGaugeChange, BaseLink, BaseNode, Names, Shapes, SomeShapes, Way};
use crate::error::Result;

const MAGIC: &[u8; 8] = b"CORRBASE";
const VERSION: u32 = 3;
const HEADER_BYTES: usize = 8 + 4 + 36;
/// A section may not claim to unpack to more than this.
const SECTION_BYTES_MAX: usize = 256 << 20;

impl Base {
    /// The bytes of `base.bin`; the same input gives the same bytes. O(size).
    ///
    /// # Panics
    /// When a section is larger than 4 GiB, which the networks of this program cannot reach.
    pub fn encode(&self, shapes: &Shapes) -> Vec<u8> {
        whole_file(&words_section(self), &numbers_section(self), &shapes_section(shapes))
    }

    /// Reads the file without its shapes. O(size); below three milliseconds for the European network.
    ///
    /// # Errors
    /// A sentence, when the bytes are no base file of this version or are damaged.
    pub fn decode(bytes: &[u8]) -> Result<Base> {
        let (words, numbers) = (section(bytes, 0)?, section(bytes, 1)?);
        let (mut words, mut numbers) = (Cursor::new(&words), Cursor::new(&numbers));
        let base = read_base(&mut words, &mut numbers)?;
        words.finish()?;
        numbers.finish()?;
        Ok(base)
    }
}

impl Shapes {
    /// Reads only the shapes of the file, one for each link. O(size).
    ///
    /// # Errors
    /// A sentence, when the bytes are no base file of this version or are damaged.
    pub fn decode(bytes: &[u8]) -> Result<Shapes> {
        let section = section(bytes, 2)?;
        let mut cursor = Cursor::new(&section);
        let mut shapes = Vec::new();
        read_shapes(&mut cursor, &mut |_, shape| shapes.push(shape.to_vec()))?;
        cursor.finish()?;
        Ok(Shapes(shapes))
    }
}

impl SomeShapes {
    /// Reads the shapes of some links, given in order. O(size of the file), memory only for those.
    ///
    /// # Errors
    /// A sentence, when the bytes are no base file of this version or are damaged.
    pub fn decode(bytes: &[u8], links: &[u32]) -> Result<SomeShapes> {
        let section = section(bytes, 2)?;
        let mut cursor = Cursor::new(&section);
        let mut shapes = Vec::with_capacity(links.len());
        read_shapes(&mut cursor, &mut |link, shape| {
            if links.get(shapes.len()) == Some(&link) {
                shapes.push((link, shape.to_vec()));
            }
        })?;
        cursor.finish()?;
        Ok(SomeShapes(shapes))
    }
}

fn whole_file(words: &[u8], numbers: &[u8], shapes: &[u8]) -> Vec<u8> {
    let packed = [pack(words), numbers.to_vec(), pack(shapes)];
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&VERSION.to_le_bytes());
    for (full, packed) in [words, numbers, shapes].iter().zip(&packed) {
        let lengths = [packed.len(), full.len()].map(|n| u32::try_from(n).expect("a section is below 4 GiB"));
        for number in [lengths[0], lengths[1], crc(packed)] {
            out.extend_from_slice(&number.to_le_bytes());
        }
    }
    packed.iter().for_each(|section| out.extend_from_slice(section));
    out
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

/// Checks the header and gives a section's content: 0 words, 1 numbers, 2 shapes.
fn section(bytes: &[u8], which: usize) -> Result<Cow<'_, [u8]>> {
    let header = bytes.get(..HEADER_BYTES).ok_or_else(|| broken("it is too short to be a base file"))?;
    if &header[..8] != MAGIC {
        return Err(broken("it is not a base file"));
    }
    let numbers = header[8..].chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]));
    let numbers: Vec<u32> = numbers.collect();
    if numbers[0] != VERSION {
        return Err(broken(&format!("it has format version {}, this program reads {VERSION}", numbers[0])));
    }
    let entry =
        |index: usize| (numbers[index * 3 + 1] as usize, numbers[index * 3 + 2] as usize, numbers[index * 3 + 3]);
    let lengths = [entry(0).0, entry(1).0, entry(2).0];
    if lengths.iter().map(|&length| length as u64).sum::<u64>() != (bytes.len() - HEADER_BYTES) as u64 {
        return Err(broken("it is not as long as its header says"));
    }
    let start = HEADER_BYTES + lengths[..which].iter().sum::<usize>();
    let packed = &bytes[start..start + lengths[which]];
    let (_, full, sum) = entry(which);
    if crc(packed) != sum {
        return Err(broken("its checksum does not match its content"));
    }
    if which == 1 {
        let right = packed.len() == full;
        return if right { Ok(Cow::Borrowed(packed)) } else { Err(broken("its header is damaged")) };
    }
    // Zlib cannot shrink more than about 1,032 times: a larger claim is false.
    if full > SECTION_BYTES_MAX || full / 1100 > packed.len() {
        return Err(broken("it claims to be far larger than it can be"));
    }
    let mut out = Vec::with_capacity(full);
    let mut decoder = flate2::read::ZlibDecoder::new(packed).take(full as u64 + 1);
    decoder.read_to_end(&mut out).map_err(|error| broken(&format!("it cannot be unpacked ({error})")))?;
    if out.len() == full { Ok(Cow::Owned(out)) } else { Err(broken("it does not unpack to the size it names")) }
}

fn words_section(base: &Base) -> Vec<u8> {
    let mut out = Vec::new();
    put_names(&mut out, base.countries.iter().map(String::as_str), base.countries.len());
    put_names(&mut out, base.patches.iter().map(String::as_str), base.patches.len());
    put_names(&mut out, base.names.iter(), base.names.len());
    put_unsigned(&mut out, base.origin.len() as u64);
    for (key, value) in &base.origin {
        put_text(&mut out, key);
        put_text(&mut out, value);
    }
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
    put_names(&mut out, base.line_ids.iter().map(String::as_str), base.line_ids.len());
    put_unsigned(&mut out, base.lines.len() as u64);
    let mut before = 0;
    for (link, row) in &base.lines {
        put_unsigned(&mut out, u64::from(link - before));
        put_unsigned(&mut out, u64::from(*row));
        before = *link;
    }
    out
}

fn read_base(words: &mut Cursor<'_>, numbers: &mut Cursor<'_>) -> Read<Base> {
    let countries = read_words(words)?;
    let patches = read_words(words)?;
    let names = read_names(words)?;
    let mut origin = Vec::new();
    for _ in 0..words.count(2)? {
        origin.push((words.text()?, words.text()?));
    }
    let nodes = read_nodes(numbers, countries.len(), names.len())?;
    let links = read_links(numbers, countries.len(), patches.len(), nodes.len())?;
    let mut base = Base { countries, names, patches, nodes, links, origin, ..Base::default() };
    for _ in 0..words.count(3)? {
        let facility = words.text()?;
        let node = words.index(base.nodes.len())? as u32;
        let distance_m = u32::try_from(words.unsigned()?).map_err(|_| Fault("it holds an impossible length"))?;
        base.access.push(BaseAccess { facility, node, distance_m });
    }
    for _ in 0..words.count(3)? {
        let id = words.text()?;
        let a = words.index(base.nodes.len())? as u32;
        let b = words.index(base.nodes.len())? as u32;
        base.gauge_changes.push(BaseGaugeChange { id, a, b });
    }
    for _ in 0..words.count(2)? {
        let link = words.index(base.links.len())? as u32;
        base.structures.push((link, words.text()?));
    }
    base.line_ids = read_words(words)?;
    let mut link = 0;
    for _ in 0..words.count(2)? {
        link += words.index(base.links.len() - link)?;
        base.lines.push((link as u32, words.index(base.line_ids.len().min(65_536))? as u16));
    }
    Ok(base)
}

fn numbers_section(base: &Base) -> Vec<u8> {
    let mut out = Vec::new();
    put_nodes(&mut out, &base.nodes);
    put_links(&mut out, &base.links);
    out
}

fn put_names<'n>(out: &mut Vec<u8>, names: impl Iterator<Item = &'n str>, count: usize) {
    put_unsigned(out, count as u64);
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

fn read_names(cursor: &mut Cursor<'_>) -> Read<Names> {
    let count = cursor.count(2)?;
    let mut names = Names::with_capacity(count);
    let mut bytes: Vec<u8> = Vec::new();
    for _ in 0..count {
        let same = cursor.index(bytes.len() + 1)?;
        let length = cursor.count(1)?;
        bytes.truncate(same);
        bytes.extend_from_slice(cursor.take(length)?);
        names.push(std::str::from_utf8(&bytes).map_err(|_| Fault("it holds a name that is not UTF-8"))?);
    }
    Ok(names)
}

/// A short list of names.
fn read_words(cursor: &mut Cursor<'_>) -> Read<Vec<String>> {
    Ok(read_names(cursor)?.iter().map(str::to_owned).collect())
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
    let index = |kind: &Kind| list.binary_search(kind).expect("every kind is in the list") as i64;
    put_column(out, 1, &differences(kinds.iter().map(index)));
}

/// Each number less the one before it.
fn differences(numbers: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut before = 0;
    numbers.map(|number| number - std::mem::replace(&mut before, number)).collect()
}

/// The list of kinds and the column of indices into it.
fn read_kinds<'a>(
    cursor: &mut Cursor<'a>,
    count: usize,
    countries: usize,
    extras: usize,
) -> Read<(Vec<Kind>, Column<'a>)> {
    let mut list = Vec::new();
    for _ in 0..cursor.count(4)? {
        let way = match cursor.unsigned()? {
            0 => Way::Road,
            1 => Way::Rail,
            2 => Way::Shuttle,
            _ => return Err(Fault("it names an unknown kind of way")),
        };
        let gauge_mm = u16::try_from(cursor.unsigned()?).map_err(|_| Fault("it holds an impossible gauge"))?;
        let country = cursor.index(countries.min(256))?;
        let extra = cursor.index(extras)?;
        list.push((way, gauge_mm, country as u8, extra as u32));
    }
    let indices = cursor.column(1, count)?;
    Ok((list, indices))
}

/// Positions are counted from the corner of the world, so that they are never negative.
const LAT_OFFSET: i64 = 9_000_000;
const LON_OFFSET: i64 = 18_000_000;

fn put_nodes(out: &mut Vec<u8>, nodes: &[BaseNode]) {
    put_unsigned(out, nodes.len() as u64);
    let kinds: Vec<Kind> =
        nodes.iter().map(|node| (node.way, node.gauge_mm, node.country, u32::from(node.border))).collect();
    put_kinds(out, &kinds);
    put_column(out, 2, &differences(nodes.iter().map(|node| i64::from(node.lat_e5) + LAT_OFFSET)));
    put_column(out, 2, &differences(nodes.iter().map(|node| i64::from(node.lon_e5) + LON_OFFSET)));
    put_column(out, 2, &differences(nodes.iter().map(|node| i64::from(node.name))));
}

fn read_nodes(cursor: &mut Cursor<'_>, countries: usize, names: usize) -> Read<Vec<BaseNode>> {
    let count = cursor.count(7)?;
    let (list, mut kinds) = read_kinds(cursor, count, countries, 2)?;
    let (mut lats, mut lons) = (cursor.column(2, count)?, cursor.column(2, count)?);
    let mut texts = cursor.column(2, count)?;
    let mut nodes = Vec::with_capacity(count);
    for _ in 0..count {
        let (way, gauge_mm, country, border) = list[kinds.sum(list.len() as i64)? as usize];
        nodes.push(BaseNode {
            lat_e5: (lats.sum(2 * LAT_OFFSET + 1)? - LAT_OFFSET) as i32,
            lon_e5: (lons.sum(2 * LON_OFFSET + 1)? - LON_OFFSET) as i32,
            way,
            gauge_mm,
            country,
            border: border == 1,
            name: texts.sum(names as i64)? as u32,
        });
    }
    Ok(nodes)
}

fn put_links(out: &mut Vec<u8>, links: &[BaseLink]) {
    put_unsigned(out, links.len() as u64);
    let patch = |link: &BaseLink| link.patch.map_or(0, |patch| u32::from(patch) + 1);
    let kinds: Vec<Kind> = links.iter().map(|link| (link.way, link.gauge_mm, link.country, patch(link))).collect();
    put_kinds(out, &kinds);
    put_column(out, 1, &differences(links.iter().map(|link| i64::from(link.a))));
    let across: Vec<i64> = links.iter().map(|link| i64::from(link.b) - i64::from(link.a)).collect();
    put_column(out, 2, &across);
    // Zigzag numbers of two bytes reach 32,767: most links are shorter than that in metres.
    put_column(out, 2, &links.iter().map(|link| i64::from(link.length_m)).collect::<Vec<i64>>());
}

fn read_links(cursor: &mut Cursor<'_>, countries: usize, patches: usize, nodes: usize) -> Read<Vec<BaseLink>> {
    let count = cursor.count(6)?;
    let (list, mut kinds) = read_kinds(cursor, count, countries, patches.min(65_536) + 1)?;
    let mut starts = cursor.column(1, count)?;
    let mut across = cursor.column(2, count)?;
    let mut lengths = cursor.column(2, count)?;
    let mut links = Vec::with_capacity(count);
    for _ in 0..count {
        let (way, gauge_mm, country, patch) = list[kinds.sum(list.len() as i64)? as usize];
        let a = starts.sum(nodes as i64)?;
        let b = a.wrapping_add(across.number());
        if !(0..nodes as i64).contains(&b) {
            return Err(Fault("a link refers to a node that is not there"));
        }
        let length_m = u32::try_from(lengths.number()).map_err(|_| Fault("it holds an impossible length"))?;
        let patch = patch.checked_sub(1).map(|patch| patch as u16);
        links.push(BaseLink { a: a as u32, b: b as u32, way, gauge_mm, country, length_m, patch });
    }
    Ok(links)
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

/// Takes the number of a link and the points of its shape.
type TakeShape<'a> = dyn FnMut(u32, &[(i32, i32)]) + 'a;

/// Gives the shape of each link in turn to `take`.
fn read_shapes(cursor: &mut Cursor<'_>, take: &mut TakeShape<'_>) -> Read<()> {
    let count = cursor.count(1)?;
    let mut shape = Vec::new();
    let mut before = (0_i32, 0_i32);
    let point = |before: i32, unit: i32, cursor: &mut Cursor<'_>| {
        let value = cursor.next_after(before.div_euclid(unit))?;
        value.checked_mul(unit).ok_or(Fault("it holds a position out of range"))
    };
    for link in 0..count {
        let head = cursor.unsigned()?;
        let unit = if head & 1 == 1 { 100 } else { 1 };
        let length = cursor.fits(head >> 1, 2)?;
        shape.clear();
        for _ in 0..length {
            before = (point(before.0, unit, cursor)?, point(before.1, unit, cursor)?);
            shape.push(before);
        }
        take(link as u32, &shape);
    }
    Ok(())
}

#[cfg(test)]
#[path = "codec_tests.rs"]
mod tests;
