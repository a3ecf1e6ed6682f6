//! Little numbers as few bytes: variable-length integers with checks against every kind of broken input.

use crate::error::{Error, Place, Problem};

/// An unsigned number in groups of seven bits, lowest first (LEB128). At most ten bytes.
pub(super) fn put_unsigned(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// A signed number: small magnitudes of either sign become small unsigned numbers (zigzag).
pub(super) fn put_signed(out: &mut Vec<u8>, value: i64) {
    put_unsigned(out, ((value << 1) ^ (value >> 63)) as u64);
}

/// A text: its length in bytes, then the bytes.
pub(super) fn put_text(out: &mut Vec<u8>, text: &str) {
    put_unsigned(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// A column of numbers, `width` (1 or 2) bytes each as zigzag numbers, little-endian; those that do not fit are listed
/// before it. Read without a branch for each number, five times as fast as numbers of varying length.
pub(super) fn put_column(out: &mut Vec<u8>, width: usize, values: &[i64]) {
    let limit = 1_u64 << (8 * width);
    let zigzag = |value: i64| ((value << 1) ^ (value >> 63)) as u64;
    let large: Vec<usize> = (0..values.len()).filter(|&index| zigzag(values[index]) >= limit).collect();
    put_unsigned(out, large.len() as u64);
    let mut before = 0;
    for index in large {
        put_unsigned(out, (index - before) as u64);
        put_signed(out, values[index]);
        before = index;
    }
    for &value in values {
        let number = if zigzag(value) < limit { zigzag(value) } else { 0 };
        out.extend_from_slice(&number.to_le_bytes()[..width]);
    }
}

/// What is wrong with the bytes. As small as can be: every number that is read is checked, and a large error type would
/// make each check dear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault(pub(super) &'static str);

impl From<Fault> for Error {
    fn from(fault: Fault) -> Error {
        broken(fault.0)
    }
}

/// Reading a number or its fault.
pub(super) type Read<T> = std::result::Result<T, Fault>;

/// The error for a file of the base format that cannot be what it says.
pub(super) fn broken(message: &str) -> Error {
    let advice = "; build it anew with `corridor network build`";
    Error::Input(vec![Problem::new(Place::file("base.bin"), "base-format", format!("{message}{advice}"))])
}

/// Reads what the `put_` functions wrote; never past the end, never panics.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Cursor { bytes }
    }

    #[inline]
    pub(super) fn unsigned(&mut self) -> Read<u64> {
        if let Some((&first, rest)) = self.bytes.split_first()
            && first < 0x80
        {
            self.bytes = rest;
            return Ok(u64::from(first));
        }
        self.unsigned_long()
    }

    fn unsigned_long(&mut self) -> Read<u64> {
        let mut value = 0_u64;
        for index in 0..10 {
            let Some(&byte) = self.bytes.get(index) else { return Err(Fault("it ends in the middle of a number")) };
            if index == 9 && byte > 1 {
                break;
            }
            value |= u64::from(byte & 0x7f) << (7 * index);
            if byte < 0x80 {
                self.bytes = &self.bytes[index + 1..];
                return Ok(value);
            }
        }
        Err(Fault("it holds a number that is too long"))
    }

    #[inline]
    pub(super) fn signed(&mut self) -> Read<i64> {
        let value = self.unsigned()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// A column of `count` numbers as [`put_column`] wrote it, to be read one after another: no list of them is made.
    pub(super) fn column(&mut self, width: usize, count: usize) -> Read<Column<'a>> {
        let mut large = Vec::new();
        let mut at = 0;
        for _ in 0..self.count(2)? {
            at += self.index(count)?;
            large.push((at, self.signed()?));
        }
        if at >= count && !large.is_empty() {
            return Err(Fault("it refers to an entry that is not there"));
        }
        let bytes = self.take(count.checked_mul(width).ok_or(Fault("it announces more entries than it holds"))?)?;
        let next_large = large.first().map_or(usize::MAX, |(at, _)| *at);
        Ok(Column { bytes, width, at: 0, large, larges: 0, next_large, sum: 0 })
    }

    /// A signed difference added to `before`, which must fit into 32 bits.
    #[inline]
    pub(super) fn next_after(&mut self, before: i32) -> Read<i32> {
        let value = i64::from(before).checked_add(self.signed()?);
        value.and_then(|value| i32::try_from(value).ok()).ok_or(Fault("it holds a position out of range"))
    }

    /// An index below `length`.
    #[inline]
    pub(super) fn index(&mut self, length: usize) -> Read<usize> {
        match usize::try_from(self.unsigned()?) {
            Ok(value) if value < length => Ok(value),
            _ => Err(Fault("it refers to an entry that is not there")),
        }
    }

    /// How many entries follow; each takes at least `bytes_each`, so that a false count cannot claim memory.
    pub(super) fn count(&mut self, bytes_each: usize) -> Read<usize> {
        let count = self.unsigned()?;
        self.fits(count, bytes_each)
    }

    /// `count` if that many entries of at least `bytes_each` can follow.
    pub(super) fn fits(&self, count: u64, bytes_each: usize) -> Read<usize> {
        match usize::try_from(count) {
            Ok(count) if count <= self.bytes.len() / bytes_each.max(1) => Ok(count),
            _ => Err(Fault("it announces more entries than it holds")),
        }
    }

    pub(super) fn take(&mut self, length: usize) -> Read<&'a [u8]> {
        if length > self.bytes.len() {
            return Err(Fault("it ends in the middle of an entry"));
        }
        let (taken, rest) = self.bytes.split_at(length);
        self.bytes = rest;
        Ok(taken)
    }

    pub(super) fn text(&mut self) -> Read<String> {
        let length = self.count(1)?;
        let text = std::str::from_utf8(self.take(length)?).map_err(|_| Fault("it holds a name that is not UTF-8"))?;
        Ok(text.to_owned())
    }

    pub(super) fn finish(self) -> Read<()> {
        if self.bytes.is_empty() { Ok(()) } else { Err(Fault("it has bytes left over at the end")) }
    }
}

