// What changed between two answers to one question, in words. Pure; tested by tests/page/unit.

import { byKind, duration, LEDGER_KINDS, modeWord, number, words } from "./format.js";

const said = (tone, text) => ({ tone, text });
/** `better` when the second is smaller, `worse` when it is larger. */
const sooner = (a, b) => (b < a ? "better" : b > a ? "worse" : "same");

function gone(list, other, key) {
  const there = new Set(other.map(key));
  return list.filter((item) => !there.has(key(item)));
}

/** The way of a route in modes and places. */
const wayOf = (route) => route.legs.map((leg) => `${modeWord(leg.mode).toLowerCase()} to ${leg.to}`).join(", ");

/** Sentences on two route answers. */
export function route(a, b) {
  const [x, y] = [a.routes[0], b.routes[0]];
  if (!x && !y) return [said("same", "Neither A nor B has a way.")];
  if (!x) return [said("better", `B opens a way of ${duration(y.total_min)}; A has none.`)];
  if (!y) return [said("worse", `B has no way; A takes ${duration(x.total_min)}.${b.refused.length ? ` What refuses: ${words(b.refused.slice(0, 3).map((item) => `${item.what} (${item.limit})`))}.` : ""}`)];
  const found = [];
  const delta = y.total_min - x.total_min;
  found.push(said(sooner(x.total_min, y.total_min), delta === 0 ? `Both take ${duration(x.total_min)}.` : `B takes ${duration(Math.abs(delta))} ${delta < 0 ? "less" : "more"} than A (${duration(y.total_min)} against ${duration(x.total_min)}).`));
  if (wayOf(x) !== wayOf(y)) found.push(said("same", `B goes another way: ${wayOf(y)}; A goes ${wayOf(x)}.`));
  else if (Math.abs(y.distance_km - x.distance_km) > 1) found.push(said("same", `The stages are the same, but the way is ${number(Math.abs(y.distance_km - x.distance_km))} km ${y.distance_km > x.distance_km ? "longer" : "shorter"}.`));
  else found.push(said("same", "Both go the same way."));
  found.push(...kinds(x.ledger, y.ledger, (line) => line.minutes));
  const [more, less] = [gone(y.countries, x.countries, (code) => code), gone(x.countries, y.countries, (code) => code)];
  if (more.length || less.length) found.push(said("same", [more.length && `B crosses ${words(more)}`, less.length && `B avoids ${words(less)}`].filter(Boolean).join(" and ") + "."));
  if (y.unknowns.length !== x.unknowns.length) found.push(said(y.unknowns.length < x.unknowns.length ? "better" : "worse", `${y.unknowns.length} limits on B's way are unknown, ${x.unknowns.length} on A's.`));
  return found;
}

/** Which kinds of time grow or shrink, the largest first. */
function kinds(x, y, amount) {
  const [from, to] = [new Map(byKind(x, amount)), new Map(byKind(y, amount))];
  return LEDGER_KINDS.map(([kind, text]) => ({ text, delta: (to.get(kind) ?? 0) - (from.get(kind) ?? 0) }))
    .filter((item) => Math.abs(item.delta) >= 1).sort((one, other) => Math.abs(other.delta) - Math.abs(one.delta)).slice(0, 4)
    .map(({ text, delta }) => said(delta < 0 ? "better" : "worse", `${text}: ${duration(delta)} ${delta < 0 ? "less" : "more"}.`));
}

/** Sentences on two answers of flows. */
export function capacity(a, b) {
  const unit = a.count ?? "vehicles";
  const [x, y] = [a.per_day[unit], b.per_day[unit]];
  const found = [said(y > x ? "better" : y < x ? "worse" : "same", x === y ? `Both let ${number(x)} ${unit} a day through.` : `B lets ${number(Math.abs(y - x))} ${unit} a day ${y > x ? "more" : "fewer"} through than A (${number(y)} against ${number(x)}${x > 0 ? `, ${y > x ? "+" : "−"}${number((100 * Math.abs(y - x)) / x)} %` : ""}).`)];
  const [freed, bound] = [gone(a.cut, b.cut, (item) => item.asset), gone(b.cut, a.cut, (item) => item.asset)];
  if (freed.length) found.push(said("better", `No longer in the cut: ${words(freed.slice(0, 4).map((item) => item.name))}${freed.length > 4 ? ` and ${freed.length - 4} more` : ""}.`));
  if (bound.length) found.push(said("worse", `New in the cut: ${words(bound.slice(0, 4).map((item) => item.name))}${bound.length > 4 ? ` and ${bound.length - 4} more` : ""}.`));
  if (!freed.length && !bound.length) found.push(said("same", "The same assets hold both back."));
  for (const mode of a.modes ?? []) {
    const other = b.modes?.find((item) => item.mode === mode.mode);
    const delta = (other?.enters[unit] ?? 0) - mode.enters[unit];
    if (Math.abs(delta) >= 1) found.push(said(delta > 0 ? "better" : "worse", `By ${modeWord(mode.mode).toLowerCase()} ${number(Math.abs(delta))} ${unit} a day ${delta > 0 ? "more" : "fewer"} arrive.`));
  }
  return found;
}

/** Sentences on two plans. */
export function plan(a, b) {
  const delta = b.closure_min - a.closure_min;
  const found = [said(sooner(a.closure_min, b.closure_min), delta === 0 ? `Both close after ${duration(a.closure_min)}.` : `B closes ${duration(Math.abs(delta))} ${delta < 0 ? "sooner" : "later"} than A (${duration(b.closure_min)} against ${duration(a.closure_min)}).`)];
  const within = (one, other) => one.lower_bound_min > other.closure_min;
  if (delta < 0 && within(a, b)) found.push(said("better", "That is proven: no plan of A can close as early as B's."));
  if (delta > 0 && within(b, a)) found.push(said("worse", "That is proven: no plan of B can close as early as A's."));
  for (const unit of a.units) {
    const other = b.units.find((item) => item.name === unit.name);
    const later = other ? other.closure_min - unit.closure_min : null;
    if (other && Math.abs(later) >= 60) found.push(said(later < 0 ? "better" : "worse", `${unit.name}: ${duration(Math.abs(later))} ${later < 0 ? "sooner" : "later"}${other.waits_for && other.waits_for !== unit.waits_for ? `; it now waits for ${other.waits_for}, not for ${unit.waits_for}` : ""}.`));
  }
  found.push(...shares(a.ledger, b.ledger));
  return found;
}

function shares(x, y) {
  const sum = (ledger) => { const found = new Map(byKind(ledger, (line) => line.piece_hours)); return found; };
  const [from, to] = [sum(x ?? []), sum(y ?? [])];
  return LEDGER_KINDS.map(([kind, text]) => ({ text, delta: (to.get(kind) ?? 0) - (from.get(kind) ?? 0) }))
    .filter((item) => Math.abs(item.delta) >= 100).sort((one, other) => Math.abs(other.delta) - Math.abs(one.delta)).slice(0, 3)
    .map(({ text, delta }) => said(delta < 0 ? "better" : "worse", `${text}: ${number(Math.round(Math.abs(delta)))} piece hours ${delta < 0 ? "fewer" : "more"}.`));
}
