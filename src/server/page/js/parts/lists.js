// What pickers offer, in one form: {value, label, hint, aliases, weight}.

import { list } from "../api.js";
import { bare } from "../format.js";

const once = (make) => {
  let made = null;
  return () => {
    made ??= make();
    made.catch(() => { made = null; });
    return made;
  };
};

const WEIGHTS = { port: 3, place: 2, terminal: 1, airfield: 0 };
const WORDS = { port: "port", place: "place", terminal: "terminal", airfield: "airfield", garrison: "garrison", training_area: "training area", depot: "depot" };

/** Kind of a facility from its id: the list's own kind says more of places. */
const word = (row) => WORDS[row.kind] ?? String(row.kind ?? "").replaceAll("_", " ");

/** Other names, as a list or as `one;two`. */
const others = (row) => (Array.isArray(row.aliases) ? row.aliases : String(row.aliases ?? "").split(";")).filter(Boolean);

/** Ports, places, terminals and airfields. */
export const places = once(async () => (await list("places")).map((row) => ({
  value: row.id, label: row.name, hint: `${word(row)} · ${row.country}`, aliases: others(row), country: row.country,
  weight: WEIGHTS[row.id.split(":")[0]] ?? 0, lon: row.lon, lat: row.lat, kind: row.id.split(":")[0],
})));

/** States by code. */
export const countries = once(async () => (await list("countries")).map((row) => ({
  value: row.code, label: row.name, hint: row.code, stance: row.stance ?? "allow", aliases: [row.code, ...others(row)],
})));

/** Regimes. */
export const regimes = once(async () => (await list("regimes")).map((row) => ({
  value: row.id ?? row.regime ?? row.name, label: row.id ?? row.regime ?? row.name, description: row.description, source: row.source, date: row.date, evidence: row.evidence,
})));

/** Vehicles and formations. */
export const loads = once(async () => (await list("loads")).map((row) => ({
  value: row.id, label: row.name ?? row.id, aliases: [row.id], weight: row.mass_t ? 1 : 0,
  hint: [row.kind, row.mass_t && `${row.mass_t} t`].filter(Boolean).join(" · "),
})));

/** Forces that come with the program. */
export const forces = once(async () => (await list("forces")).map((row) => ({ value: row.id, label: row.name ?? row.id, description: row.description ?? /^description\s*=\s*"(.*)"\s*$/m.exec(row.text ?? "")?.[1]?.replaceAll('\\"', '"') ?? "", aliases: [row.id], hint: "" })));

/** Theatres and groups of ports, then states and places: what `--to` and `--from` of flows take. */
export const ends = (kind) => once(async () => {
  const areas = (await list("theatres")).map((row) => ({ ...row, id: row.kind === "ports" ? `ports:${bare(row.id)}` : row.id, group: row.kind }));
  const own = areas.filter((row) => (kind === "ports" ? row.group === "ports" : row.group !== "ports"))
    .map((row) => ({ value: row.id, label: row.name, hint: row.group === "ports" ? "group of ports" : "theatre", aliases: [bare(row.id)], weight: 9 }));
  const states = (await countries()).map((row) => ({ ...row, value: kind === "ports" ? `ports:${row.value}` : row.value, label: kind === "ports" ? `Ports of ${row.label}` : row.label, hint: kind === "ports" ? "" : "state", weight: 5 }));
  const spots = (await places()).filter((row) => row.kind === "port" || row.kind === "place");
  return [...own, ...states, ...spots.map((row) => ({ ...row, folded: undefined }))];
});

export const theatres = ends("theatre");
export const sources = ends("ports");

/** An item by value; the value as its own label when nothing is called so. */
export async function named(items, value) {
  if (!value) return null;
  return (await items()).find((item) => item.value === value || item.value.toLowerCase() === value.toLowerCase() || item.label.toLowerCase() === value.toLowerCase()) ?? { value, label: bare(value) };
}
