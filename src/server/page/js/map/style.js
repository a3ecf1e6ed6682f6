// How the map is drawn: basemap, network, answers, names. All colours come from the page's palette (css/tokens.css), so that
// light and dark are one style with other values.

/** The layers of the network that a person can switch, with the words of the legend; `kind` tells the swatch. */
export const NETWORK = [
  { id: "rail", name: "Railways", note: "by gauge", on: true, legend: [["--map-rail", "1435 mm"], ["--map-rail-1520", "1520, 1524 mm"], ["--map-rail-1668", "1668 mm"], ["--map-rail-1600", "1600 mm"]] },
  { id: "road", name: "Roads", note: "motorways and main roads", on: false, legend: [["--map-road", "Road"]] },
  { id: "structures", name: "Bridges and tunnels", note: "filled: a limit is published", on: false, dot: "--map-structure" },
  { id: "ports", name: "Ports", on: true, dot: "--map-port" },
  { id: "airfields", name: "Airfields", on: false, dot: "--map-field" },
  { id: "terminals", name: "Ramps and terminals", on: false, dot: "--map-terminal" },
  { id: "borders", name: "Border crossings", on: false, dot: "--map-crossing" },
];

/** Point layers whose marks open a popup. */
export const POINTS = ["structures", "ports", "airfields", "terminals", "borders"];

/** Classes of evidence, best first; each has a colour of its name. */
export const EVIDENCE = ["official", "published", "derived", "assumed"];

const REGULAR = ["Inter Variable"];
const MEDIUM = ["Map Medium"];
const SEMIBOLD = ["Map Semibold"];
const ITALIC = ["Map Italic"];

const EMPTY = { type: "FeatureCollection", features: [] };

/** Values of the palette, read once for each theme. */
export function palette() {
  const values = getComputedStyle(document.documentElement);
  return (name) => values.getPropertyValue(name).trim();
}

const zoom = (...stops) => ["interpolate", ["linear"], ["zoom"], ...stops];
const mode = (c) => ["match", ["get", "mode"], "rail", c("--rail"), "road", c("--road"), "sea", c("--sea"), "shuttle", c("--shuttle"), "iww", c("--iww"), "air", c("--air"), c("--soft")];
const round = { "line-cap": "round", "line-join": "round" };

/** The whole style. `c` is a palette, `layers` the ids of network layers that are on, `from` gives addresses of data. */
export function style(c, layers, from, byEvidence = false) {
  const seen = (id) => ({ visibility: layers.has(id) ? "visible" : "none" });
  const sources = {
    land: { type: "geojson", data: from.basemap("land"), promoteId: "code", tolerance: 0.3 },
    borders: { type: "geojson", data: from.basemap("borders"), tolerance: 0.3 },
    rivers: { type: "geojson", data: from.basemap("rivers") },
    lakes: { type: "geojson", data: from.basemap("lakes") },
    cities: { type: "geojson", data: from.basemap("cities") },
  };
  for (const { id } of NETWORK) sources[id] = { type: "geojson", data: layers.has(id) ? from.layer(id) : EMPTY, attribution: id === "rail" || id === "road" ? "© OpenStreetMap contributors (ODbL)" : undefined };
  for (const id of ["lines", "points", "units", "ends"]) sources[id] = { type: "geojson", data: EMPTY };
  return {
    version: 8,
    name: "Corridor",
    sources,
    layers: [...ground(c), ...network(c, seen, byEvidence), ...answers(c), ...names(c), ...marks(c)],
  };
}

