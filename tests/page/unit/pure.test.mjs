// The pure modules of the page: `node --test tests/page/unit`.
import assert from "node:assert/strict";
import test from "node:test";

const js = (name) => import(new URL(`../../../src/server/page/js/${name}.js`, import.meta.url));
const { afterC, byKind, duration, instant, moment, number, parts, words } = await js("format");
const { fold, nearest, rank } = await js("search");
const { loadOf, loadText, parse, side, split, write } = await js("state");
const { arrivals, position, strip, tally, track } = await js("motion");
const own = await js("parts/own");

test("durations keep the two units that matter and never say 24 h or 60 min", () => {
  assert.equal(duration(14117), "9 d 19 h");
  assert.equal(duration(35), "35 min");
  assert.equal(duration(250), "4 h 10 min");
  assert.equal(duration(1440), "1 d");
  assert.equal(duration(2 * 1440 - 10), "2 d");
  assert.equal(duration(59.6), "1 h");
  assert.deepEqual(parts(0), [[0, "min"]]);
  for (let minutes = 0; minutes < 6000; minutes += 7) assert.doesNotMatch(duration(minutes), /\b(24 h|60 min)/);
});

test("instants are told on their own clock, whatever the zone of the browser", () => {
  assert.deepEqual(instant("2027-03-01T08:00:00+01:00"), { at: Date.UTC(2027, 2, 1, 7), offset: 60 });
  assert.equal(moment("2027-03-11T04:17:52+02:00[Europe/Vilnius]"), "Thu 11 Mar 2027, 04:17");
  assert.equal(moment("2027-03-01T08:00:00-03:30", 24 * 60), "Tue 2 Mar 2027, 08:00");
  assert.equal(moment("2027-12-31T23:30:00Z", 45), "Sat 1 Jan 2028, 00:15");
  assert.equal(afterC(14117), "C+235 h 17");
  assert.equal(afterC(61), "C+1 h 01");
});

test("every line of a ledger has a kind, and the kinds add up to the whole", () => {
  const ledger = [["load", 360], ["permission to start", 9720], ["drive", 318], ["halt", 997], ["something new", 5]].map(([line, minutes]) => ({ line, minutes }));
  const kinds = byKind(ledger);
  assert.equal(kinds.reduce((sum, [, minutes]) => sum + minutes, 0), 11400);
  assert.deepEqual(kinds.map(([kind]) => kind), ["move", "handle", "paper-work", "wait", "rest"]);
});

test("names are found without accents, best first", () => {
  const items = [["Klaipėda", "LT"], ["Kaliningrad", "RU"], ["Bad Klaffer", "AT"], ["Łódź", "PL"], ["Gdansk", "PL"]].map(([label, hint]) => ({ label, hint }));
  assert.equal(fold("Łódź – Gdańsk"), "lodz gdansk");
  assert.deepEqual(rank("kla", items).map((item) => item.label), ["Klaipėda", "Bad Klaffer"]);
  assert.deepEqual(rank("lodz", items).map((item) => item.label), ["Łódź"]);
  assert.deepEqual(rank("zzz", items), []);
  assert.equal(rank("", items).length, 5);
  const heavy = rank("a", [{ label: "Aa" }, { label: "Ab", weight: 3 }]);
  assert.equal(heavy[0].label, "Ab");
});

test("the nearest place is the nearest on the ground, not in degrees", () => {
  const items = [{ label: "east", lon: 21.0, lat: 60.0 }, { label: "south", lon: 20.0, lat: 59.3 }];
  assert.equal(nearest([20, 60], items, 120).item.label, "east");
  assert.equal(nearest([0, 0], items, 120), null);
});

test("a link restores what it was written from", () => {
  const state = { view: "capacity", flags: { from: ["ports:north-sea"], load: ["leopard-2a7x4", "boxerx2"], avoid: ["A & B, é"] }, page: { map: "5.2/54.100/15.300", way: "2" } };
  assert.deepEqual(parse(write(state)), state);
  assert.equal(parse("#/nowhere?from=x").view, "route");
  assert.deepEqual(parse(""), { view: "route", flags: {}, page: {} });
  assert.equal(write({ view: "route", flags: { from: [""], to: [] }, page: { map: null } }), "#/route");
  assert.match(write(state), /from=ports:north-sea/);
});

