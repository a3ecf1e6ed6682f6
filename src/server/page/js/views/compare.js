// Two scenarios side by side, and what changed, in words.

import { ask, work } from "../api.js";
import * as diff from "../diff.js";
import { h, later, show } from "../dom.js";
import { count, duration, moment, number, parts, words } from "../format.js";
import { block, downloads, notice, running, stamp, trouble } from "../parts/bits.js";
import { combobox } from "../parts/combobox.js";
import * as fields from "../parts/fields.js";
import * as lists from "../parts/lists.js";
import { side, split } from "../state.js";

const QUESTIONS = [["route", "Route"], ["capacity", "Capacity"], ["plan", "Plan"]];
const EXAMPLES = [
  ["Today's rules against an emergency", "Four Leopard 2 from Bremerhaven to Rukla", { question: ["route"], from: ["port:bremerhaven"], to: ["place:rukla"], load: ["leopard-2a7x4"], "a.regime": [""], "b.regime": ["emers-6h"] }],
  ["What a veto costs", "Twenty Boxers from Antwerp to Cincu, with and without Hungary", { question: ["route"], from: ["port:antwerp"], to: ["place:cincu"], load: ["boxerx20"], "a.deny": [""], "b.deny": ["HU"] }],
  ["The flow to Lithuania without Poland", "North Sea ports, vehicles a day", { question: ["capacity"], from: ["ports:north-sea"], to: ["lithuania"], "a.deny": [""], "b.deny": ["PL"] }],
];
/** What is asked of both sides alike; the rest is each side's own. */
const SHARED = new Set(["from", "to", "load", "force", "unit", "objective"]);

export const view = {
  tab: "Compare", title: "Compare",
  mount(ctx) {
    const question = ctx.flags.question?.[0] ?? "route";
    const answer = h("section", { class: "answer", "aria-label": "Answer" });
    const own = (name) => {
      const watchers = [];
      return {
        ...ctx, map: ctx.map, hint: ctx.hint, onclose: ctx.onclose,
        get flags() { return side(ctx.flags, name); },
        onchange: (watcher) => watchers.push(watcher),
        change(patch) {
          const sides = { a: side(ctx.flags, "a"), b: side(ctx.flags, "b") };
          for (const [key, values] of Object.entries(patch)) {
            for (const to of SHARED.has(key) ? ["a", "b"] : [name]) sides[to] = { ...sides[to], [key]: values };
          }
          const next = { question: [question], ...split(sides.a, sides.b) };
          const old = Object.fromEntries(Object.keys(ctx.flags).filter((key) => !(key in next)).map((key) => [key, []]));
          ctx.change({ ...old, ...next });
          for (const watcher of watchers) watcher(Object.keys(patch));
        },
      };
    };
    const [a, b] = [own("a"), own("b")];
    const form = h("form", { class: "ask", onsubmit: (event) => { event.preventDefault(); run(true); } },
      choose(ctx, question), ...ends(a, question),
      h("div", { class: "side-form a" }, h("p", { class: "side-name" }, "A"), fields.circumstances(a, { depart: question === "route", slow: question !== "capacity", own: question === "plan" })),
      h("div", { class: "side-form b" }, h("p", { class: "side-name" }, "B"), fields.circumstances(b, { depart: question === "route", slow: question !== "capacity", own: question === "plan" })),
      h("button", { class: "button primary wide" }, "Compare"));
    let stop = null;
    const soon = later(() => question !== "plan" && run(true), 400);
    ctx.onchange(soon);
    ctx.onclose(() => stop?.abort());

    async function run(fit) {
      const [x, y] = [side(ctx.flags, "a"), side(ctx.flags, "b")];
      if (question === "plan" ? !x.force : !x.from?.[0] || !x.to?.[0]) return blank();
      stop?.abort();
      stop = new AbortController();
      const { signal } = stop;
      try {
        let both;
        if (question === "plan") {
          const state = running("Planning both moves", () => { stop.abort(); show(answer, notice("", "Cancelled", "Nothing was kept.")); });
          show(answer, state.element);
          const first = await work("plan", x, { signal, progress: state.tell });
          const second = await work("plan", y, { signal, progress: state.tell });
          both = [{ ...first, shapes: await first.other("geojson") }, { ...second, shapes: await second.other("geojson") }];
        } else {
          answer.setAttribute("aria-busy", "true");
          both = await Promise.all([x, y].map((flags) => ask(question, flags, { signal })));
          if (question === "capacity") for (const [index, flags] of [x, y].entries()) both[index].shapes = (await ask("capacity", flags, { format: "geojson", signal })).answer;
        }
        if (!signal.aborted) draw(ctx, answer, question, [x, y], both, fit);
      } catch (error) {
        if (error.name === "AbortError") return;
        ctx.map.then((map) => map.clear());
        show(answer, trouble(error));
      } finally {
        if (!signal.aborted) answer.removeAttribute("aria-busy");
      }
    }
    function blank() {
      show(answer, h("div", { class: "empty" }, h("h2", {}, "What changes, and why?"), h("p", {}, "Ask one question twice, under two sets of circumstances. The difference is told in words."),
        h("div", { class: "examples" }, EXAMPLES.map(([title, text, flags]) => h("button", { type: "button", class: "example", onclick: () => ctx.go({ view: "compare", flags, page: { layers: ctx.page.layers } }) }, h("b", {}, title), h("span", {}, text))))));
    }
    const asked = side(ctx.flags, "a");
    if (question === "plan" ? asked.force : asked.from && asked.to) run(!ctx.page.map);
    else blank();
    return { elements: [form, answer], avoids: false };
  },
};

