// Two scenarios side by side, and what changed, in words.

import { ask, differences, work } from "../api.js";
import { h, later, say, show } from "../dom.js";
import { capital, count, duration, moment, number, parts, short, whole, words } from "../format.js";
import { block, downloads, fold, notice, running, stamp, trouble } from "../parts/bits.js";
import { combobox } from "../parts/combobox.js";
import * as fields from "../parts/fields.js";
import * as lists from "../parts/lists.js";
import { documents } from "../parts/own.js";
import { side, split } from "../state.js";

const QUESTIONS = [["route", "Route"], ["capacity", "Capacity"], ["plan", "Plan"], ["failure", "Failure"], ["invest", "Invest"]];

/** Questions that are asked as jobs, with what is said meanwhile. */
const LONG = { plan: "Planning both moves", failure: "Taking away one asset after another, twice", invest: "Building each card on paper, twice" };
const EXAMPLES = [
  ["Today's rules against an emergency", "Four Leopard 2 from Bremerhaven to Rukla", { question: ["route"], from: ["port:bremerhaven"], to: ["place:rukla"], load: ["leopard-2a7x4"], "a.regime": [""], "b.regime": ["emers-6h"] }],
  ["What a veto costs", "Twenty Boxers from Antwerp to Cincu, with and without Hungary", { question: ["route"], from: ["port:antwerp"], to: ["place:cincu"], load: ["boxerx20"], "a.deny": [""], "b.deny": ["HU"] }],
  ["The flow to Lithuania without Poland", "North Sea ports, vehicles a day", { question: ["capacity"], from: ["ports:north-sea"], to: ["lithuania"], "a.deny": [""], "b.deny": ["PL"] }],
  ["Does an emergency move the weak points?", "Losses between Bremerhaven and Rukla under today's rules and an emergency's", { question: ["failure"], from: ["port:bremerhaven"], to: ["place:rukla"], "a.regime": [""], "b.regime": ["emers-6h"] }],
  ["What to build, if Poland said no", "Works and reforms for Lithuania, 3,000 million euros", { question: ["invest"], to: ["lithuania"], budget: ["3000"], "a.deny": [""], "b.deny": ["PL"] }],
];
/** What is asked of both sides alike; the rest is each side's own. */
const SHARED = new Set(["from", "to", "load", "force", "unit", "objective", "assets", "worst", "harden", "river", "by", "budget", "year", "draws", "only", "without"]);

/** Whether enough is said to ask. */
const whole_question = (question, flags) => (question === "plan" ? flags.force : question === "invest" ? flags.to || flags.force : flags.from?.[0] && flags.to?.[0]);

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
    const form = h("form", { class: "ask", "aria-label": "Question", onsubmit: (event) => { event.preventDefault(); run(true, true); } },
      choose(ctx, question), ...ends(a, question),
      h("div", { class: "side-form a" }, h("p", { class: "side-name" }, "A"), fields.circumstances(a, circumstances(question))),
      h("div", { class: "side-form b" }, h("p", { class: "side-name" }, "B"), fields.circumstances(b, circumstances(question))),
      h("button", { class: "button primary wide" }, "Compare"));
    let stop = null;
    const soon = later(() => !LONG[question] && run(true), 400);
    ctx.onchange(soon);
    ctx.onclose(() => stop?.abort());

    async function run(fit, asked = false) {
      const usual = question === "invest" ? { draws: ["0"] } : {};
      const [x, y] = [{ ...usual, ...side(ctx.flags, "a") }, { ...usual, ...side(ctx.flags, "b") }];
      if (!whole_question(question, x)) return blank();
      stop?.abort();
      stop = new AbortController();
      const { signal } = stop;
      try {
        let both;
        if (LONG[question]) {
          const state = running(LONG[question], () => { stop.abort(); show(answer, notice("", "Cancelled", "Nothing was kept. Change the question, or ask again.")); });
          show(answer, state.element);
          ctx.arrived(answer, { asked, told: false });
          both = [];
          for (const [name, flags] of [["A", x], ["B", y]]) both.push(await work(question, flags, { signal, documents: await documents(ctx), progress: (now) => state.tell({ ...now, text: `${name} of two` }) }));
          for (const one of both) one.shapes = await one.other("geojson");
        } else {
          answer.setAttribute("aria-busy", "true");
          both = await Promise.all([x, y].map((flags) => ask(question, flags, { signal })));
          if (question === "capacity") for (const [index, flags] of [x, y].entries()) both[index].shapes = (await ask("capacity", flags, { format: "geojson", signal })).answer;
        }
        const told = await differences(...both);
        if (signal.aborted) return;
        draw(ctx, answer, question, [x, y], both, told, fit);
        ctx.arrived(answer, { asked, told: false });
        say(told.said.length ? `${told.said.length} differences. ${capital(told.said[0].text)}.` : "Nothing changes.");
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
    if (whole_question(question, asked)) run(!ctx.page.map, true);
    else blank();
    return { elements: [form, answer], avoids: false };
  },
};

