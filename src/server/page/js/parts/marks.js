// What a popup says of a mark on the map: limits, source, date, evidence; and what can be done from there.

import { h } from "../dom.js";
import { capital, modeWord, number } from "../format.js";
import { evidence } from "./bits.js";

const UNITS = { t: "t", m: "m", mm: "mm", km: "km", kmh: "km/h", h: "h", min: "min" };
const HIDDEN = new Set(["id", "name", "kind", "country", "countries", "source", "date", "evidence", "note", "aliases", "role", "label", "weight", "table", "radius", "folded", "lat", "lon", "mode", "waypoints", "width", "full", "country_a", "country_b", "military_use_note", "osm"]);
const WORDS = {
  gross_t: "Gross mass", gross_low_t: "Gross mass, surely", gross_high_t: "Gross mass, at best", height_m: "Clear height", width_m: "Clear width", axle_load_t: "Axle load",
  draught_m: "Draught", quay_m: "Quay", ramp_t: "Ramp", ro_ro: "Ro-ro", rail_tracks: "Tracks", runway_m: "Runway", gauge_mm: "Track gauge", line_category: "Line category",
  length_m: "Length", locode: "UN/LOCODE", icao: "ICAO", km: "Length", track_m: "Loading track", lift_t: "Crane", speed_kmh: "Speed", electrified: "Electrified", electrification: "Electrified",
};

const value = (key, given) => {
  if (typeof given === "boolean") return given ? "yes" : "no";
  const unit = /_(t|m|mm|km|kmh|h|min)$/.exec(key)?.[1] ?? (key === "km" ? "km" : null);
  const text = typeof given === "number" || /^-?\d+(\.\d+)?$/.test(given) ? (/year|date|locode|icao|gauge/.test(key) ? String(given) : number(Number(given))) : String(given).replaceAll("_", " ");
  return unit ? `${text} ${UNITS[unit]}` : text;
};

const label = (key) => WORDS[key] ?? capital(key.replace(/_(t|m|mm|km|kmh|h|min)$/, "").replaceAll("_", " ")).replace(/^(Eu|Nato)\b/, (word) => word.toUpperCase());

/** Low, typical and high columns become one line: `150 (75 to 350)`. */
export function gather(properties) {
  const lines = [];
  const used = new Set();
  const given = (key) => properties[key] !== undefined && properties[key] !== null && properties[key] !== "";
  for (const key of Object.keys(properties)) {
    if (HIDDEN.has(key) || used.has(key) || !given(key)) continue;
    const stem = key.replace(/_(low|high)(?=_|$)/, "");
    if (stem !== key && given(stem)) continue;
    const [low, high] = ["low", "high"].map((word) => Object.keys(properties).find((other) => other !== key && other.replace(`_${word}`, "") === key && given(other)));
    used.add(low).add(high);
    const span = low && high ? ` (${number(Number(properties[low]))} to ${number(Number(properties[high]))})` : "";
    lines.push([label(key), value(key, properties[key]) + span]);
  }
  return lines;
}

const NOUNS = { port: "Port", bridge: "Bridge", movable_bridge: "Movable bridge", tunnel: "Tunnel", airfield: "Airfield", crossing: "Border crossing" };
const BY_SOURCE = { ports: "Port", structures: "Structure", airfields: "Airfield", terminals: "Terminal", borders: "Border crossing", rail: "Railway", road: "Road" };
const PREFIX = { ports: "port:", terminals: "terminal:", airfields: "airfield:" };

/** The popup of a mark. `use(key, id)` sets an end of the way; without it there are no buttons. */
export function popup({ source, properties }, { use, without } = {}) {
  const title = properties.name ?? properties.label ?? (properties.mode ? modeWord(properties.mode) : BY_SOURCE[source] ?? "Here");
  const noun = NOUNS[properties.kind] ?? BY_SOURCE[source] ?? capital(String(properties.kind ?? properties.mode ?? "").replaceAll("_", " "));
  const lines = gather(properties);
  const structure = source === "structures";
  const empty = structure && !["gross_t", "height_m", "width_m", "axle_load_t"].some((key) => properties[key] !== undefined);
  const place = PREFIX[source] && properties.id ? `${PREFIX[source]}${String(properties.id).replace(/^[a-z]+:/, "")}` : null;
  return h("div", { class: "mark" },
    h("p", { class: "mark-kind" }, [noun, properties.country].filter(Boolean).join(" · ")),
    h("h3", {}, title),
    lines.length > 0 && h("dl", {}, lines.slice(0, 11).map(([name, text]) => [h("dt", {}, name), h("dd", { class: "num" }, text)])),
    empty && h("p", { class: "small quiet" }, "No limit of it is published. Unknown is not the same as no limit."),
    (properties.source || properties.evidence) && h("p", { class: "mark-source" }, properties.evidence && evidence(properties.evidence), " ", properties.source, properties.date && ` (${properties.date})`),
    properties.note && h("p", { class: "small quiet" }, properties.note),
    (use && place) || (without && structure) ? h("div", { class: "buttons" },
      use && place && [h("button", { type: "button", class: "button small", onclick: () => use("from", place) }, "From here"), h("button", { type: "button", class: "button small", onclick: () => use("to", place) }, "To here")],
      without && structure && h("button", { type: "button", class: "button small", onclick: () => without(properties.id) }, "Do not use it")) : null);
}