test("sides of a comparison share what is alike and keep what differs", () => {
  const [a, b] = [{ from: ["x"], regime: ["today"] }, { from: ["x"], deny: ["HU"] }];
  const flags = split(a, b);
  assert.deepEqual(flags.from, ["x"]);
  const again = parse(write({ view: "compare", flags: { question: ["route"], ...flags }, page: {} })).flags;
  assert.deepEqual(side(again, "a"), { from: ["x"], regime: ["today"] });
  assert.deepEqual(side(again, "b"), { from: ["x"], deny: ["HU"] });
});

test("loads are a name and a count", () => {
  assert.deepEqual(loadOf("leopard-2a7x4"), { id: "leopard-2a7", count: 4 });
  assert.deepEqual(loadOf("zetros-6x6", (name) => name === "zetros-6x6"), { id: "zetros-6x6", count: 1 });
  assert.deepEqual(loadOf("zetros-6x6x3", (name) => name === "zetros-6x6"), { id: "zetros-6x6", count: 3 });
  for (const text of ["boxer", "boxerx20"]) assert.equal(loadText(loadOf(text)), text);
});

const movement = (id, depart, arrive, pieces, ledger = []) => ({ id, pieces, arrive_min: arrive, depart_min: depart, ledger, contents: [], legs: [{ mode: "road", depart_min: depart, arrive_min: arrive }] });

test("a load unit stands while its ledger says halt, and moves with its drive", () => {
  const ledger = [{ line: "drive", start_min: 100, minutes: 60 }, { line: "halt", start_min: 160, minutes: 30 }, { line: "drive", start_min: 190, minutes: 60 }];
  const made = track(movement("M1", 100, 250, 3, ledger), [[[10, 50], [11, 50], [12, 50]]]);
  assert.equal(position(made, 50).state, "waiting");
  assert.deepEqual(position(made, 50).at, [10, 50]);
  assert.equal(position(made, 130).state, "moving");
  assert.ok(Math.abs(position(made, 130).at[0] - 10.5) < 1e-9);
  assert.equal(position(made, 170).state, "standing");
  assert.deepEqual(position(made, 170).at.map((x) => Math.round(x * 1e6) / 1e6), [11, 50]);
  assert.deepEqual(position(made, 250), { state: "arrived", mode: "road", at: [12, 50] });
  let last = -1;
  for (let minute = 0; minute <= 260; minute += 1) {
    const [lon] = position(made, minute).at;
    assert.ok(lon >= last - 1e-12, "never backwards");
    last = lon;
  }
});

test("pieces are waiting, under way or arrived, and never lost", () => {
  const movements = [movement("A", 10, 100, 3), movement("B", 20, 50, 5), movement("C", 20, 100, 1)];
  assert.deepEqual(arrivals(movements), [[0, 0], [50, 5], [100, 9]]);
  for (let minute = 0; minute < 130; minute += 1) {
    const { waiting, underway, arrived, pieces } = tally(movements, minute);
    assert.equal(waiting + underway + arrived, pieces);
  }
  assert.equal(tally(movements, 60).arrived, 5);
});

test("the strip sums hours by asset and day, heaviest first", () => {
  const rows = strip([{ day: 1, asset: "a", name: "A", kind: "k", piece_hours: 5 }, { day: 2, asset: "b", name: "B", kind: "k", piece_hours: 7 }, { day: 2, asset: "a", name: "A", kind: "k", piece_hours: 5 }]);
  assert.deepEqual(rows.map((row) => [row.name, row.total]), [["A", 10], ["B", 7]]);
  assert.equal(rows[0].days.get(2), 5);
});

test("a force of one's own goes into a link and comes back", async () => {
  const text = 'schema = 1\nname = "Battalion \\"Łódź\\""\n' + "# line\n".repeat(200);
  const packed = await own.pack(text);
  assert.match(packed, /^[A-Za-z0-9_-]+$/);
  assert.ok(packed.length < text.length / 3, `${packed.length} letters`);
  assert.equal(await own.unpack(packed), text);
  assert.equal(own.nameOf(text), 'Battalion "Łódź"');
  await assert.rejects(own.unpack("AAAA"));
  const link = write({ view: "plan", flags: { force: [own.OWN] }, page: { force: packed } });
  assert.equal(parse(link).page.force, packed);
});

test("numbers and lists", () => {
  assert.equal(number(14220.04), "14,220");
  assert.equal(number(null), "–");
  assert.equal(words([]), "");
  assert.equal(words(["a", "b", "c"]), "a, b and c");
});
