//! Writes an SQLite database file in one go: tables filled in order of their row number, indexes of a page. Enough for a
//! GeoPackage, in pure Rust and with the same bytes each time. After the file format that sqlite.org documents.

use crate::error::{Error, Result};

/// Bytes in a page.
const PAGE: usize = 4_096;

/// Bytes before the b-tree of the first page.
const HEADER: usize = 100;

/// What a cell of a row holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Null,
    Whole(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

impl Cell {
    pub(super) fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

/// A table with its rows in order of their numbers, and the indexes that its definition implies.
pub(super) struct Table {
    pub(super) name: String,
    /// The statement that would create it.
    pub(super) sql: String,
    /// (row number, cells); the column that is the row number itself holds nothing.
    pub(super) rows: Vec<(i64, Vec<Cell>)>,
    /// For each UNIQUE or PRIMARY KEY in the order of the definition: the columns.
    pub(super) unique: Vec<Vec<usize>>,
}

/// The database as a file. `application` and `version` go into the header. O(bytes).
///
/// # Errors
/// When an index does not fit on a page.
pub(super) fn database(tables: &[Table], application: u32, version: u32) -> Result<Vec<u8>> {
    let roots: usize = tables.iter().map(|table| 1 + table.unique.len()).sum();
    let mut file = File { pages: vec![vec![0; PAGE]; 1 + roots] };
    let mut schema = Vec::new();
    let mut root = 1;
    for table in tables {
        root += 1;
        file.table(root, &table.rows);
        let name = Cell::text(&table.name);
        schema.push(vec![Cell::text("table"), name.clone(), name.clone(), page_cell(root), Cell::text(&table.sql)]);
        for (number, columns) in table.unique.iter().enumerate() {
            root += 1;
            file.index(root, &table.rows, columns)?;
            let index = Cell::Text(format!("sqlite_autoindex_{}_{}", table.name, number + 1));
            schema.push(vec![Cell::text("index"), index, name.clone(), page_cell(root), Cell::Null]);
        }
    }
    let rows: Vec<(i64, Vec<Cell>)> = (1..).zip(schema).collect();
    file.table(1, &rows);
    file.header(application, version);
    Ok(file.pages.concat())
}

fn page_cell(page: usize) -> Cell {
    Cell::Whole(i64::try_from(page).unwrap_or(i64::MAX))
}

fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

struct File {
    /// Pages, the first is number 1.
    pages: Vec<Vec<u8>>,
}

impl File {
    /// Appends an empty page and says its number.
    fn page(&mut self) -> usize {
        self.pages.push(vec![0; PAGE]);
        self.pages.len()
    }

    /// Room for cells on a page whose b-tree has a header of so many bytes.
    fn room(page: usize, header: usize) -> usize {
        PAGE - header - if page == 1 { HEADER } else { 0 }
    }

    /// Fills the b-tree of a table.
    fn table(&mut self, root: usize, rows: &[(i64, Vec<Cell>)]) {
        let cells: Vec<(i64, Vec<u8>)> = rows.iter().map(|(key, row)| (*key, self.leaf_cell(*key, row))).collect();
        if fits(cells.iter().map(|(_, cell)| cell.len()), File::room(root, 8)) {
            let cells: Vec<Vec<u8>> = cells.into_iter().map(|(_, cell)| cell).collect();
            self.fill(root, 0x0d, None, &cells);
            return;
        }
        let mut level: Vec<(i64, usize)> = Vec::new();
        for part in parts(cells, File::room(2, 8)) {
            let page = self.page();
            let key = part.last().map_or(0, |(key, _)| *key);
            let cells: Vec<Vec<u8>> = part.into_iter().map(|(_, cell)| cell).collect();
            self.fill(page, 0x0d, None, &cells);
            level.push((key, page));
        }
        loop {
            let cell = |(key, page): &(i64, usize)| {
                let mut cell = number(*page).to_be_bytes().to_vec();
                varint(*key, &mut cell);
                cell
            };
            // The last child of a page has no cell: the page's header names it.
            let cells: Vec<(i64, Vec<u8>)> = level.iter().map(|child| (child.0, cell(child))).collect();
            let room = File::room(root, 12);
            if fits(cells[..cells.len() - 1].iter().map(|(_, cell)| cell.len()), room) {
                let last = level[level.len() - 1].1;
                let cells: Vec<Vec<u8>> = cells[..cells.len() - 1].iter().map(|(_, cell)| cell.clone()).collect();
                self.fill(root, 0x05, Some(last), &cells);
                return;
            }
            let mut above = Vec::new();
            let mut at = 0;
            for part in parts(cells, File::room(2, 12)) {
                let page = self.page();
                let children = &level[at..at + part.len()];
                at += part.len();
                let cells: Vec<Vec<u8>> = part[..part.len() - 1].iter().map(|(_, cell)| cell.clone()).collect();
                let (key, last) = children[children.len() - 1];
                self.fill(page, 0x05, Some(last), &cells);
                above.push((key, page));
            }
            level = above;
        }
    }

    /// Fills an index of one page.
    fn index(&mut self, root: usize, rows: &[(i64, Vec<Cell>)], columns: &[usize]) -> Result<()> {
        let mut keys: Vec<(Vec<String>, i64)> = Vec::new();
        for (key, row) in rows {
            let texts = columns.iter().map(|column| match &row[*column] {
                Cell::Text(text) => text.clone(),
                _ => String::new(),
            });
            keys.push((texts.collect(), *key));
        }
        keys.sort();
        let cell = |(texts, key): &(Vec<String>, i64)| {
            let mut row: Vec<Cell> = texts.iter().cloned().map(Cell::Text).collect();
            row.push(Cell::Whole(*key));
            let record = record(&row);
            let mut cell = Vec::new();
            varint(i64::from(number(record.len())), &mut cell);
            cell.extend(record);
            cell
        };
        let cells: Vec<Vec<u8>> = keys.iter().map(cell).collect();
        // A cell of an index spills over beyond this length.
        if cells.iter().any(|cell| cell.len() > 900) || !fits(cells.iter().map(Vec::len), File::room(root, 8)) {
            return Err(Error::Output("a GeoPackage of so many layers is not foreseen".to_owned()));
        }
        self.fill(root, 0x0a, None, &cells);
        Ok(())
    }

    /// A cell of a table's leaf; what is too long for a page goes to pages of its own.
    fn leaf_cell(&mut self, key: i64, row: &[Cell]) -> Vec<u8> {
        let record = record(row);
        let mut cell = Vec::new();
        varint(i64::try_from(record.len()).unwrap_or(i64::MAX), &mut cell);
        varint(key, &mut cell);
        let most = PAGE - 35;
        if record.len() <= most {
            cell.extend(record);
            return cell;
        }
        let least = (PAGE - 12) * 32 / 255 - 23;
        let local = least + (record.len() - least) % (PAGE - 4);
        let local = if local <= most { local } else { least };
        cell.extend(&record[..local]);
        let pieces: Vec<&[u8]> = record[local..].chunks(PAGE - 4).collect();
        let first = self.pages.len() + 1;
        cell.extend(number(first).to_be_bytes());
        for (index, piece) in pieces.iter().enumerate() {
            let page = self.page();
            let next = if index + 1 < pieces.len() { number(page + 1) } else { 0 };
            self.pages[page - 1][..4].copy_from_slice(&next.to_be_bytes());
            self.pages[page - 1][4..4 + piece.len()].copy_from_slice(piece);
        }
        cell
    }

    /// Writes a page of a b-tree: header, pointers, and the cells from the end.
    fn fill(&mut self, page: usize, kind: u8, last_child: Option<usize>, cells: &[Vec<u8>]) {
        let start = if page == 1 { HEADER } else { 0 };
        let bytes = &mut self.pages[page - 1];
        let short = |value: usize| u16::try_from(value).unwrap_or(0).to_be_bytes();
        let mut pointer = start + 8;
        if let Some(child) = last_child {
            bytes[pointer..pointer + 4].copy_from_slice(&number(child).to_be_bytes());
            pointer += 4;
        }
        let mut end = PAGE;
        for cell in cells {
            end -= cell.len();
            bytes[end..end + cell.len()].copy_from_slice(cell);
            bytes[pointer..pointer + 2].copy_from_slice(&short(end));
            pointer += 2;
        }
        bytes[start] = kind;
        bytes[start + 3..start + 5].copy_from_slice(&short(cells.len()));
        bytes[start + 5..start + 7].copy_from_slice(&short(end));
    }

    fn header(&mut self, application: u32, version: u32) {
        let pages = number(self.pages.len());
        let bytes = &mut self.pages[0];
        bytes[..16].copy_from_slice(b"SQLite format 3\0");
        bytes[16..18].copy_from_slice(&u16::try_from(PAGE).unwrap_or(0).to_be_bytes());
        bytes[18..24].copy_from_slice(&[1, 1, 0, 64, 32, 32]);
        let mut put = |at: usize, value: u32| bytes[at..at + 4].copy_from_slice(&value.to_be_bytes());
        put(24, 1); // changes
        put(28, pages);
        put(40, 1); // changes of the schema
        put(44, 4); // format of the schema
        put(56, 1); // UTF-8
        put(60, version);
        put(68, application);
        put(92, 1); // changes that the number of pages is valid for
        put(96, 3_040_000); // version of the library whose format this is
    }
}

/// Whether cells fit into so many bytes, each with its pointer.
fn fits(mut lengths: impl Iterator<Item = usize>, room: usize) -> bool {
    lengths.try_fold(0, |used, length| Some(used + length + 2).filter(|used| *used <= room)).is_some()
}

/// Cells in parts that fit into so many bytes each.
fn parts(cells: Vec<(i64, Vec<u8>)>, room: usize) -> Vec<Vec<(i64, Vec<u8>)>> {
    let mut parts: Vec<Vec<(i64, Vec<u8>)>> = Vec::new();
    let mut left = 0;
    for cell in cells {
        let needed = cell.1.len() + 2;
        if needed > left || parts.is_empty() {
            parts.push(Vec::new());
            left = room;
        }
        left -= needed;
        if let Some(part) = parts.last_mut() {
            part.push(cell);
        }
    }
    parts
}

/// A row: lengths and types, then the values.
fn record(row: &[Cell]) -> Vec<u8> {
    let (mut types, mut body) = (Vec::new(), Vec::new());
    let length = |bytes: &[u8]| i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    for cell in row {
        match cell {
            Cell::Null => varint(0, &mut types),
            Cell::Whole(value) => {
                varint(6, &mut types);
                body.extend(value.to_be_bytes());
            }
            Cell::Real(value) => {
                varint(7, &mut types);
                body.extend(value.to_be_bytes());
            }
            Cell::Text(text) => {
                varint(13 + 2 * length(text.as_bytes()), &mut types);
                body.extend(text.as_bytes());
            }
            Cell::Blob(bytes) => {
                varint(12 + 2 * length(bytes), &mut types);
                body.extend(bytes);
            }
        }
    }
    // The length of the head counts itself.
    let mut head = Vec::new();
    let mut size = types.len() + 1;
    loop {
        head.clear();
        varint(i64::try_from(size).unwrap_or(i64::MAX), &mut head);
        if head.len() + types.len() == size {
            break;
        }
        size = head.len() + types.len();
    }
    head.extend(types);
    head.extend(body);
    head
}

/// Seven bits a byte, most significant first; the ninth byte has eight.
fn varint(value: i64, out: &mut Vec<u8>) {
    let bits = value.cast_unsigned();
    if bits >> 56 != 0 {
        for shift in (0..8).rev() {
            out.push(low(bits >> (8 + 7 * shift)) & 0x7f | 0x80);
        }
        out.push(low(bits));
        return;
    }
    let mut groups = vec![low(bits) & 0x7f];
    let mut rest = bits >> 7;
    while rest != 0 {
        groups.push(low(rest) & 0x7f | 0x80);
        rest >>= 7;
    }
    out.extend(groups.iter().rev());
}

fn low(bits: u64) -> u8 {
    u8::try_from(bits & 0xff).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_lengths_of_the_format() {
        let bytes = |value: i64| {
            let mut out = Vec::new();
            varint(value, &mut out);
            out
        };
        assert_eq!(bytes(0), [0]);
        assert_eq!(bytes(127), [0x7f]);
        assert_eq!(bytes(128), [0x81, 0x00]);
        assert_eq!(bytes(300), [0x82, 0x2c]);
        assert_eq!(bytes(16_384), [0x81, 0x80, 0x00]);
        assert_eq!(bytes(-1), [0xff; 9]);
        assert_eq!(bytes(1 << 56).len(), 9);
    }

    #[test]
    fn a_record_says_its_own_length() {
        let row = record(&[Cell::Null, Cell::Whole(1), Cell::text("ab")]);
        assert_eq!(row, [4, 0, 6, 17, 0, 0, 0, 0, 0, 0, 0, 1, b'a', b'b']);
        let wide = record(&vec![Cell::Null; 200]);
        assert_eq!(wide[..2], [0x81, 0x4a]);
        assert_eq!(wide.len(), 202);
    }
}
