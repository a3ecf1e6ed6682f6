// When is this whole force complete at its destination, and what is it waiting for, day by day?

import { work } from "../api.js";
import { h, show } from "../dom.js";
import { LEDGER_KINDS, afterC, byKind, capital, count, duration, modeWord, moment, number, parts, whole } from "../format.js";
import { position, track } from "../motion.js";
import { block, downloads, fold, notice, running, stamp, table, trouble } from "../parts/bits.js";
import { bars, timeBar, timeLegend } from "../parts/charts.js";
import { combobox } from "../parts/combobox.js";
import * as fields from "../parts/fields.js";
import * as lists from "../parts/lists.js";
import { OWN, documents, nameOf, opener, unpack } from "../parts/own.js";
import { said, timeline } from "../parts/timeline.js";

const OBJECTIVES = [["closure", "Closure"], ["earliest-arrival", "Earliest arrivals"], ["lateness", "Least lateness"]];
const narrow = matchMedia("(max-width: 760px)");

export const view = {
  tab: "Plan", title: "Plan",
  mount(ctx) {
    const answer = h("section", { class: "answer", "aria-label": "Answer" });
    const about = h("p", { class: "small quiet about" });
    const force = combobox({
      label: "Force", placeholder: "Choose a force", items: lists.forces,
      chosen: (item) => { about.textContent = item?.description ?? ""; ctx.change({ force: item ? [item.value] : [] }); },
    });
    const taken = (item) => { force.set(item); about.textContent = item.description ?? ""; };
    if (ctx.flags.force?.[0] === OWN && ctx.page.force) unpack(ctx.page.force).then((text) => taken({ value: OWN, label: nameOf(text), description: "The link holds this force." }), () => ctx.hint("The force in this link is damaged.", true));
    else lists.named(lists.forces, ctx.flags.force?.[0]).then((item) => item && taken(item), () => {});
    force.element.append(about, opener(ctx, taken));
    const form = h("form", { class: "ask", "aria-label": "Question", onsubmit: (event) => { event.preventDefault(); run(true, true); } },
      force.element,
      fields.choice(ctx, { key: "objective", label: "Best in", options: OBJECTIVES, usual: "closure" }),
      fields.circumstances(ctx, { depart: false, own: true }),
      h("button", { class: "button primary wide" }, "Plan the move"));
    let stop = null;
    let shown = null;
    ctx.onclose(() => { stop?.abort(); shown?.close(); });

    async function run(fit, asked = false) {
      const { flags } = ctx;
      if (!flags.force) return blank();
      stop?.abort();
      shown?.close();
      stop = new AbortController();
      const { signal } = stop;
      const state = running("Planning the move", () => { stop.abort(); show(answer, notice("", "Cancelled", "Nothing was kept. Change the question, or plan again.")); });
      show(answer, state.element);
      ctx.arrived(answer, { asked, told: false });
      ctx.legend([]);
      ctx.drawer.hidden = true;
      try {
        const { answer: found, other, job } = await work("plan", flags, { signal, progress: state.tell, documents: await documents(ctx) });
        const shapes = await other("geojson");
        if (signal.aborted) return;
        shown = draw(ctx, answer, found, shapes, flags, fit, job);
        ctx.arrived(answer, { asked });
      } catch (error) {
        if (error.name === "AbortError") return;
        show(answer, trouble(error));
      }
    }
    async function blank() {
      show(answer, h("div", { class: "empty" }, h("h2", {}, "When is the whole force there, and what is it waiting for?"),
        h("p", {}, "Choose a force. Every load unit gets a way and a time, capacities are shared, and an independent check replays the plan. Then move the slider."),
        h("div", { class: "examples" })));
      try {
        const all = await lists.forces();
        const some = ["battalion-de-lithuania", "brigade-de-lithuania", "brigade-fr-romania"].map((id) => all.find((item) => item.value === id)).filter(Boolean);
        show(answer.querySelector(".examples"), ...(some.length ? some : all.slice(0, 3)).map((item) => h("button", { type: "button", class: "example", onclick: () => ctx.go({ view: "plan", flags: { force: [item.value] }, page: { layers: ctx.page.layers } }) }, h("b", {}, item.label), h("span", {}, item.description))));
      } catch (error) {
        show(answer, trouble(error));
      }
    }
    if (ctx.flags.force) run(!ctx.page.map, true);
    else blank();
    return { elements: [form, answer], close: () => { ctx.drawer.hidden = true; ctx.drawer.classList.remove("closed"); } };
  },
};

