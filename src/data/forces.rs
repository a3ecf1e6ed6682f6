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

forces!(
    MOVEMENTS,
    movement,
    "forces/published",
    "control-tanks-overnight",
    "v01-bremerhaven-zagan-2017",
    "v02-gdansk-powidz-2017",
    "v06-vlissingen-poland-2022",
    "v12-alexandroupoli-bulgaria-2023",
    "v13-greece-romania-2024",
    "v15-antwerp-eastern-germany-2020",
    "v19-mourmelon-nadlac-2022",
    "v20-mourmelon-voila-2022",
    "v21-suippes-cincu-2025",
    "v24-sennelager-tapa-2022",
    "v25-tapa-johvi",
    "v26-nabburg-rukla-2020",
    "v28-germany-lithuania-2024",
    "v31-denmark-latvia-2022",
    "v32-sweden-latvia-2025",
    "v36-netherlands-drawsko-2017",
    "v39-dragoon-ride-2015",
    "v40-dragoon-ride-2016",
    "v42-antwerp-bavaria-2009",
    "v44-hammelburg-reichenhall-2024",
    "v45-storzingen-lausitz-2024",
    "v48-germany-lithuania-2025",
    "v49-channel-tunnel-2017",
    "v50-bavaria-saxony-2024",
);
