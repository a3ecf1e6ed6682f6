// Which way can this load go, how long does it take, and what forbids the shorter way?

import { ask } from "../api.js";
import { h, icon, later, show } from "../dom.js";
import { LEDGER_KINDS, afterC, byKind, capital, count, duration, ledgerKind, modeWord, moment, number, parts, words } from "../format.js";
import { modeSign } from "../map/legend.js";
import { block, downloads, evidence, fold, notice, stamp, trouble } from "../parts/bits.js";
import { timeBar, timeLegend } from "../parts/charts.js";
import * as fields from "../parts/fields.js";

const EXAMPLES = [
  ["Four Leopard 2 to Lithuania", "Bremerhaven to Rukla, today's rules", { from: ["port:bremerhaven"], to: ["place:rukla"], load: ["leopard-2a7x4"] }],
  ["Twenty Boxers to Romania, Hungary says no", "Antwerp to Cincu", { from: ["port:antwerp"], to: ["place:cincu"], load: ["boxerx20"], deny: ["HU"] }],
  ["A tank to Estonia in an emergency", "Gdansk to Tapa, permission within six hours", { from: ["port:gdansk"], to: ["place:tapa"], load: ["leopard-2a7"], regime: ["emers-6h"] }],
];

export const view = {
  tab: "Route", title: "Route",
  mount(ctx) {
    const answer = h("section", { class: "answer", "aria-label": "Answer" });
    const from = fields.place(ctx, { key: "from", label: "From", placeholder: "From: a port, place or town" });
    const to = fields.place(ctx, { key: "to", label: "To", placeholder: "To" });
    const swap = h("button", { type: "button", class: "ends-swap", title: "The other way round", "aria-label": "The other way round", onclick: () => ctx.go({ view: "route", flags: { ...ctx.flags, from: ctx.flags.to ?? [], to: ctx.flags.from ?? [] }, page: ctx.page }) }, icon("swap", 16));
    const form = h("form", { class: "ask", "aria-label": "Question", onsubmit: (event) => { event.preventDefault(); run(true, true); } },
      h("div", { class: "ends with-swap" }, from.element, to.element, swap),
      fields.loads(ctx).element,
      fields.circumstances(ctx),
      h("button", { class: "button primary wide" }, "Find ways"));

    let stop = null;
    const soon = later(() => run(true), 350);
    ctx.onchange((keys) => {
      if (ctx.page.way) ctx.keep({ way: null });
      if (!keys.every((key) => key.startsWith("_"))) soon();
    });
    ctx.onclose(() => stop?.abort());

    async function run(fit, asked = false) {
      const { flags } = ctx;
      if (!flags.from?.[0] || !flags.to?.[0]) return blank();
      if (!flags.load && !flags["mass-t"]) {
        show(answer, h("div", { class: "empty" }, h("h2", {}, "What moves?"), h("p", {}, "Add a vehicle or a formation above: a Boxer passes where a Leopard does not.")));
        return undefined;
      }
      stop?.abort();
      stop = new AbortController();
      const { signal } = stop;
      answer.setAttribute("aria-busy", "true");
      try {
        const { answer: found } = await ask("route", flags, { signal });
        if (signal.aborted) return;
        draw(ctx, answer, found, flags, fit);
        ctx.arrived(answer, { asked });
      } catch (error) {
        if (error.name === "AbortError") return;
        ctx.map.then((map) => map.clear());
        ctx.legend([]);
        show(answer, trouble(error));
        ctx.arrived(answer, { asked, told: false });
      } finally {
        if (!signal.aborted) answer.removeAttribute("aria-busy");
      }
    }

    function blank() {
      ctx.map.then((map) => map.clear(), () => {});
      ctx.legend([]);
      show(answer, h("div", { class: "empty" }, h("h2", {}, "Which way, how long, and what forbids the shorter way?"),
        h("p", {}, "Name two places, or click them on the map, and say what moves. Bridges, gauges, ports, axle loads and paperwork are weighed together, and every hour has a name."),
        h("div", { class: "examples" }, EXAMPLES.map(([title, text, flags]) => h("button", { type: "button", class: "example", onclick: () => ctx.go({ view: "route", flags, page: { layers: ctx.page.layers } }) }, h("b", {}, title), h("span", {}, text))))));
    }

    if (ctx.flags.from && ctx.flags.to) {
      show(answer, h("p", { class: "quiet" }, "Looking for ways …"));
      run(!ctx.page.map, true);
    } else blank();
    return { elements: [form, answer], ends: true, avoids: true };
  },
};