function ground(c) {
  return [
    { id: "sea", type: "background", paint: { "background-color": c("--map-sea") } },
    { id: "land", type: "fill", source: "land", paint: { "fill-color": c("--map-land"), "fill-antialias": true } },
    {
      id: "stance", type: "fill", source: "land",
      paint: {
        "fill-color": ["match", ["coalesce", ["feature-state", "stance"], ""], "deny", c("--deny"), "slow", c("--slow"), "allow", c("--allow"), c("--map-land")],
        "fill-opacity": ["match", ["coalesce", ["feature-state", "stance"], ""], ["deny", "slow", "allow"], 0.3, 0],
      },
    },
    { id: "hover", type: "fill", source: "land", paint: { "fill-color": c("--accent"), "fill-opacity": ["case", ["boolean", ["feature-state", "hover"], false], 0.1, 0] } },
    { id: "lakes", type: "fill", source: "lakes", paint: { "fill-color": c("--map-lake") } },
    { id: "rivers", type: "line", source: "rivers", layout: round, paint: { "line-color": c("--map-river"), "line-width": zoom(3, 0.4, 6, ["case", ["<=", ["coalesce", ["get", "rank"], 9], 4], 1.4, 0.8], 10, 2.4) } },
    { id: "coast", type: "line", source: "borders", filter: ["==", ["get", "kind"], "coast"], layout: round, paint: { "line-color": c("--map-land-edge"), "line-width": zoom(3, 0.5, 8, 1.1) } },
    { id: "border", type: "line", source: "borders", filter: ["!=", ["get", "kind"], "coast"], layout: round, paint: { "line-color": c("--map-border"), "line-width": zoom(3, 0.7, 6, 1.2, 9, 1.8), "line-dasharray": [3, 1.6] } },
  ];
}

function network(c, seen, byEvidence) {
  const known = ["match", ["coalesce", ["get", "evidence"], ""], ...EVIDENCE.flatMap((word) => [word, c(`--${word}`)]), c("--bad")];
  const gauge = byEvidence ? known : ["match", ["coalesce", ["get", "gauge_mm"], 0], [1520, 1524], c("--map-rail-1520"), 1668, c("--map-rail-1668"), 1600, c("--map-rail-1600"), c("--map-rail")];
  const dot = (id, colour, more = {}) => ({
    id, type: "circle", source: id, layout: seen(id), minzoom: more.minzoom ?? 0,
    paint: {
      "circle-radius": zoom(3, more.small ?? 1.8, 6, more.middle ?? 3.2, 10, 6),
      "circle-color": more.fill ?? c(colour), "circle-stroke-color": more.edge ?? c("--map-casing"), "circle-stroke-width": zoom(3, 0.6, 7, 1.4),
    },
  });
  const stated = ["any", ["has", "gross_t"], ["has", "height_m"], ["has", "width_m"], ["has", "axle_load_t"]];
  return [
    { id: "road", type: "line", source: "road", layout: { ...round, ...seen("road") }, paint: { "line-color": byEvidence ? known : c("--map-road"), "line-width": zoom(3, 0.4, 6, 0.9, 10, 2.6), "line-opacity": zoom(3, 0.55, 6, 0.9) } },
    { id: "rail", type: "line", source: "rail", layout: { ...round, ...seen("rail") }, paint: { "line-color": gauge, "line-width": zoom(3, ["case", [">=", ["coalesce", ["get", "tracks"], 1], 2], 0.7, 0.45], 6, ["case", [">=", ["coalesce", ["get", "tracks"], 1], 2], 1.5, 0.9], 10, ["case", [">=", ["coalesce", ["get", "tracks"], 1], 2], 3, 2]), "line-opacity": zoom(3, 0.5, 6, 0.75, 9, 0.95) } },
    dot("borders", "--map-crossing", { minzoom: 5 }),
    dot("terminals", "--map-terminal", { small: 1.2, middle: 2.4 }),
    dot("airfields", "--map-field"),
    dot("structures", "--map-structure", { small: 1.2, middle: 2.6, fill: ["case", stated, c("--map-structure"), c("--map-casing")], edge: c("--map-structure") }),
    dot("ports", "--map-port", { small: 2, middle: 3.6 }),
  ];
}