/** Which circumstances a question takes. */
const circumstances = (question) => ({ depart: ["route", "failure"].includes(question) ? true : null, slow: !["capacity", "invest"].includes(question), own: question === "plan" });

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
  if (question === "invest") {
    const budget = h("input", { id: "c-budget", type: "number", min: 0, placeholder: "none", value: ctx.flags.budget?.[0] ?? "", onchange: (event) => ctx.change({ budget: event.target.value ? [event.target.value] : [] }) });
    return [fields.ends(ctx, { key: "to", label: "Theatres whose capacity counts", items: lists.theatres, placeholder: "A theatre, a state" }), h("div", { class: "field" }, h("label", { class: "label", for: "c-budget" }, "Budget"), h("div", { class: "unit" }, budget, h("span", {}, "EUR m")))];
  }
  if (question === "capacity" || question === "failure") {
    return [fields.ends(ctx, { key: "from", label: "From", items: lists.sources, placeholder: "Ports, a group of ports, a state" }), fields.ends(ctx, { key: "to", label: "To", items: lists.theatres, placeholder: "A theatre, a state, a place" })];
  }
  return [h("div", { class: "ends" }, fields.place(ctx, { key: "from", label: "From", placeholder: "From: a port, place or town" }).element, fields.place(ctx, { key: "to", label: "To", placeholder: "To" }).element), fields.loads(ctx).element];
}

function draw(ctx, element, question, flags, both, told, fit) {
  const [a] = both.map((one) => one.answer);
  const card = (name, answer, own) => h("div", { class: `side-card ${name}` }, h("h2", {}, name.toUpperCase()), ...figure(question, answer), h("p", { class: "small quiet" }, fields.sentence(own, question === "plan")));
  const tones = { better: "Better: ", worse: "Worse: " };
  const sentence = ({ tone, text }) => h("li", { class: tone }, tones[tone] && h("span", { class: "away" }, tones[tone]), `${capital(text)}.`);
  const [first, more] = [told.said.slice(0, 12), told.said.slice(12)];
  show(element,
    h("div", { class: "sides" }, card("a", both[0].answer, flags[0]), card("b", both[1].answer, flags[1])),
    block("What changes", "from A to B",
      told.said.length ? h("ul", { class: "diff" }, first.map(sentence)) : notice("good", "Nothing changes", "Both answers are the same."),
      more.length > 0 && fold("Further differences", more.length, h("ul", { class: "diff" }, more.map(sentence))),
      told.why.length > 0 && h("p", { class: "small quiet because" }, `Because ${words(told.why)}.`)),
    ["a", "b"].map((name, index) => { const made = downloads(ctx, question, flags[index], ["geojson", "csv", "json", "png"], `${question}-${name}`, { compare: false, buttons: index === 0, job: both[index].job }); made.querySelector("h2").textContent = `Take ${name.toUpperCase()} with you`; return made; }),
    stamp(a));
  ctx.legend(["failure", "invest"].includes(question) ? [["dot", "--accent", `${question === "failure" ? "Loss" : "Card chosen"} in A`], ["dot", "--road", `${question === "failure" ? "Loss" : "Card chosen"} in B`]] : [["line", "--accent", "A"], ["dash", "--road", "B"]]);
  ctx.map.then((map) => {
    const lines = both.flatMap((one, index) => shapes(question, one).map((geometry) => ({ type: "Feature", properties: { role: index ? "b" : "a", name: index ? "B" : "A", kind: told.said[0]?.text }, geometry })));
    const [ours, theirs] = both.map((one, index) => spots(question, one, index ? "b" : "a"));
    // What both have is named once.
    const named = new Set(ours.map((point) => point.properties.name));
    const points = [...ours, ...theirs.map((point) => (named.has(point.properties.name) ? { ...point, properties: { ...point.properties, label: "" } } : point))];
    map.set("lines", lines);
    map.set("points", points);
    map.set("units", []);
    map.set("ends", question === "route" ? [["from", a.from], ["to", a.to]].map(([end, place]) => ({ type: "Feature", properties: { end, name: place.name }, geometry: { type: "Point", coordinates: [place.lon, place.lat] } })) : []);
    if (fit) map.fit([...lines.flatMap((feature) => feature.geometry.coordinates), ...points.map((point) => point.geometry.coordinates)]);
  }, () => {});
}

