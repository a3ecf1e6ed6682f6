//! Plans on tiny networks against oracles that share nothing with them: all plans tried, a linear program over windows by
//! another solver, and numbers worked out by hand.
//!
//! All networks are a few roads from Alpha to Bravo, each of one or two links. A window is a day; a packet of 20 takes 20
//! of what a link passes in the window in which it enters it.

use std::path::PathBuf;

use corridor::analysis::plan::{ask, query::Query};
use corridor::analysis::stop::Stop;
use corridor::data::folder::Files;
use corridor::data::force_file::ForceFile;
use corridor::network::Network;
use corridor::replay::document::Plan;
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome, Variable};

const DAY_MIN: u64 = 1_440;
/// Forming up a packet.
const FORM_MIN: u64 = 120;
const PACKET: u64 = 20;

/// A link: minutes, vehicles an hour.
type Link = (u64, u64);

struct Case {
    routes: Vec<Vec<Link>>,
    packets: u64,
}

/// Numbers from a seed.
struct Draws(u64);

impl Draws {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

fn case(seed: u64, links: u64) -> Case {
    let mut draws = Draws(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    for _ in 0..5 {
        draws.below(2);
    }
    let routes = (0..2 + draws.below(2))
        .map(|_| (0..=draws.below(links)).map(|_| (40 + 20 * draws.below(15), 1 + draws.below(3))).collect())
        .collect();
    Case { routes, packets: 2 + draws.below(9) }
}

impl Case {
    fn vehicles(&self) -> u64 {
        self.packets * PACKET
    }

    fn network(&self, name: &str) -> Network {
        let folder = std::env::temp_dir().join(format!("corridor-oracle-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let mut nodes = "id,lat,lon,country,name\na,52.0,9.0,DE,Alpha\nb,52.0,10.0,DE,Bravo\n".to_owned();
        let mut links = "id,from,to,mode,length_km,capacity_vehicles_per_hour,minutes,two_way\n".to_owned();
        for (number, route) in self.routes.iter().enumerate() {
            let mut at = "a".to_owned();
            for (place, (minutes, rate)) in route.iter().enumerate() {
                let last = place + 1 == route.len();
                let next = if last { "b".to_owned() } else { format!("m{number}") };
                if !last {
                    nodes += &format!("m{number},52.{number}5,9.5,DE,Middle {number}\n");
                }
                links += &format!("l{number}{place},{at},{next},road,70,{rate},{minutes},yes\n");
                at = next;
            }
        }
        let write = |name: &str, text: &str| std::fs::write(PathBuf::from(&folder).join(name), text).expect("a file");
        write("nodes.csv", &nodes);
        write("links.csv", &links);
        let network = Network::new(Files::open(&folder).expect("a folder of tables")).expect("a sound network");
        std::fs::remove_dir_all(&folder).expect("it was there");
        network
    }

    /// The earliest minute by which so many packets of one route are there: the first goes first, each as soon as it can.
    fn route_min(route: &[Link], packets: u64) -> u64 {
        let mut used = vec![std::collections::BTreeMap::<u64, u64>::new(); route.len()];
        let mut last = 0;
        for _ in 0..packets {
            let mut at = FORM_MIN;
            for (link, (minutes, rate)) in route.iter().enumerate() {
                while used[link].get(&(at / DAY_MIN)).copied().unwrap_or(0) + PACKET > rate * 24 {
                    at = (at / DAY_MIN + 1) * DAY_MIN;
                }
                *used[link].entry(at / DAY_MIN).or_default() += PACKET;
                at += minutes;
            }
            last = last.max(at);
        }
        last
    }

    /// The best of all ways to share the packets out. Packets are alike, and on one route first come is first served.
    fn best_min(routes: &[Vec<Link>], packets: u64) -> u64 {
        let [route, others @ ..] = routes else { return if packets == 0 { 0 } else { u64::MAX } };
        let split = |here: u64| Self::route_min(route, here).max(Self::best_min(others, packets - here));
        (0..=packets).map(split).min().unwrap_or(u64::MAX)
    }

    /// Vehicles, in fractions, that can be there by a minute: a program over all windows, by another solver.
    fn most_by(&self, minute: u64) -> f64 {
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let mut rows: std::collections::BTreeMap<(usize, usize, u64), Vec<(Variable, f64)>> =
            std::collections::BTreeMap::new();
        let windows = minute / DAY_MIN + 1;
        for (number, route) in self.routes.iter().enumerate() {
            // In which window each link is entered: every sequence that is in time.
            let mut open: Vec<(Vec<u64>, u64)> = vec![(Vec::new(), FORM_MIN)];
            for (minutes, _) in route {
                let mut next = Vec::new();
                for (entered, at) in &open {
                    for window in at / DAY_MIN..windows {
                        let go = (*at).max(window * DAY_MIN);
                        let mut more = entered.clone();
                        more.push(window);
                        next.push((more, go + minutes));
                    }
                }
                open = next;
            }
            for (entered, _) in open.into_iter().filter(|(_, arrive)| *arrive <= minute) {
                let variable = problem.add_var(1.0, (0.0, f64::INFINITY));
                for (link, window) in entered.into_iter().enumerate() {
                    rows.entry((number, link, window)).or_default().push((variable, 1.0));
                }
            }
        }
        for ((number, link, _), terms) in &rows {
            let rate = self.routes[*number][*link].1;
            problem.add_constraint(terms, ComparisonOp::Le, (rate * 24) as f64);
        }
        match problem.solve().expect("sending nothing is a solution") {
            SolveOutcome::Solution(solution) => solution.objective(),
            _ => panic!("it has a solution"),
        }
    }

    /// The first minute by which all vehicles can be there in fractions.
    fn fractional_min(&self) -> u64 {
        let (mut early, mut late) = (0, Self::best_min(&self.routes, self.packets));
        while late - early > 1 {
            let middle = early + (late - early) / 2;
            if self.most_by(middle) >= self.vehicles() as f64 - 1e-6 { late = middle } else { early = middle }
        }
        late
    }
}

fn planned(network: &Network, units: &[(u64, &str)]) -> Plan {
    let mut text = "name = \"oracle\"\n".to_owned();
    for (number, (count, more)) in units.iter().enumerate() {
        text += &format!(
            "[[unit]]\nname = \"u{number}\"\nfrom = \"Alpha\"\nto = \"Bravo\"\nload = [\"truck-medium-6x6x{count}\"]\n{more}\n"
        );
    }
    let file = ForceFile::parse("oracle.toml", &text).expect("a sound force");
    ask(network, &file, &Query { effort: 20, ..Query::default() }, Stop::NEVER).expect("a plan")
}

/// Packets that start at one place keep their distance: the oracle lets them go at once.
const APART_MIN: u64 = 30;

#[test]
fn plans_are_nearly_always_as_good_as_the_best_of_all_plans() {
    let mut best_of_all = 0;
    for seed in 1..=24 {
        let case = case(seed, 2);
        let plan = planned(&case.network(&format!("all-{seed}")), &[(case.vehicles(), "")]);
        let best = Case::best_min(&case.routes, case.packets);
        let closure = u64::from(plan.closure_min);
        assert!(plan.replay.ok);
        // Larger packets than 20 may fit a window better, and nothing is better than fractions.
        let least = case.fractional_min();
        assert!(closure >= least, "seed {seed}: {closure} is better than a program in fractions, {least}");
        assert!(closure <= best + best / 10, "seed {seed}: {closure}, the best of all plans takes {best}");
        assert!(u64::from(plan.lower_bound_min) <= best, "seed {seed}: a bound above the best of all plans");
        best_of_all += u32::from(closure <= best + APART_MIN);
    }
    assert!(best_of_all >= 20, "{best_of_all} of 24 are as good as the best of all plans");
}

#[test]
fn the_bound_is_that_of_a_program_over_all_windows() {
    for seed in 101..=120 {
        let case = case(seed, 1);
        let plan = planned(&case.network(&format!("lp-{seed}")), &[(case.vehicles(), "")]);
        let (bound, program) = (u64::from(plan.lower_bound_min), case.fractional_min());
        // The bound is sought by halving, to a four-hundredth or ten minutes.
        assert!(bound <= program, "seed {seed}: bound {bound}, the program {program}");
        assert!(program - bound <= 11 + program / 400, "seed {seed}: bound {bound}, the program {program}");
    }
    // Where a route has two links the program knows in which windows both are entered: the bound may know less.
    for seed in 201..=212 {
        let case = case(seed, 2);
        let plan = planned(&case.network(&format!("lp-{seed}")), &[(case.vehicles(), "")]);
        assert!(u64::from(plan.lower_bound_min) <= case.fractional_min(), "seed {seed}");
    }
}

#[test]
fn one_road_closes_as_counted_by_hand() {
    // Two packets of 20 a day (48 vehicles), two hours on the road: nine packets take five days.
    let case = Case { routes: vec![vec![(120, 2)]], packets: 9 };
    let network = case.network("hand");
    let plan = planned(&network, &[(180, "")]);
    assert_eq!(u64::from(plan.closure_min), 4 * DAY_MIN + 120);
    // In fractions 48 a day bring 180 in the fourth window.
    let bound = u64::from(plan.lower_bound_min);
    assert!((3 * DAY_MIN + 120 - 22..=3 * DAY_MIN + 120).contains(&bound), "{bound}");
    // Two more packets that are ready only on the sixth day: nobody waits for anybody.
    let later = planned(&network, &[(180, ""), (40, "ready = \"C+120\"")]);
    assert_eq!(u64::from(later.closure_min), 5 * DAY_MIN + FORM_MIN + 120 + later_apart(&later));
    // Ready later is never complete earlier, and twice as much is never sooner.
    let late = planned(&network, &[(180, "ready = \"C+20\"")]);
    assert!(late.closure_min >= plan.closure_min);
    assert!(planned(&network, &[(360, "")]).closure_min > plan.closure_min);
}

/// What the last packet started after the one before it.
fn later_apart(plan: &Plan) -> u64 {
    let mut starts: Vec<u32> = plan.movements.iter().map(|one| one.depart_min).collect();
    starts.sort_unstable();
    let [.., before, last] = &starts[..] else { return 0 };
    u64::from(last - before)
}
