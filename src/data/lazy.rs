//! A table that is read when it is first looked into: a question pays only for the tables that it needs.

use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use super::table::{Lined, Row, read_rows};

/// Rows of one table, behaving like the `Vec` of them.
#[derive(Clone, Debug)]
pub struct Table<T> {
    text: &'static str,
    rows: OnceLock<Vec<Lined<T>>>,
}

impl<T> Table<T> {
    /// The rows of an embedded text, read when they are first looked at. Only for texts that the tests have read.
    pub fn later(text: &'static str) -> Self {
        Table { text, rows: OnceLock::new() }
    }
}

impl<T: Row> Table<T> {
    /// The rows; the first call reads them, O(size).
    fn rows(&self) -> &Vec<Lined<T>> {
        self.rows.get_or_init(|| {
            let mut problems = Vec::new();
            let rows = if self.text.is_empty() { Vec::new() } else { read_rows::<T>(self.text, &mut problems) };
            assert!(problems.is_empty(), "an embedded table is damaged: {problems:?}");
            rows
        })
    }
}

impl<T> From<Vec<Lined<T>>> for Table<T> {
    fn from(rows: Vec<Lined<T>>) -> Self {
        Table { text: "", rows: OnceLock::from(rows) }
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table::from(Vec::new())
    }
}

impl<T: Row> Deref for Table<T> {
    type Target = Vec<Lined<T>>;

    fn deref(&self) -> &Vec<Lined<T>> {
        self.rows()
    }
}

impl<T: Row> DerefMut for Table<T> {
    fn deref_mut(&mut self) -> &mut Vec<Lined<T>> {
        self.rows();
        self.rows.get_mut().expect("the line above has read the rows")
    }
}

impl<'a, T: Row> IntoIterator for &'a Table<T> {
    type Item = &'a Lined<T>;
    type IntoIter = std::slice::Iter<'a, Lined<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows().iter()
    }
}
