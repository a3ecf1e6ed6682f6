//! Reads the two Python literals of the geometry package, strictly: `graph=[{1: 2.02, ...}, ...]` and
//! `nodes=[[-34.638, -58.381], ...]`. Nothing of the file is ever executed.

use super::geometry::Point;
use crate::error::{Error, Place, Problem, Result};

/// The content of one geometry file.
pub(super) struct Literal {
    /// For each node its neighbours with the length of the way in km.
    pub(super) graph: Vec<Vec<(u32, f64)>>,
    /// Positions.
    pub(super) nodes: Vec<Point>,
}

struct Scanner<'a> {
    file: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn wrong(&self, wanted: &str) -> Error {
        let message = format!("byte {}: {wanted} was expected; the package is not of the known form", self.at);
        Error::Input(vec![Problem::new(Place::file(self.file), "literal", message)])
    }

    fn space(&mut self) {
        while self.bytes.get(self.at).is_some_and(|byte| *byte == b' ') {
            self.at += 1;
        }
    }

    fn accept(&mut self, byte: u8) -> bool {
        self.space();
        let there = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, byte: u8) -> Result<()> {
        if self.accept(byte) { Ok(()) } else { Err(self.wrong(&format!("\"{}\"", char::from(byte)))) }
    }

    fn number(&mut self) -> Result<f64> {
        self.space();
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|byte| !matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'));
        let text = std::str::from_utf8(&rest[..end.unwrap_or(rest.len())]).unwrap_or("");
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => {
                self.at += text.len();
                Ok(value)
            }
            _ => Err(self.wrong("a number")),
        }
    }

    fn key(&mut self) -> Result<u32> {
        let number = self.number()?;
        if number >= 0.0 && number <= f64::from(u32::MAX) && number.fract() == 0.0 {
            Ok(number as u32)
        } else {
            Err(self.wrong("the number of a node"))
        }
    }

    /// `open item, item, ... close`.
    fn list<T>(&mut self, open: u8, close: u8, item: impl Fn(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        self.expect(open)?;
        let mut items = Vec::new();
        while !self.accept(close) {
            items.push(item(self)?);
            if !self.accept(b',') {
                self.expect(close)?;
                break;
            }
        }
        Ok(items)
    }
}

/// Parses the text of a geometry file called `file`. O(length).
///
/// # Errors
/// When it is not of the one known form, or a neighbour or a position cannot be.
pub(super) fn parse(file: &str, text: &[u8]) -> Result<Literal> {
    let (mut graph, mut nodes) = (None, None);
    let mut start = 0;
    for line in text.split(|byte| *byte == b'\n') {
        let mut scanner = Scanner { file, bytes: &text[..start + line.len()], at: start };
        if line.starts_with(b"graph=") {
            scanner.at += "graph=".len();
            let pair = |s: &mut Scanner<'_>| {
                let key = s.key()?;
                s.expect(b':')?;
                Ok((key, s.number()?))
            };
            graph = Some(scanner.list(b'[', b']', |s| s.list(b'{', b'}', pair))?);
        } else if line.starts_with(b"nodes=") {
            scanner.at += "nodes=".len();
            nodes = Some(scanner.list(b'[', b']', |s| {
                let numbers = s.list(b'[', b']', Scanner::number)?;
                match numbers[..] {
                    [lat, lon] if lat.abs() <= 90.0 && lon.abs() <= 180.0 => Ok(Point::new(lat, lon)),
                    _ => Err(s.wrong("a latitude and a longitude")),
                }
            })?);
        }
        start += line.len() + 1;
    }
    let problem = |message: &str| Error::Input(vec![Problem::new(Place::file(file), "literal", message)]);
    let (Some(graph), Some(nodes)) = (graph, nodes) else {
        return Err(problem("it has no line graph= or no line nodes="));
    };
    let right = |&(key, km): &(u32, f64)| (key as usize) < nodes.len() && km >= 0.0;
    if graph.len() != nodes.len() || !graph.iter().flatten().all(right) {
        return Err(problem("graph and nodes do not belong together"));
    }
    Ok(Literal { graph, nodes })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "\nfrom x import y\ngraph=[{1: 2.02}, {0: 2.02, 1: 0.0}]\nnodes=[[-34.6, 58], [1e1, 2]]\nz=1\n";

    #[test]
    fn the_known_form_is_read() {
        let literal = parse("roads.py", GOOD.as_bytes()).unwrap();
        assert_eq!(literal.graph, [vec![(1, 2.02)], vec![(0, 2.02), (1, 0.0)]]);
        assert_eq!(literal.nodes[1], Point::new(10.0, 2.0));
    }

    #[test]
    fn anything_else_is_refused_and_never_panics() {
        for (from, to) in
            [("{1:", "{2:"), ("58]", "580]"), ("2.02}", "nan}"), ("2.02}", "-1}"), ("[[", "[("), ("nodes", "n")]
        {
            assert!(parse("roads.py", GOOD.replace(from, to).as_bytes()).is_err(), "{from} -> {to}");
        }
        for length in 0..GOOD.len() - 6 {
            assert!(parse("roads.py", &GOOD.as_bytes()[..length]).is_err(), "cut at {length}");
        }
    }
}
