//! dump
#[test]
fn dump() {
    use super::*;
    for f in Format::ALL {
        let b = render(&fixture::answer(), f, &Options::default()).unwrap();
        std::fs::write(format!("/tmp/c2ex/out.{f}"), b).unwrap();
    }
    std::fs::write(
        "/tmp/c2ex/ansi.txt",
        render(&fixture::answer(), Format::Table, &Options { colour: Colour::Ansi, ..Options::default() }).unwrap(),
    )
    .unwrap();
    std::fs::write("/tmp/c2ex/hostile.table", render(&fixture::hostile(), Format::Table, &Options::default()).unwrap())
        .unwrap();
    std::fs::write("/tmp/c2ex/hostile.png", render(&fixture::hostile(), Format::Png, &Options::default()).unwrap())
        .unwrap();
    let mut far = fixture::answer();
    far.from.lat = 36.9;
    far.from.lon = -76.3;
    far.from.name = "Norfolk".into();
    far.routes[1].legs[0].line.insert(0, (-76.3, 36.9));
    std::fs::write("/tmp/c2ex/far.png", render(&far, Format::Png, &Options::default()).unwrap()).unwrap();
    let mut none = fixture::answer();
    none.routes.clear();
    std::fs::write("/tmp/c2ex/none.png", render(&none, Format::Png, &Options::default()).unwrap()).unwrap();
    let mut near = fixture::answer();
    let l = near.routes[0].legs.remove(1);
    near.routes.truncate(1);
    near.routes[0].legs = vec![l];
    near.relaxations.clear();
    near.routes[0].structures.clear();
    near.from.lon = 23.335;
    near.from.lat = 54.33;
    near.from.name = "Mockava".into();
    near.disjoint = None;
    std::fs::write("/tmp/c2ex/near.png", render(&near, Format::Png, &Options::default()).unwrap()).unwrap();
    let mut bal = fixture::answer();
    bal.relaxations.clear();
    bal.routes.truncate(1);
    bal.routes[0].legs[0].line =
        vec![(13.2, 38.1), (23.7, 37.9), (22.9, 40.6), (23.3, 42.7), (26.1, 44.4), (28.6, 44.2)];
    bal.routes[0].legs[1].line = vec![(28.6, 44.2), (27.6, 47.2)];
    bal.routes[0].structures.clear();
    bal.from.lon = 13.2;
    bal.from.lat = 38.1;
    bal.from.name = "Palermo".into();
    bal.to.name = "Iași".into();
    bal.to.lon = 27.6;
    bal.to.lat = 47.2;
    bal.routes[0].countries = vec!["IT".into(), "GR".into(), "BG".into(), "RO".into()];
    std::fs::write("/tmp/c2ex/south.png", render(&bal, Format::Png, &Options::default()).unwrap()).unwrap();
}