function draw(ctx, element, answer, shapes, flags, fit, job) {
  const closure = answer.closure_min;
  const gap = answer.gap > 0 ? `; none can close before ${duration(answer.lower_bound_min)} (gap ${number(answer.gap * 100)} %)` : "; proven best";
  const lines = legLines(shapes);
  const tracks = answer.movements.map((movement) => track(movement, lines.get(movement.id) ?? []));
  const host = narrow.matches ? h("section", { class: "drawer", "aria-label": "Timeline" }) : ctx.drawer;
  const kinds = byKind(answer.ledger ?? [], (line) => line.piece_hours * 60);
  const late = answer.units.filter((unit) => unit.late_h > 0);
  show(element,
    h("div", { class: "headline" }, h("p", { class: "figure" }, parts(closure).map(([figure, unit]) => [String(figure), h("small", {}, ` ${unit} `)]))),
    h("p", { class: "lead" }, h("b", {}, answer.name), ` is complete on `, h("b", {}, moment(answer.c_day, closure)), ` (${afterC(closure)})${gap}.`),
    h("div", { class: "tiles" }, [[whole(answer.units.length), "units"], [whole(answer.movements.length), "load units"], [whole(answer.movements.reduce((sum, movement) => sum + movement.pieces, 0)), "pieces"], [answer.replay?.ok ? "holds" : "fails", `${whole(answer.replay?.checked)} checks`]].map(([figure, words]) => h("div", { class: "tile" }, h("b", {}, figure), h("span", {}, words)))),
    late.length > 0 && notice("warn", `${count(late.length, "unit")} too late`, late.map((unit) => `${unit.name}: ${number(unit.late_h)} h`).join("; ")),
    answer.left_out?.length > 0 && notice("bad", "Left out", answer.left_out.map((item) => item.text ?? item.name ?? JSON.stringify(item)).join("; ")),
    narrow.matches && h("div", { class: "block" }, host),
    block("What closure waits for", "the chain that ends last", h("ol", { class: "ledger" }, chain(answer.chain).map((link) => h("li", {}, h("span", { class: `swatch kind-${link.kind}` }), h("span", { class: "what" }, capital(link.what), h("small", {}, link.where)), h("span", { class: "long" }, duration(link.minutes)), link.because && h("span", { class: "why" }, link.because))))),
    answer.sooner?.length > 0 && block("What would make it sooner", null, h("ul", { class: "list" }, answer.sooner.map((item) => h("li", {}, h("p", { class: "list-head" }, h("span", {}, capital(item.change)), h("span", { class: "num" }, `${duration(item.gain_h * 60)} sooner`)), h("p", { class: "small quiet" }, `Closes at ${afterC(item.closure_h * 60)}`))))),
    block("Where the time goes", "all pieces together", (() => { const total = kinds.reduce((sum, [, minutes]) => sum + minutes, 0); const bar = timeBar(kinds, total, kinds.map(([kind, minutes]) => `${LEDGER_KINDS.find(([word]) => word === kind)[1]} ${Math.round((100 * minutes) / total)} %`).join(", ")); bar.classList.add("large"); return bar; })(), timeLegend(new Set(kinds.map(([kind]) => kind)))),
    block("Units", "closed at", bars(answer.units.map((unit) => ({ label: unit.name, value: unit.closure_h, text: afterC(unit.closure_min), tone: unit.late_h > 0 ? "bad" : "", note: `${whole(unit.pieces)} pieces, ${unit.from} to ${unit.to}${unit.waits_for ? `; waits for ${unit.waits_for}` : ""}` })), { label: "Closure of each unit" })),
    h("div", { class: "folds" },
      fold("What is used how much", (answer.loads ?? []).length, table("Busiest assets", ["Asset", "Day", "Used"], [...(answer.loads ?? [])].sort((a, b) => b.used / b.capacity - a.used / a.capacity).slice(0, 40).map((item) => [item.name, item.day, `${number(item.used)} of ${number(item.capacity)} ${item.unit}`]), { numeric: [1, 2] })),
      answer.pools?.length > 0 && fold("Carriers", answer.pools.length, h("ul", { class: "list" }, answer.pools.map((pool) => h("li", { class: "small" }, Object.values(pool).filter((value) => typeof value !== "object").join(" · "))))),
      answer.voyages?.length > 0 && fold("Voyages", answer.voyages.length, table("Voyages", ["Ship", "From, to", "Sails", "Full"], answer.voyages.slice(0, 100).map((voyage) => [voyage.ship, `${voyage.from} – ${voyage.to}`, afterC(voyage.sails_s / 60), `${Math.round((100 * voyage.used_lane_m) / Math.max(1, voyage.lane_m))} %`]), { numeric: [2, 3] })),
      answer.bound?.prices?.length > 0 && fold("What the bound rests on", answer.bound.prices.length, h("p", { class: "small" }, "What all pay together for these is more than there is of them until the bound, so no plan closes earlier. Only ratios of prices matter."), table("Prices", ["Asset", "Days", "Price", "Room until then"], [...answer.bound.prices].sort((a, b) => b.price - a.price).slice(0, 40).map((price) => [price.name, `${price.from_day} to ${price.to_day}`, whole(price.price), whole(price.capacity)]), { numeric: [1, 2, 3] })),
      fold("Independent check", answer.replay?.ok ? "all hold" : "fails", h("ul", { class: "list" }, (answer.replay?.checks ?? []).map((check) => h("li", {}, h("p", { class: "list-head" }, h("span", {}, capital(check.name)), h("span", { class: "num" }, check.ok ? "holds" : "fails")), h("p", { class: "small quiet" }, String(check.value)))))),
      fold("What must be known of it", (answer.notes ?? []).length, h("ul", { class: "list" }, [answer.bound?.text && `Bound: ${answer.bound.text}`, ...(answer.notes ?? [])].filter(Boolean).map((text) => h("li", { class: "small" }, capital(text)))))),
    downloads(ctx, "plan", flags, ["geojson", "csv", "json", "svg", "png", "table"], flags.force[0], { job }), stamp(answer));

  host.hidden = false;
  const state = { map: null, minute: 0 };
  const mark = (minute) => {
    state.minute = minute;
    if (state.map) state.map.set("units", units(tracks, answer.movements, minute));
  };
  ctx.map.then((map) => {
    state.map = map;
    const seen = new Set();
    const features = shapes.features.filter((feature) => feature.geometry?.type === "LineString").filter((feature) => {
      const key = `${feature.properties.mode}|${feature.geometry.coordinates.length}|${feature.geometry.coordinates[0]}|${feature.geometry.coordinates.at(-1)}`;
      return !seen.has(key) && seen.add(key);
    }).map((feature) => ({ ...feature, properties: { role: "faint", mode: feature.properties.mode, name: `${feature.properties.from} – ${feature.properties.to}`, kind: feature.properties.mode } }));
    map.set("lines", features);
    map.set("points", []);
    const used = [...new Set(features.map((feature) => feature.properties.mode))];
    ctx.legend([...used.map((mode) => ["dot", `--${mode}`, `Load unit, ${modeWord(mode).toLowerCase()}`]), ["ring", "--soft", "Waiting, or arrived"], "The larger, the more pieces"]);
    mark(state.minute);
    if (fit) map.fit(features.flatMap((feature) => feature.geometry.coordinates));
  }, () => {});
  const made = timeline(host, answer, {
    at: ctx.page.at !== undefined ? Number(ctx.page.at) * 60 : closure * 0.45,
    moved: mark, foldable: !narrow.matches,
    settled: (minute) => ctx.keep({ at: String(Math.round(minute / 60)) }),
    picked: (movement) => ctx.map.then((map) => {
      const line = (lines.get(movement.id) ?? []).flat();
      map.fit(line);
      const at = position(tracks.find((item) => item.id === movement.id), state.minute).at;
      if (at) map.popup(at, h("div", { class: "mark" }, h("p", { class: "mark-kind" }, movement.id), h("h3", {}, said(movement)), h("dl", {}, h("dt", {}, "Leaves"), h("dd", {}, afterC(movement.legs[0].depart_min)), h("dt", {}, "Arrives"), h("dd", {}, afterC(movement.arrive_min))), movement.legs.map((leg) => h("p", { class: "small quiet" }, `${capital(leg.mode)}: ${leg.from} – ${leg.to}`))));
    }),
  });
  return made;
}