// What an answer draws. Each feature has a `role`; lines of the chosen way also a `mode`.
function answers(c) {
  const role = (...words) => ["match", ["get", "role"], words, true, false];
  const all = (...filters) => ["all", ...filters];
  const is = (key, ...words) => ["match", ["get", key], words, true, false];
  const width = zoom(3, 2.4, 6, 4.4, 10, 7);
  const flow = zoom(3, ["*", 0.55, ["coalesce", ["get", "width"], 1]], 7, ["coalesce", ["get", "width"], 1], 11, ["*", 1.7, ["coalesce", ["get", "width"], 1]]);
  return [
    { id: "faint", type: "line", source: "lines", filter: role("faint"), layout: round, paint: { "line-color": mode(c), "line-width": zoom(3, 1.2, 8, 2.4), "line-opacity": 0.55 } },
    { id: "other-casing", type: "line", source: "lines", filter: role("other"), layout: round, paint: { "line-color": c("--map-casing"), "line-width": zoom(3, 3.6, 8, 7), "line-opacity": 0.9 } },
    { id: "other", type: "line", source: "lines", filter: role("other"), layout: round, paint: { "line-color": c("--wait"), "line-width": zoom(3, 2, 8, 4.2) } },
    { id: "flow-casing", type: "line", source: "lines", filter: role("flow"), layout: round, paint: { "line-color": c("--map-casing"), "line-width": zoom(3, ["+", 1.2, ["*", 0.55, ["coalesce", ["get", "width"], 1]]], 7, ["+", 2, ["coalesce", ["get", "width"], 1]], 11, ["+", 2, ["*", 1.7, ["coalesce", ["get", "width"], 1]]]), "line-opacity": 0.8 } },
    { id: "flow", type: "line", source: "lines", filter: role("flow"), layout: { ...round, "line-sort-key": ["get", "full"] }, paint: { "line-color": ["step", ["coalesce", ["get", "full"], 0], c("--full-0"), 50, c("--full-1"), 80, c("--full-2"), 100, c("--full-3")], "line-width": flow } },
    { id: "relax-casing", type: "line", source: "lines", filter: role("relax"), layout: round, paint: { "line-color": c("--map-casing"), "line-width": zoom(3, 4, 8, 8), "line-opacity": 0.85 } },
    { id: "relax", type: "line", source: "lines", filter: role("relax"), layout: { "line-join": "round" }, paint: { "line-color": c("--relax"), "line-width": zoom(3, 2, 8, 4.4), "line-dasharray": [2, 1.4] } },
    { id: "way-casing", type: "line", source: "lines", filter: role("way", "a", "b"), layout: round, paint: { "line-color": c("--map-casing"), "line-width": zoom(3, 4.6, 6, 7.4, 10, 11) } },
    { id: "way", type: "line", source: "lines", filter: all(role("way"), ["!", is("mode", "sea", "air", "iww")]), layout: round, paint: { "line-color": mode(c), "line-width": width } },
    { id: "way-tie", type: "line", source: "lines", filter: all(role("way"), is("mode", "rail")), layout: { "line-join": "round" }, paint: { "line-color": c("--map-casing"), "line-width": zoom(3, 0.8, 6, 1.4, 10, 2.2), "line-dasharray": [3, 3], "line-opacity": 0.9 } },
    { id: "way-water", type: "line", source: "lines", filter: all(role("way"), is("mode", "sea", "iww", "air")), layout: round, paint: { "line-color": mode(c), "line-width": width, "line-dasharray": [0.1, 1.7] } },
    { id: "side-a", type: "line", source: "lines", filter: role("a"), layout: round, paint: { "line-color": c("--accent"), "line-width": width, "line-offset": zoom(3, -1.6, 8, -3.4) } },
    { id: "side-b", type: "line", source: "lines", filter: role("b"), layout: round, paint: { "line-color": c("--road"), "line-width": width, "line-offset": zoom(3, 1.6, 8, 3.4), "line-dasharray": [2.2, 1.5] } },
    { id: "focus-line", type: "line", source: "lines", filter: role("focus"), layout: round, paint: { "line-color": c("--full-3"), "line-width": zoom(3, 4, 8, 9), "line-opacity": 0.9 } },
  ];
}

