//! The force packages that come with the program, and published movements to check it against.

macro_rules! forces {
    ($names:ident, $find:ident, $folder:literal, $($name:literal),* $(,)?) => {
        /// Their names, in order.
        pub const $names: &[&str] = &[$($name,)*];

        /// The text of one by name.
        pub fn $find(name: &str) -> Option<&'static str> {
            match name {
                $($name => Some(include_str!(concat!("../../networks/europe/", $folder, "/", $name, ".toml"))),)*
                _ => None,
            }
        }
    };
}

forces!(
    NAMES,
    embedded,
    "forces",
    "battalion-de-lithuania",
    "battalion-dk-latvia",
    "battalion-fr-romania",
    "battalion-gb-estonia",
    "battalion-se-finland",
    "battalion-se-latvia",
    "brigade-de-lithuania",
    "brigade-fr-romania",
    "brigade-gb-poland",
    "brigade-nl-poland",
    "brigade-us-poland",
    "brigade-us-romania",
    "division-eu-baltic",
    "division-us-poland",
);

forces!(MOVEMENTS, movement, "forces/published",);
