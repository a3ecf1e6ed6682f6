//! The little of the ESRI shapefile format that the basemap needs: lines and polygons, found through the index, and one
//! text column of the attribute table (ESRI Shapefile Technical Description, 1998).

use super::Degrees;
use crate::error::{Error, Result};

/// Every shape as its parts, in the order of the index; empty for null shapes.
pub(super) fn shapes(shp: &[u8], shx: &[u8]) -> Result<Vec<Vec<Vec<Degrees>>>> {
    let mut shapes = Vec::new();
    for entry in shx.get(100..).ok_or_else(|| short("index"))?.chunks_exact(8) {
        let offset = u32::from_be_bytes([entry[0], entry[1], entry[2], entry[3]]) as usize * 2 + 8;
        let kind = int(shp, offset)?;
        if kind == 0 {
            shapes.push(Vec::new());
            continue;
        }
        if kind != 3 && kind != 5 {
            return Err(Error::Output(format!("a shape of kind {kind} where lines or polygons were expected")));
        }
        let (parts, points) = (int(shp, offset + 36)?, int(shp, offset + 40)?);
        let coordinates = offset + 44 + 4 * parts;
        let mut shape = Vec::new();
        for part in 0..parts {
            let from = int(shp, offset + 44 + 4 * part)?;
            let to = if part + 1 < parts { int(shp, offset + 48 + 4 * part)? } else { points };
            let line: Result<Vec<Degrees>> = (from..to)
                .map(|i| Ok((double(shp, coordinates + 16 * i)?, double(shp, coordinates + 16 * i + 8)?)))
                .collect();
            shape.push(line?);
        }
        shapes.push(shape);
    }
    Ok(shapes)
}

/// The values of one column of a dBASE table, trimmed.
pub(super) fn column(dbf: &[u8], name: &str) -> Result<Vec<String>> {
    let header = dbf.get(..32).ok_or_else(|| short("attribute table"))?;
    let records = u32::from_le_bytes([header[4], header[5], header[6], header[7]]) as usize;
    let start = u16::from_le_bytes([header[8], header[9]]) as usize;
    let length = u16::from_le_bytes([header[10], header[11]]) as usize;
    let mut offset = 1;
    for field in dbf.get(32..start).ok_or_else(|| short("attribute table"))?.chunks_exact(32) {
        let found: Vec<u8> = field[..11].iter().copied().take_while(|byte| *byte != 0).collect();
        let width = usize::from(field[16]);
        if found == name.as_bytes() {
            return (0..records)
                .map(|record| {
                    let at = start + record * length + offset;
                    let text = dbf.get(at..at + width).ok_or_else(|| short("attribute table"))?;
                    Ok(text.iter().map(|byte| char::from(*byte)).collect::<String>().trim().to_owned())
                })
                .collect();
        }
        offset += width;
    }
    Err(Error::Output(format!("the attribute table has no column {name}")))
}

fn int(bytes: &[u8], at: usize) -> Result<usize> {
    let four = bytes.get(at..at + 4).ok_or_else(|| short("shapefile"))?;
    Ok(u32::from_le_bytes([four[0], four[1], four[2], four[3]]) as usize)
}

fn double(bytes: &[u8], at: usize) -> Result<f64> {
    let eight = bytes.get(at..at + 8).and_then(|eight| eight.try_into().ok()).ok_or_else(|| short("shapefile"))?;
    Ok(f64::from_le_bytes(eight))
}

fn short(what: &str) -> Error {
    Error::Output(format!("the {what} ends too early"))
}
