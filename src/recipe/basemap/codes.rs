//! Which state a polygon of Natural Earth belongs to on our maps.

use super::Degrees;

/// ISO 3166-1 numeric and alpha-2 codes of the states in and around Europe; others are drawn without a code.
#[rustfmt::skip]
const CODES: [(&str, &str); 76] = [
    ("008", "AL"), ("012", "DZ"), ("020", "AD"), ("031", "AZ"), ("040", "AT"), ("051", "AM"), ("056", "BE"), ("070", "BA"),
    ("100", "BG"), ("112", "BY"), ("124", "CA"), ("191", "HR"), ("196", "CY"), ("203", "CZ"), ("208", "DK"), ("233", "EE"),
    ("234", "FO"), ("246", "FI"), ("248", "AX"), ("250", "FR"), ("268", "GE"), ("275", "PS"), ("276", "DE"), ("292", "GI"),
    ("300", "GR"), ("304", "GL"), ("336", "VA"), ("348", "HU"), ("352", "IS"), ("364", "IR"), ("368", "IQ"), ("372", "IE"),
    ("376", "IL"), ("380", "IT"), ("398", "KZ"), ("400", "JO"), ("414", "KW"), ("417", "KG"), ("422", "LB"), ("428", "LV"),
    ("434", "LY"), ("438", "LI"), ("440", "LT"), ("442", "LU"), ("470", "MT"), ("478", "MR"), ("492", "MC"), ("498", "MD"),
    ("499", "ME"), ("504", "MA"), ("528", "NL"), ("578", "NO"), ("616", "PL"), ("620", "PT"), ("642", "RO"), ("643", "RU"),
    ("674", "SM"), ("682", "SA"), ("688", "RS"), ("703", "SK"), ("705", "SI"), ("724", "ES"), ("732", "EH"), ("752", "SE"),
    ("756", "CH"), ("760", "SY"), ("762", "TJ"), ("788", "TN"), ("792", "TR"), ("795", "TM"), ("804", "UA"), ("807", "MK"),
    ("818", "EG"), ("826", "GB"), ("840", "US"), ("860", "UZ"),
];

/// The alpha-2 code of a country of the source, by its ISO number or, where it has none, by its name; `--` if not listed.
pub(super) fn code(number: Option<&str>, name: &str) -> &'static str {
    match (number, name) {
        (_, "Kosovo") => "XK",
        // Cyprus is drawn as one island: the buffer zone and the north are parts of it.
        (_, "N. Cyprus" | "Cyprus U.N. Buffer Zone") => "CY",
        (_, "Dhekelia" | "Akrotiri" | "Jersey" | "Guernsey" | "Isle of Man") => "GB",
        (_, "Baikonur") => "KZ",
        (Some("248"), _) => "FI",
        (number, _) => CODES.iter().find(|(found, _)| Some(*found) == number).map_or("--", |(_, code)| code),
    }
}

/// The state of one polygon: Natural Earth shows Crimea as it is held, our maps as the law has it: Ukraine.
pub(super) fn owner(own: &'static str, outer: &[Degrees]) -> &'static str {
    let crimea = |&(lon, lat): &Degrees| (32.0..=36.8).contains(&lon) && (44.0..=46.4).contains(&lat);
    if own == "RU" && outer.iter().all(crimea) { "UA" } else { own }
}