function choose(ctx, question) {
  return h("fieldset", { class: "field choice" }, h("legend", { class: "label" }, "Question"), h("div", { class: "segments" }, QUESTIONS.map(([value, text]) => h("label", { class: "segment" },
    h("input", { type: "radio", name: "compared", value, checked: value === question, onchange: () => ctx.go({ view: "compare", flags: { question: [value] }, page: { map: ctx.page.map, layers: ctx.page.layers } }) }), h("span", {}, text)))));
}

function ends(ctx, question) {
  if (question === "plan") {
    const force = combobox({ label: "Force", placeholder: "Choose a force", items: lists.forces, chosen: (item) => ctx.change({ force: item ? [item.value] : [] }) });
    lists.named(lists.forces, ctx.flags.force?.[0]).then((item) => item && force.set(item), () => {});
    return [force.element];
  }
  if (question === "capacity") {
    return [fields.ends(ctx, { key: "from", label: "From", items: lists.sources, placeholder: "Ports, a group of ports, a state" }), fields.ends(ctx, { key: "to", label: "To", items: lists.theatres, placeholder: "A theatre, a state, a place" })];
  }
  return [h("div", { class: "ends" }, fields.place(ctx, { key: "from", label: "From", placeholder: "From: a port, place or town" }).element, fields.place(ctx, { key: "to", label: "To", placeholder: "To" }).element), fields.loads(ctx).element];
}

function draw(ctx, element, question, flags, both, fit) {
  const [a, b] = both.map((one) => one.answer);
  const card = (name, answer, own) => h("div", { class: `side-card ${name}` }, h("h3", {}, name.toUpperCase()), ...figure(question, answer), h("p", { class: "small quiet" }, fields.sentence(own, question === "plan")));
  const sentences = diff[question](a, b);
  show(element,
    h("div", { class: "sides" }, card("a", a, flags[0]), card("b", b, flags[1])),
    block("What changes", "from A to B", h("ul", { class: "diff" }, sentences.map(({ tone, text }) => h("li", { class: tone }, tone !== "same" && h("span", { class: "away" }, tone === "better" ? "Better: " : "Worse: "), text)))),
    ["a", "b"].map((name, index) => { const made = downloads(ctx, question, flags[index], ["geojson", "csv", "json", "png"], `${question}-${name}`); made.querySelector("h2").textContent = `Take ${name.toUpperCase()} with you`; if (index) made.querySelector(".buttons").remove(); else for (const button of made.querySelectorAll(".buttons .button")) if (/Compare/.test(button.textContent)) button.remove(); return made; }),
    stamp(a));
  ctx.map.then((map) => {
    const lines = both.flatMap((one, index) => shapes(question, one).map((geometry) => ({ type: "Feature", properties: { role: index ? "b" : "a", name: index ? "B" : "A", kind: words(sentences.slice(0, 1).map((item) => item.text)) }, geometry })));
    map.set("lines", lines);
    map.set("points", []);
    map.set("units", []);
    map.set("ends", question === "route" ? [["from", a.from], ["to", a.to]].map(([end, place]) => ({ type: "Feature", properties: { end, name: place.name }, geometry: { type: "Point", coordinates: [place.lon, place.lat] } })) : []);
    if (fit) map.fit(lines.flatMap((feature) => feature.geometry.coordinates));
  }, () => {});
}

function figure(question, answer) {
  const big = (minutes) => h("p", { class: "figure" }, parts(minutes).map(([value, unit]) => [String(value), h("small", {}, ` ${unit} `)]));
  if (question === "capacity") {
    const unit = answer.count ?? "vehicles";
    return [h("p", { class: "figure" }, number(answer.per_day[unit])), h("p", { class: "small" }, `${unit} a day, held back by ${count(answer.cut.length, "asset")}`)];
  }
  if (question === "plan") return [big(answer.closure_min), h("p", { class: "small" }, `closed ${moment(answer.c_day, answer.closure_min)}; no plan before ${duration(answer.lower_bound_min)}`)];
  const best = answer.routes[0];
  if (!best) return [h("p", { class: "figure" }, "No way"), h("p", { class: "small" }, words(answer.refused.slice(0, 2).map((item) => `${item.what}: ${item.limit}`)))];
  return [big(best.total_min), h("p", { class: "small" }, `there ${moment(best.arrival)}, ${number(Math.round(best.distance_km))} km`)];
}

function shapes(question, { answer, shapes: drawn }) {
  if (question === "route") return (answer.routes[0]?.legs ?? []).map((leg) => ({ type: "LineString", coordinates: leg.line }));
  const seen = new Set();
  return drawn.features.filter(({ geometry, properties }) => {
    if (geometry?.type !== "LineString" || (question === "capacity" && properties.kind !== "flow")) return false;
    const key = `${geometry.coordinates.length}|${geometry.coordinates[0]}|${geometry.coordinates.at(-1)}`;
    return !seen.has(key) && seen.add(key);
  }).map((feature) => feature.geometry);
}
