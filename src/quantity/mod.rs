//! Units in types: a tonne cannot be compared with a metre, and neither can be negative or not a number.
//!
//! | type | unit | where |
//! |---|---|---|
//! | [`Tonnes`] | t (1,000 kg) | masses, axle loads, load limits |
//! | [`Metres`] | m | sizes of vehicles, clearances |
//!
//! Distances on the network are whole metres (`*_m: u32`) and times whole seconds or minutes (`*_s`, `*_min`): integers,
//! so that sums agree exactly.

use std::fmt;

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $symbol:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
        pub struct $name(f64);

        impl $name {
            /// The value, if it is finite and not negative.
            pub fn new(value: f64) -> Option<Self> {
                (value.is_finite() && value >= 0.0).then_some($name(value))
            }

            /// The number in this unit.
            pub fn value(self) -> f64 {
                self.0
            }

            /// The larger of two.
            pub fn max(self, other: Self) -> Self {
                if other.0 > self.0 { other } else { self }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let rounded = (self.0 * 100.0).round() / 100.0;
                write!(f, "{rounded} {}", $symbol)
            }
        }
    };
}

quantity! {
    /// A mass in tonnes.
    ///
    /// ```
    /// use corridor::quantity::Tonnes;
    /// assert_eq!(Tonnes::new(62.0).unwrap().to_string(), "62 t");
    /// assert!(Tonnes::new(f64::NAN).is_none() && Tonnes::new(-1.0).is_none());
    /// ```
    Tonnes, "t"
}
quantity! {
    /// A length in metres.
    ///
    /// ```compile_fail
    /// use corridor::quantity::{Metres, Tonnes};
    /// // Nonsense: is 3.76 m more than 62 t?
    /// let _ = Metres::new(3.76) > Tonnes::new(62.0);
    /// ```
    Metres, "m"
}