/** What stands at a place: the ten worst losses, the cards chosen. Each side's ring has its own size, so that both are seen. */
function spots(question, { answer, shapes: drawn }, side) {
  const radius = side === "a" ? 8 : 4.5;
  const point = (at, properties) => ({ type: "Feature", properties: { role: side, radius, weight: side === "a" ? 0 : 1, ...properties }, geometry: { type: "Point", coordinates: at } });
  if (question === "failure") return answer.losses.slice(0, 10).filter((loss) => loss.at).map((loss) => point(loss.at, { name: loss.name, kind: `${capital(loss.kind)}, rank ${loss.rank} in ${side.toUpperCase()}`, label: short(loss.name) }));
  if (question !== "invest") return [];
  const cards = new Map(answer.cards.map((card) => [card.id, card]));
  return drawn.features.filter((feature) => /Point$/.test(feature.geometry?.type ?? "") && cards.get(feature.properties.id)?.chosen).map((feature) => {
    const at = feature.geometry.type === "MultiPoint" ? feature.geometry.coordinates[0] : feature.geometry.coordinates;
    const card = cards.get(feature.properties.id);
    return point(at, { name: card.name, kind: `Chosen in ${side.toUpperCase()}`, label: short(card.name) });
  });
}

function figure(question, answer) {
  const big = (minutes) => h("p", { class: "figure" }, parts(minutes).map(([value, unit]) => [String(value), h("small", {}, ` ${unit} `)]));
  if (question === "capacity") {
    const unit = answer.count ?? "vehicles";
    return [h("p", { class: "figure" }, number(answer.per_day[unit])), h("p", { class: "small" }, `${unit} a day, held back by ${count(answer.cut.length, "asset")}`)];
  }
  if (question === "plan") return [big(answer.closure_min), h("p", { class: "small" }, `closed ${moment(answer.c_day, answer.closure_min)}; no plan before ${duration(answer.lower_bound_min)}`)];
  if (question === "failure") {
    const cuts = answer.losses.filter((loss) => loss.cut_off).length;
    return [h("p", { class: "figure" }, whole(answer.losses.length)), h("p", { class: "small" }, `losses that matter, ${cuts ? `${whole(cuts)} of them cut everything off` : "none cuts everything off"}; ${number(answer.base.vehicles_per_day)} vehicles a day with nothing lost`)];
  }
  if (question === "invest") {
    const { portfolio } = answer;
    const effective = answer.cards.filter((card) => Math.abs(card.gain) > 1e-9).length;
    return portfolio ? [h("p", { class: "figure" }, `+${number(portfolio.gain)}`), h("p", { class: "small" }, `${answer.unit}, from ${count(portfolio.cards.length, "card")} for €${whole(portfolio.cost_eur_m)} m`)] : [h("p", { class: "figure" }, whole(effective)), h("p", { class: "small" }, `of ${whole(answer.cards.length)} cards change something`)];
  }
  const best = answer.routes[0];
  if (!best) return [h("p", { class: "figure" }, "No way"), h("p", { class: "small" }, words(answer.refused.slice(0, 2).map((item) => `${item.what}: ${item.limit}`)))];
  return [big(best.total_min), h("p", { class: "small" }, `there ${moment(best.arrival)}, ${number(Math.round(best.distance_km))} km`)];
}

function shapes(question, { answer, shapes: drawn }) {
  if (question === "route") return (answer.routes[0]?.legs ?? []).map((leg) => ({ type: "LineString", coordinates: leg.line }));
  if (question === "failure" || question === "invest") return [];
  const seen = new Set();
  return drawn.features.filter(({ geometry, properties }) => {
    if (geometry?.type !== "LineString" || (question === "capacity" && properties.kind !== "flow")) return false;
    const key = `${geometry.coordinates.length}|${geometry.coordinates[0]}|${geometry.coordinates.at(-1)}`;
    return !seen.has(key) && seen.add(key);
  }).map((feature) => feature.geometry);
}