function names(c) {
  const halo = { "text-halo-color": c("--map-halo"), "text-halo-width": 1.4, "text-halo-blur": 0.4 };
  const rank = ["coalesce", ["get", "rank"], 4];
  const is = (kind) => ["==", ["get", "kind"], kind];
  const city = (id, least, most, minzoom) => ({
    id, type: "symbol", source: "cities", minzoom, filter: ["all", ["match", ["get", "kind"], ["city", "town"], true, false], [">=", rank, least], ["<=", rank, most]],
    layout: { "text-field": ["get", "name"], "text-font": least === 1 ? MEDIUM : REGULAR, "text-size": zoom(4, least === 1 ? 11.5 : 10.5, 8, least === 1 ? 15 : 13), "text-anchor": "left", "text-offset": [0.5, 0], "text-max-width": 8, "symbol-sort-key": rank },
    paint: { "text-color": c("--map-ink"), ...halo },
  });
  return [
    { id: "town-dots", type: "circle", source: "cities", filter: ["all", ["match", ["get", "kind"], ["city", "town"], true, false], ["<=", rank, ["step", ["zoom"], 1, 4.2, 2, 5.4, 3, 6.2, 4]]], paint: { "circle-radius": zoom(3, 1.4, 8, 2.6), "circle-color": c("--map-ink"), "circle-stroke-color": c("--map-halo"), "circle-stroke-width": 1 } },
    { id: "sea-names", type: "symbol", source: "cities", filter: is("sea"), layout: { "text-field": ["get", "name"], "text-font": ITALIC, "text-size": zoom(3, 10.5, 6, 14), "text-letter-spacing": 0.1, "text-max-width": 7, "symbol-sort-key": rank }, paint: { "text-color": c("--map-sea-ink"), "text-halo-color": c("--map-sea"), "text-halo-width": 1 } },
    { id: "state-names", type: "symbol", source: "cities", maxzoom: 7.5, filter: is("country"), layout: { "text-field": ["upcase", ["get", "name"]], "text-font": MEDIUM, "text-size": zoom(3, 9, 6, 13), "text-letter-spacing": 0.14, "text-max-width": 7, "symbol-sort-key": rank }, paint: { "text-color": c("--map-soft"), ...halo } },
    city("cities-4", 4, 9, 6.2), city("cities-3", 3, 3, 5.4), city("cities-2", 2, 2, 4.2), city("cities-1", 1, 1, 3),
  ];
}

function marks(c) {
  const halo = { "text-halo-color": c("--map-halo"), "text-halo-width": 1.8 };
  const colour = ["match", ["get", "role"], "cut", c("--full-3"), "focus", c("--full-3"), "source", c("--handle"), "structure", c("--map-structure"), "loss", c("--full-2"), "card", c("--accent"), "reform", c("--paper-work"), "a", c("--accent"), "b", c("--road"), ...EVIDENCE.flatMap((word) => [word, c(`--${word}`)]), c("--soft")];
  return [
    { id: "port-names", type: "symbol", source: "ports", minzoom: 6.4, layout: { "text-field": ["get", "name"], "text-font": REGULAR, "text-size": 11.5, "text-anchor": "left", "text-offset": [0.7, 0], "text-optional": true }, paint: { "text-color": c("--map-port"), ...halo } },
    { id: "points", type: "circle", source: "points", layout: { "circle-sort-key": ["coalesce", ["get", "weight"], 0] }, paint: { "circle-radius": zoom(3, ["coalesce", ["get", "radius"], 3.6], 8, ["*", 1.5, ["coalesce", ["get", "radius"], 3.6]]), "circle-color": colour, "circle-stroke-color": c("--map-casing"), "circle-stroke-width": 1.6, "circle-opacity": 0.95 } },
    { id: "point-names", type: "symbol", source: "points", filter: ["has", "label"], layout: { "text-field": ["get", "label"], "text-font": MEDIUM, "text-size": 11.5, "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 0.9, "text-justify": "auto", "text-max-width": 12, "symbol-sort-key": ["-", 0, ["coalesce", ["get", "weight"], 0]] }, paint: { "text-color": c("--ink"), ...halo } },
    { id: "units", type: "circle", source: "units", paint: { "circle-radius": zoom(3, ["coalesce", ["get", "radius"], 4], 8, ["*", 1.7, ["coalesce", ["get", "radius"], 4]]), "circle-color": ["match", ["get", "state"], ["waiting", "arrived"], c("--paper"), mode(c)], "circle-stroke-color": ["match", ["get", "state"], ["waiting", "arrived"], mode(c), c("--map-casing")], "circle-stroke-width": ["match", ["get", "state"], ["waiting", "arrived"], 2.2, 1.6], "circle-opacity": 0.96 } },
    { id: "end-ring", type: "circle", source: "ends", paint: { "circle-radius": zoom(3, 5, 8, 8), "circle-color": ["match", ["get", "end"], "to", c("--map-end"), c("--map-casing")], "circle-stroke-color": ["match", ["get", "end"], "to", c("--map-casing"), c("--map-end")], "circle-stroke-width": 3 } },
    { id: "end-names", type: "symbol", source: "ends", layout: { "text-field": ["get", "name"], "text-font": SEMIBOLD, "text-size": 13.5, "text-variable-anchor": ["top", "bottom", "right", "left"], "text-radial-offset": 0.9, "text-justify": "auto" }, paint: { "text-color": c("--ink"), "text-halo-color": c("--map-halo"), "text-halo-width": 2.2 } },
  ];
}