/// Numbers of a column, in order.
pub(super) struct Column<'a> {
    bytes: &'a [u8],
    width: usize,
    at: usize,
    /// (entry, number) of those that do not fit, and how many of them were read.
    large: Vec<(usize, i64)>,
    larges: usize,
    next_large: usize,
    sum: i64,
}

impl Column<'_> {
    /// The next number; 0 past the end.
    #[inline]
    pub(super) fn number(&mut self) -> i64 {
        let at = self.at;
        self.at += 1;
        if at == self.next_large {
            return self.large_number(at);
        }
        let word = if self.width == 1 {
            u16::from(self.bytes.get(at).copied().unwrap_or(0))
        } else {
            self.bytes.get(2 * at..2 * at + 2).map_or(0, |two| u16::from_le_bytes([two[0], two[1]]))
        };
        i64::from((word >> 1) as i16 ^ -((word & 1) as i16))
    }

    fn large_number(&mut self, at: usize) -> i64 {
        let mut value = 0;
        // Where an entry is listed twice, the last counts.
        while let Some((_, number)) = self.large.get(self.larges).filter(|(entry, _)| *entry == at) {
            value = *number;
            self.larges += 1;
        }
        self.next_large = self.large.get(self.larges).map_or(usize::MAX, |(entry, _)| *entry);
        value
    }

    /// The sum of the numbers up to the next, which must be at least 0 and below `limit`.
    #[inline]
    pub(super) fn sum(&mut self, limit: i64) -> Read<i64> {
        self.sum = self.sum.wrapping_add(self.number());
        if (0..limit).contains(&self.sum) {
            Ok(self.sum)
        } else {
            Err(Fault("it refers to an entry that is not there"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let unsigned = [0, 1, 127, 128, 300, 1 << 40, u64::MAX];
        let signed = [0, -1, 1, -64, 64, i64::MIN, i64::MAX];
        let mut out = Vec::new();
        unsigned.iter().for_each(|&value| put_unsigned(&mut out, value));
        signed.iter().for_each(|&value| put_signed(&mut out, value));
        let mut cursor = Cursor::new(&out);
        for value in unsigned {
            assert_eq!(cursor.unsigned().unwrap(), value);
        }
        for value in signed {
            assert_eq!(cursor.signed().unwrap(), value);
        }
        cursor.finish().unwrap();
    }

    #[test]
    fn columns_come_back() {
        let values = [0, -1, 1, 127, -128, 128, 40_000, -40_000, i64::MAX, i64::MIN, 5];
        for width in [1, 2] {
            let mut out = Vec::new();
            put_column(&mut out, width, &values);
            let mut cursor = Cursor::new(&out);
            let mut column = cursor.column(width, values.len()).unwrap();
            assert_eq!(values.map(|_| column.number()), values);
            cursor.finish().unwrap();
            assert!(Cursor::new(&out[..out.len() - 1]).column(width, values.len()).is_err());
        }
    }

    #[test]
    fn a_number_without_end_is_refused() {
        assert!(Cursor::new(&[0xff; 11]).unsigned().is_err());
        assert!(Cursor::new(&[0x80]).unsigned().is_err());
        assert!(Cursor::new(&[0xff, 0xff, 0xff, 0xff, 0x0f]).count(1).is_err());
    }
}
