//! Things on a map with their properties: the one model that map layers, GIS services and exports are made from.

/// Where a thing is; (longitude, latitude) in degrees.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Nowhere on the map.
    None,
    /// A point.
    Point((f64, f64)),
    /// A line of two points or more.
    Line(Vec<(f64, f64)>),
    /// Several lines of two points or more.
    Lines(Vec<Vec<(f64, f64)>>),
}

impl Shape {
    /// Its points.
    pub fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        let one: &[(f64, f64)] = match self {
            Shape::None | Shape::Lines(_) => &[],
            Shape::Point(point) => std::slice::from_ref(point),
            Shape::Line(points) => points,
        };
        let several: &[Vec<(f64, f64)>] = if let Shape::Lines(lines) = self { lines } else { &[] };
        one.iter().chain(several.iter().flatten()).copied()
    }

    /// West, south, east and north of it; nothing when it is nowhere.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        bounds(self.points())
    }
}

/// West, south, east and north of some points.
pub fn bounds(points: impl Iterator<Item = (f64, f64)>) -> Option<[f64; 4]> {
    points.fold(None, |bounds: Option<[f64; 4]>, (lon, lat)| {
        let [west, south, east, north] = bounds.unwrap_or([lon, lat, lon, lat]);
        Some([west.min(lon), south.min(lat), east.max(lon), north.max(lat)])
    })
}

/// A property.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Not known, or of no meaning here.
    None,
    /// Words.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number.
    Real(f64),
    /// Yes or no.
    Flag(bool),
}

/// What the values of a field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// Whole numbers.
    Whole,
    /// Numbers.
    Real,
    /// Yes or no.
    Flag,
}

/// A thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// Its id, unique in the layer.
    pub id: String,
    /// Where.
    pub shape: Shape,
    /// One value for each field of the layer.
    pub values: Vec<Value>,
}

/// Things of one kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layer {
    /// Name in addresses and files.
    pub name: String,
    /// What it is, for people.
    pub title: String,
    /// Names of the fields, units last.
    pub fields: Vec<String>,
    /// The things.
    pub features: Vec<Feature>,
}

impl Layer {
    /// What the values of a field are: numbers when all are numbers, whole when all are whole; else words. O(features).
    pub fn kind(&self, field: usize) -> Kind {
        let mut kind = None;
        for value in self.features.iter().filter_map(|feature| feature.values.get(field)) {
            let one = match value {
                Value::None => continue,
                Value::Text(_) => Kind::Text,
                Value::Whole(_) => Kind::Whole,
                Value::Real(_) => Kind::Real,
                Value::Flag(_) => Kind::Flag,
            };
            kind = Some(match (kind, one) {
                (None, one) => one,
                (Some(kind), one) if kind == one => kind,
                (Some(Kind::Whole), Kind::Real) | (Some(Kind::Real), Kind::Whole) => Kind::Real,
                _ => Kind::Text,
            });
        }
        kind.unwrap_or(Kind::Text)
    }

    /// West, south, east and north of everything in it. O(points).
    pub fn bounds(&self) -> Option<[f64; 4]> {
        bounds(self.features.iter().flat_map(|feature| feature.shape.points()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(values: &[Value]) -> Layer {
        let features = values.iter().map(|value| Feature {
            id: String::new(),
            shape: Shape::Point((20.0, 54.0)),
            values: vec![value.clone()],
        });
        Layer { fields: vec!["x".to_owned()], features: features.collect(), ..Layer::default() }
    }

    #[test]
    fn the_kind_of_a_field_holds_all_its_values() {
        use Value::*;
        assert_eq!(layer(&[None, Whole(1), Whole(2)]).kind(0), Kind::Whole);
        assert_eq!(layer(&[Whole(1), Real(2.5), None]).kind(0), Kind::Real);
        assert_eq!(layer(&[Flag(true)]).kind(0), Kind::Flag);
        assert_eq!(layer(&[Flag(true), Whole(1)]).kind(0), Kind::Text);
        assert_eq!(layer(&[None]).kind(0), Kind::Text);
    }

    #[test]
    fn bounds_hold_every_point() {
        let line = Shape::Line(vec![(20.0, 54.0), (18.0, 55.0), (19.0, 51.0)]);
        assert_eq!(line.bounds(), Some([18.0, 51.0, 20.0, 55.0]));
        assert_eq!(Shape::None.bounds(), None);
    }
}