function draw(ctx, element, answer, flags, fit) {
  const { routes } = answer;
  const name = `${answer.from.name}-${answer.to.name}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const after = [forbids(ctx, answer), takeaway(ctx, flags, name), stamp(answer)];
  if (!routes.length) {
    ctx.map.then((map) => drawMap(map, answer, -1, null, fit));
    ctx.legend(signs(answer, -1, 0));
    show(element, notice("warn", "No way: proven impossible as asked", `Nothing takes ${answer.load?.text ?? "this load"} from ${answer.from.name} to ${answer.to.name} under these circumstances. Below is what forbids it, and what would open a way.`), ...after);
    return;
  }
  let chosen = Math.min(Math.max(0, Number(ctx.page.way ?? 1) - 1), routes.length - 1);
  let relaxed = null;
  const longest = Math.max(...routes.map((route) => route.total_min));
  const detail = h("div", {});
  const kinds = new Set(routes.flatMap((route) => byKind(route.ledger).map(([kind]) => kind)));
  const cards = routes.map((route, index) => h("button", { type: "button", class: "way", "aria-pressed": "false", onclick: () => choose(index) },
    h("span", { class: "way-head" }, h("span", { class: "way-time" }, duration(route.total_min)), h("span", { class: "way-modes" }, modes(route))),
    timeBar(byKind(route.ledger), longest, `Way ${index + 1}: ${spoken(route)}`),
    h("span", { class: "way-facts num" }, h("span", {}, `${number(Math.round(route.distance_km))} km`), h("span", {}, count(route.borders, "border")), route.lead_min > 0 && h("span", {}, `papers ${duration(route.lead_min)}`), h("span", {}, route.assurance), index > 0 && h("span", {}, `${Math.round(route.overlap * 100)} % shared`))));

  function choose(index, move = true) {
    chosen = index;
    relaxed = null;
    ctx.keep({ way: index ? String(index + 1) : null });
    for (const [at, card] of cards.entries()) card.setAttribute("aria-pressed", String(at === index));
    show(detail, ...way(answer, routes[index]));
    ctx.legend(signs(answer, index, null));
    ctx.map.then((map) => drawMap(map, answer, chosen, relaxed, move));
  }
  const best = routes[0];
  show(element,
    h("div", { class: "headline" }, h("p", { class: "figure" }, parts(best.total_min).map(([figure, unit]) => [String(figure), h("small", {}, ` ${unit} `)]))),
    h("p", { class: "lead" }, h("b", {}, `${answer.from.name} → ${answer.to.name}`), `, ${answer.load?.text ?? ""}. There on `, h("b", {}, moment(best.arrival)), " local time",
      best.latest_departure_min > 0 ? `; leaving as late as ${afterC(best.latest_departure_min)} changes nothing.` : "."),
    h("div", { class: "ways" }, cards),
    h("div", { class: "block" }, timeLegend(kinds)),
    detail, ...after);
  choose(chosen, fit);
}

const modes = (route) => route.legs.map((leg) => leg.mode).filter((mode, index, all) => index === 0 || mode !== all[index - 1])
  .flatMap((mode, index) => [index > 0 && h("span", { "aria-hidden": "true" }, "›"), h("span", { class: `mode ${mode}` }, modeWord(mode))]);

const spoken = (route) => byKind(route.ledger).map(([kind, minutes]) => `${LEDGER_KINDS.find(([word]) => word === kind)[1]} ${duration(minutes)}`).join(", ");

function way(answer, route) {
  const kinds = byKind(route.ledger);
  return [
    block("The way", `${number(Math.round(route.distance_km))} km`, h("ol", { class: "legs" },
      route.legs.map((leg) => h("li", { class: `leg ${leg.mode}` },
        h("p", { class: "leg-place" }, h("span", {}, leg.from), h("span", { class: "num" }, afterC(leg.depart_min))),
        h("p", { class: "leg-how" }, `${modeWord(leg.mode)}${leg.gauge_mm ? ` ${leg.gauge_mm} mm` : ""}, ${number(Math.round(leg.distance_km))} km, ${duration(leg.arrive_min - leg.depart_min)}`, leg.via.length ? ` via ${leg.via.join(", ")}` : ""))),
      h("li", { class: "leg end" }, h("p", { class: "leg-place" }, h("span", {}, answer.to.name), h("span", { class: "num" }, afterC(route.total_min)))))),
    block("Every hour by name", duration(route.total_min), timeBarLarge(kinds, route), h("ol", { class: "ledger" }, route.ledger.map((line) => h("li", {},
      h("span", { class: `swatch kind-${ledgerKind(line.line)}` }), h("span", { class: "what" }, capital(line.line), h("small", {}, line.where)), h("span", { class: "long" }, duration(line.minutes)),
      line.source && h("span", { class: "why" }, source(line.source)))))),
    h("div", { class: "folds" },
      fold("What nobody knows", route.unknowns.length, route.unknowns.length ? unknowns(route.unknowns) : h("p", { class: "small quiet" }, "Every limit on this way is stated by somebody.")),
      fold("Bridges, tunnels and ports on it", route.structures.length, h("ul", { class: "list" }, route.structures.map((item) => h("li", {}, h("p", { class: "list-head" }, h("span", {}, item.name), h("span", { class: "num" }, afterC(item.at_min))), h("p", { class: "small quiet" }, capital(String(item.kind).replaceAll("_", " ")), item.limits ? `: ${item.limits}` : ""))))),
      fold("How it is carried", answer.load?.carriage?.length, h("ul", { class: "list" }, (answer.load?.carriage ?? []).map((item) => h("li", {}, h("p", { class: "list-head" }, modeWord(item.mode)), h("p", { class: "small quiet" }, item.text))))),
      fold("Sources of the figures", route.sources.length, h("ul", { class: "list" }, route.sources.map((item) => h("li", {}, h("p", {}, item.figure), h("p", { class: "source" }, evidence(item.evidence), h("span", {}, item.source), h("span", { class: "num" }, item.date))))))),
  ];
}

const timeBarLarge = (kinds, route) => {
  const bar = timeBar(kinds, route.total_min, spoken(route));
  bar.classList.add("large");
  return bar;
};

/** `text [class]` as text and a badge. */
function source(text) {
  const found = /^(.*) \[(\w+)\]$/.exec(text);
  return found ? [evidence(found[2]), ` ${found[1]}`] : text;
}

/** Unknown limits by place: one line a place, worst first. */
function unknowns(list) {
  const places = new Map();
  for (const item of list) {
    if (!places.has(item.where)) places.set(item.where, []);
    places.get(item.where).push(item);
  }
  return h("ul", { class: "list" }, [...places].map(([where, items]) => h("li", {},
    h("p", { class: "list-head" }, h("span", {}, where), items[0].km > 0 && h("span", { class: "num" }, `${number(items[0].km)} km`)),
    items.map((item) => h("p", { class: "small quiet" }, `${capital(item.what)}: ${item.needed} needed; ${item.assumed}`)))));
}

function forbids(ctx, answer) {
  const { relaxations, refused, disjoint } = answer;
  const rows = relaxations.map((item, index) => h("button", {
    type: "button", class: "relax-row", "aria-pressed": "false",
    onclick: (event) => {
      const on = event.currentTarget.getAttribute("aria-pressed") !== "true";
      for (const row of rows) row.setAttribute("aria-pressed", "false");
      event.currentTarget.setAttribute("aria-pressed", String(on));
      const chosen = answer.routes.length ? Number(ctx.page.way ?? 1) - 1 : -1;
      ctx.map.then((map) => drawMap(map, answer, chosen, on ? index : null, true));
      ctx.legend(signs(answer, chosen, on || chosen < 0 ? index : null));
    },
  }, h("span", { class: "relax-gain" }, item.saves_min > 0 ? `${duration(item.saves_min)} sooner` : `Opens a way of ${duration(item.total_min)}`),
  h("p", { class: "relax-what" }, `Without ${words(item.relax)}`), h("p", { class: "relax-way" }, item.way)));
  const body = rows.length ? h("div", { class: "relax" }, rows) : h("p", { class: "small quiet" }, answer.routes.length ? "Nothing: no limit, denial or lead time stands in the way of a faster one." : "No set of up to two relaxations opens a way.");
  const hard = refused.filter((item) => !/lead time/.test(item.limit) || !rows.length);
  return [
    block(answer.routes.length ? "What forbids the shorter way" : "What would open a way", rows.length ? "press to see it" : null, body),
    hard.length > 0 && h("div", { class: "folds" }, fold("All that refuses", hard.length, h("ul", { class: "list" }, hard.map((item) => h("li", {},
      h("p", { class: "list-head" }, h("span", {}, item.what), item.saves_min > 0 && h("span", { class: "num" }, `costs ${duration(item.saves_min)}`)), h("p", { class: "small quiet" }, `${capital(item.limit)}: ${item.needed} needed, ${item.has}`)))))),
    answer.routes.length > 0 && disjoint && h("p", { class: "small quiet block" }, `${count(disjoint.ways, "way")} from end to end share nothing beyond ${number(disjoint.exempt_km)} km around the ends${disjoint.cut?.length ? `; all pass ${words(disjoint.cut.map((item) => item.name ?? item))}` : ""}.`),
    ...(answer.notes ?? []).length ? [h("p", { class: "small quiet block" }, answer.notes.join(" "))] : [],
  ].filter(Boolean);
}

const takeaway = (ctx, flags, name) => downloads(ctx, "route", flags, ["geojson", "csv", "json", "gpx", "svg", "png", "table"], name);

/** The legend of what is drawn: the modes of the way chosen, other ways, what a relaxation would open. */
function signs(answer, chosen, relaxed) {
  const route = answer.routes[chosen];
  const used = [...new Set((route?.legs ?? []).map((leg) => leg.mode))];
  return [
    ...used.map((mode) => modeSign(mode, modeWord(mode))),
    answer.routes.length > (route ? 1 : 0) && ["line", "--wait", "Other ways"],
    relaxed !== null && answer.relaxations[relaxed] && ["dash", "--relax", answer.routes.length ? "The way that is forbidden" : "The way that could be opened"],
    route?.structures.some((item) => item.kind !== "port") && ["dot", "--map-structure", "Bridge or tunnel on it"],
  ];
}

function drawMap(map, answer, chosen, relaxed, fit) {
  const line = (coordinates, properties) => ({ type: "Feature", properties, geometry: { type: "LineString", coordinates } });
  const features = [];
  for (const [index, route] of answer.routes.entries()) {
    for (const leg of route.legs) features.push(line(leg.line, { role: index === chosen ? "way" : "other", mode: leg.mode, name: `Way ${index + 1}: ${leg.from} – ${leg.to}`, kind: modeWord(leg.mode), km: leg.distance_km }));
  }
  const relax = answer.relaxations[relaxed ?? -1] ?? (answer.routes.length ? null : answer.relaxations[0]);
  if (relax) features.push(line(relax.line, { role: "relax", name: `Without ${words(relax.relax)}`, kind: relax.saves_min > 0 ? `${duration(relax.saves_min)} sooner` : "would open a way" }));
  map.set("lines", features);
  const route = answer.routes[chosen];
  map.set("points", (route?.structures ?? []).filter((item) => item.kind !== "port").map((item) => ({ type: "Feature", properties: { role: "structure", name: item.name, kind: item.kind, limits: item.limits || "none stated", radius: 3.4 }, geometry: { type: "Point", coordinates: [item.lon, item.lat] } })));
  map.set("ends", [["from", answer.from], ["to", answer.to]].map(([end, place]) => ({ type: "Feature", properties: { end, name: place.name, country: place.country, kind: "place" }, geometry: { type: "Point", coordinates: [place.lon, place.lat] } })));
  if (fit) map.fit([...(relax?.line ?? []), ...(route ? route.legs.flatMap((leg) => leg.line) : []), [answer.from.lon, answer.from.lat], [answer.to.lon, answer.to.lat]]);
}