/** The lines of each movement's legs, in order. */
function legLines(shapes) {
  const lines = new Map();
  for (const { properties, geometry } of shapes.features) {
    if (geometry?.type !== "LineString") continue;
    if (!lines.has(properties.movement)) lines.set(properties.movement, []);
    lines.get(properties.movement)[properties.leg - 1] = geometry.coordinates;
  }
  return lines;
}

/** The chain without its ups and downs: at one place, what comes again and again (drive, ban, drive ...) is added up. */
function chain(links) {
  const found = [];
  for (const link of links ?? []) {
    const kind = byKind([{ line: link.what, minutes: 1 }])[0][0];
    const minutes = link.end_min - link.start_min;
    const last = found.slice(found.findLastIndex((one) => one.where !== link.where) + 1).find((one) => one.what === link.what);
    if (last) last.minutes += minutes;
    else if (minutes > 0) found.push({ what: link.what, where: link.where, because: link.because, kind, minutes });
  }
  return found;
}

/** Dots of load units: those under way singly, those that stand at one place together. */
function units(tracks, movements, minute) {
  const groups = new Map();
  const features = [];
  const point = (properties, at) => features.push({ type: "Feature", properties, geometry: { type: "Point", coordinates: at } });
  for (const [index, item] of tracks.entries()) {
    const where = position(item, minute);
    if (!where.at) continue;
    if (where.state === "moving" || where.state === "standing") {
      point({ state: where.state, mode: where.mode, name: said(movements[index]), kind: `${item.id}, ${where.state === "moving" ? "under way" : "standing"}`, pieces: item.pieces, arrives: afterC(item.arrive_min), radius: 3 + Math.sqrt(item.pieces) * 0.55 }, where.at);
    } else {
      const key = `${where.state}|${where.at}`;
      if (!groups.has(key)) groups.set(key, { ...where, pieces: 0, count: 0 });
      const group = groups.get(key);
      group.pieces += item.pieces;
      group.count += 1;
    }
  }
  for (const group of groups.values()) point({ state: group.state, mode: group.mode, name: `${whole(group.pieces)} pieces ${group.state === "waiting" ? "waiting" : "arrived"}`, kind: count(group.count, "load unit"), radius: 4 + Math.sqrt(group.pieces) * 0.42 }, group.at);
  return features;
}
