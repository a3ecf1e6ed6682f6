// Which works, and which reforms, buy most; which only pay together; what is the best portfolio?

import { work } from "../api.js";
import { h, show } from "../dom.js";
import { capital, count, number, short, whole, words } from "../format.js";
import { block, downloads, evidence, fold, notice, running, sourced, stamp, table, trouble } from "../parts/bits.js";
import { lines } from "../parts/charts.js";
import { combobox } from "../parts/combobox.js";
import * as fields from "../parts/fields.js";
import * as lists from "../parts/lists.js";

const BY = [["", "Usual"], ["closure", "Closure"], ["flow", "Flow"], ["resilience", "Resilience"], ["balance", "Balance", "Points over closure, flow and resilience"]];
// Draws repeat the whole search: on the page they are asked for, on the command line they come with a budget.
const DRAWS = [["0", "Not asked"], ["60", "60 draws", "Costs and effects drawn anew from their ranges; takes many times as long"]];
const EXAMPLES = [
  ["Lithuania: what buys most vehicles a day", "5,000 million euros", { to: ["lithuania"], budget: ["5000"] }],
  ["The German brigade to Lithuania", "Which works and reforms let it close sooner", { force: ["brigade-de-lithuania"], budget: ["5000"] }],
  ["Romania, worst loss counted", "What keeps the flow alive when one asset is gone", { to: ["romania"], from: ["ports:aegean"], by: ["resilience"], budget: ["3000"] }],
];

export const view = {
  tab: "Invest", title: "Invest",
  mount(ctx) {
    const answer = h("section", { class: "answer", "aria-label": "Answer" });
    const force = combobox({ label: "Force whose closure counts", placeholder: "None: flow to theatres counts", items: lists.forces, chosen: (item) => ctx.change({ force: item ? [item.value] : [] }) });
    lists.named(lists.forces, ctx.flags.force?.[0]).then((item) => item && force.set(item), () => {});
    const amount = (key, label, unit, placeholder) => h("div", { class: "field grow" }, h("label", { class: "label", for: `i-${key}` }, label), h("div", { class: "unit" }, h("input", { id: `i-${key}`, type: "number", min: 0, placeholder, value: ctx.flags[key]?.[0] ?? "", onchange: (event) => ctx.change({ [key]: event.target.value ? [event.target.value] : [] }) }), unit && h("span", {}, unit)));
    const form = h("form", { class: "ask wide-units", "aria-label": "Question", onsubmit: (event) => { event.preventDefault(); run(true, true); } },
      force.element,
      fields.ends(ctx, { key: "to", label: "Theatres whose capacity counts", items: lists.theatres, placeholder: "The force's, else the eastern flank" }),
      h("div", { class: "row" }, amount("budget", "Budget", "EUR m", "none"), amount("year", "Complete by", "", "any year")),
      fields.choice(ctx, { key: "by", label: "Compared by", options: BY, usual: "" }),
      fields.circumstances(ctx, { depart: null, slow: false }),
      fields.choice(ctx, { key: "draws", label: "How sure the choice is", options: DRAWS, usual: "0" }),
      h("button", { class: "button primary wide" }, "Rank works and reforms"));
    let stop = null;
    ctx.onclose(() => stop?.abort());
    async function run(fit, asked = false) {
      const flags = { draws: ["0"], ...ctx.flags };
      stop?.abort();
      stop = new AbortController();
      const { signal } = stop;
      const state = running("Building each card on paper and asking again", () => { stop.abort(); show(answer, notice("", "Cancelled", "Nothing was kept. Change the question, or ask again.")); });
      show(answer, state.element);
      ctx.arrived(answer, { asked, told: false });
      ctx.legend([]);
      try {
        const { answer: found, other, job } = await work("invest", flags, { signal, progress: state.tell });
        const shapes = await other("geojson");
        if (signal.aborted) return;
        draw(ctx, answer, found, shapes, flags, fit, run, job);
        ctx.arrived(answer, { asked });
      } catch (error) {
        if (error.name !== "AbortError") show(answer, trouble(error));
      }
    }
    function blank() {
      show(answer, h("div", { class: "empty" }, h("h2", {}, "What to build and what to reform first?"),
        h("p", {}, "Works and changes of law stand in one table. The value of each is the difference between two answers worked out in full, never an estimate."),
        h("div", { class: "examples" }, EXAMPLES.map(([title, text, flags]) => h("button", { type: "button", class: "example", onclick: () => ctx.go({ view: "invest", flags, page: { layers: ctx.page.layers } }) }, h("b", {}, title), h("span", {}, text))))));
    }
    if (ctx.flags.to || ctx.flags.force || ctx.flags.budget) run(!ctx.page.map, true);
    else blank();
    return { elements: [form, answer] };
  },
};

const SIGNS = [["dot", "--accent", "Works"], ["dot", "--paper-work", "Reform"], ["rail", "--rail", "Line of a card that is chosen"], ["line", "--soft", "Line of another card"], "The larger, the more it buys; named: chosen"];

/** States by code; many of them as a number. */
const states = (codes) => (codes?.length > 6 ? count(codes.length, "state") : codes?.join(" "));

const money = (value) => (value === null || value === undefined ? "no price" : `€${whole(value)} m`);

function draw(ctx, element, answer, shapes, flags, fit, run, job) {
  const unit = answer.unit ?? "vehicles a day";
  const gain = (value) => `${value > 0 ? "+" : ""}${number(value)}`;
  const cards = new Map(answer.cards.map((card) => [card.id, card]));
  const named = (id) => cards.get(id)?.name ?? id;
  const { portfolio, frontier } = answer;
  const off = new Set((flags.without ?? []).join(",").split(",").filter(Boolean));
  const pending = h("div", { class: "pending", hidden: true });
  const wanted = new Set(off);
  const switched = () => {
    const same = wanted.size === off.size && [...wanted].every((id) => off.has(id));
    pending.hidden = same;
    if (!same) show(pending, h("span", {}, `${count(wanted.size, "card")} switched off`), h("button", { type: "button", class: "button small primary", onclick: () => { ctx.change({ without: wanted.size ? [[...wanted].sort().join(",")] : [] }); run(false); } }, "Work it out again"));
  };
  const toggle = (card) => h("label", { class: "switch", title: "What if it is not built" }, h("input", { type: "checkbox", role: "switch", checked: !wanted.has(card.id), "aria-label": `${card.name}: counts`, onchange: (event) => { if (event.target.checked) wanted.delete(card.id); else wanted.add(card.id); switched(); } }), h("span", {}));
  const again = h("p", { class: "small quiet" }, `${count(off.size, "card")} switched off. `, h("button", { type: "button", class: "link", onclick: () => { ctx.change({ without: [] }); run(false); } }, "Switch all on again"));
  const effective = answer.cards.filter((card) => Math.abs(card.gain) > 1e-9 || card.chosen || card.orphan || Math.abs(card.share ?? 0) > 1e-9);
  const rest = answer.cards.filter((card) => !effective.includes(card));
  const top = Math.max(...effective.map((card) => Math.abs(card.gain)), 1e-9);
  const row = (card) => h("li", { class: "card-row" },
    h("button", { type: "button", class: "card-main", onclick: () => flyTo(ctx, card, shapes, unit) },
      h("span", { class: "card-name" }, h("span", { class: `tag ${card.kind}` }, card.kind), card.name),
      h("span", { class: "bar-line" }, h("span", { style: { width: `${(100 * Math.max(0, card.gain)) / top}%` } })),
      h("span", { class: "bar-note num" }, [!(card.orphan && Math.abs(card.gain) < 1e-9) && `${gain(card.gain)} ${unit}`, money(card.cost_eur_m), card.per_eur > 1e-9 && `${number(card.per_eur)} for each €1,000 m`, states(card.states), card.completion_year && `by ${card.completion_year}`, card.p_best !== null && card.p_best !== undefined && `best in ${Math.round(card.p_best * 100)} %`, card.orphan && "nothing alone", card.chosen && "chosen"].filter(Boolean).join(" · "))),
    toggle(card));
  show(element,
    h("div", { class: "headline" }, portfolio
      ? h("p", { class: "figure" }, gain(portfolio.gain), h("small", {}, ` ${unit}`))
      : h("p", { class: "figure" }, whole(effective.length), h("small", {}, ` of ${whole(answer.cards.length)} cards change something`))),
    portfolio && h("p", { class: "lead" }, h("b", {}, count(portfolio.cards.length, "card")), ` for ${money(portfolio.cost_eur_m)} of ${money(portfolio.budget_eur_m)}. ${portfolio.proven ? "Proven best." : `No set buys more than ${number(portfolio.bound)} (gap ${number(portfolio.gap * 100)} %).`}`, portfolio.greedy_gain < portfolio.gain - 1e-9 ? ` Taking the best for its money one by one would have bought ${number(portfolio.greedy_gain)}.` : ""),
    measures(answer),
    (answer.reform_or_concrete ?? []).length > 0 && block("Reform or concrete?", null, h("ul", { class: "list" }, answer.reform_or_concrete.map((item) => h("li", { class: "small" }, `${capital(item.sentence)}.`)))),
    frontier?.length > 1 && block("What each budget buys", unit, lines({
      label: "Best gain for each budget", series: [{ points: [[0, 0], ...frontier.map((point) => [point.budget_eur_m, point.gain, `${money(point.budget_eur_m)}: ${number(point.gain)} ${unit}; ${words(point.cards.map(named))}`])], dots: true, stepped: true }, { points: [[0, 0], ...frontier.map((point) => [point.budget_eur_m, point.bound])], dashed: true, tone: "faint" }],
      x: { label: "budget, EUR million" }, y: { label: "" }, onpoint: (index) => { if (index > 0) { ctx.change({ budget: [String(Math.round(frontier[index - 1].budget_eur_m))] }); run(false); } },
    }), h("p", { class: "small quiet" }, "Dashed: no set of that budget buys more. Press a point to take its budget.")),
    portfolio?.cards.length > 0 && block("The best set", money(portfolio.cost_eur_m), h("ol", { class: "cards" }, portfolio.cards.map((id) => cards.get(id)).filter(Boolean).map(row))),
    effective.length === 0 && notice("", "No card changes the answer here", "Switch cards on again, name another theatre or force, or compare by something else."),
    (effective.length > 0 || off.size > 0) && block("Cards, the most for their money first", "switch off: what if not", answer.ranked_by && h("p", { class: "small quiet ranked" }, `${capital(answer.ranked_by)}.`), h("ol", { class: "cards" }, effective.slice(0, 25).map(row)), off.size > 0 && again, pending),
    h("div", { class: "folds" },
      effective.length > 25 && fold("Further cards", effective.length - 25, h("ol", { class: "cards" }, effective.slice(25).map(row))),
      apart(effective, gain),
      (answer.interactions ?? []).length > 0 && fold("Together and apart", answer.interactions.length, h("ul", { class: "list" }, answer.interactions.slice(0, 40).map((item) => h("li", {}, h("p", { class: "list-head" }, h("span", {}, `${named(item.cards[0])} and ${named(item.cards[1])}`), h("span", { class: "num" }, gain(item.alone))), h("p", { class: "small quiet" }, `${capital(item.kind)}; ${gain(item.among_all)} beside all other cards`))))),
      (answer.only_together ?? []).length > 0 && fold("Only together", answer.only_together.length, h("ul", { class: "list" }, answer.only_together.map((bundle) => h("li", {}, h("p", { class: "list-head" }, h("span", {}, words(bundle.cards.map(named))), h("span", { class: "num" }, gain(bundle.gain))), h("p", { class: "small quiet" }, [money(bundle.cost_eur_m), bundle.missing.length && `missing: ${words(bundle.missing.map(named))}${bundle.cross_border ? ", in another state" : ""}`].filter(Boolean).join(" · ")))))),
      answer.robust && fold("The choice that regrets least", answer.robust.cards.length, h("p", { class: "small" }, `${capital(words(answer.robust.cards.map(named)))}, for ${money(answer.robust.cost_eur_m)}: at most ${number(answer.robust.regret)} ${unit} less than the best of any scenario; no set regrets less than ${number(answer.robust.least_regret)}.`),
        table("By scenario", ["Scenario", "Best", "This choice", "The best set above"], answer.robust.scenarios.map((one) => [one.scenario, number(one.best), number(one.gain), number(one.gain_of_portfolio)]), { numeric: [1, 2, 3] })),
      portfolio?.stages?.length > 0 && fold("Year by year", portfolio.stages.length, table("Stages", ["Year", "Spent", "Complete", unit], portfolio.stages.map((stage) => [stage.year, money(stage.spent_eur_m), stage.completed.map(named).join(", "), number(stage.gain)]), { numeric: [1, 3] })),
      rest.length > 0 && fold("Cards that change nothing here", rest.length, h("ul", { class: "list" }, rest.map((card) => h("li", { class: "small" }, `${card.name} (${card.kind}, ${money(card.cost_eur_m)})`)))),
      (answer.left_out ?? []).length > 0 && fold("Not looked at", answer.left_out.length, h("ul", { class: "list" }, answer.left_out.map((item) => h("li", { class: "small" }, `${item.card}: ${item.why}`)))),
      fold("What the figures mean", (answer.notes ?? []).length, h("ul", { class: "list" }, (answer.notes ?? []).map((text) => h("li", { class: "small" }, capital(text)))))),
    downloads(ctx, "invest", flags, ["geojson", "csv", "json", "svg", "png", "table"], "invest", { job }), stamp(answer));
  ctx.legend(SIGNS);
  ctx.map.then((map) => {
    drawMap(map, answer, shapes);
    const matter = new Set(effective.map((card) => card.id));
    const some = shapes.features.filter((feature) => matter.has(feature.properties.id));
    if (fit) map.fit((some.length ? some : shapes.features).flatMap((feature) => points(feature.geometry)), { most: 6.5, named: true });
  }, () => {});
}

/** What each force and theatre has with nothing built, with the best set, and with every card that is on. */
function measures({ before, after, portfolio }) {
  const then = portfolio?.then;
  const hours = (found) => found && `${number(found.closure_h ?? found.bound_h)} h`;
  const rows = [
    ...before.forces.map((force, index) => [force.force, ...[force, then?.forces[index], after.forces[index]].map(hours)]),
    ...before.theatres.flatMap((theatre, index) => {
      const all = [theatre, then?.theatres[index], after.theatres[index]];
      return [[`${capital(theatre.theatre)}, a day`, ...all.map((one) => one && number(one.vehicles_per_day))], ["after the worst loss", ...all.map((one) => one && number(one.after_worst_loss))]];
    }),
  ];
  const held = [["now", before], ["with the best set", then], ["with all cards", after]].flatMap(([when, at]) => (at?.theatres ?? []).map((theatre) => h("li", {}, h("p", { class: "small" }, h("b", {}, `${capital(theatre.theatre)}, ${when}: `), words(theatre.cut.slice(0, 4)), theatre.cut.length > 4 && ` and ${whole(theatre.cut.length - 4)} more`), h("p", { class: "small quiet" }, `worst single loss: ${theatre.worst_loss}`))));
  const keep = (row) => (then ? row : [row[0], row[1], row[3]]);
  return rows.length > 0 && block("What it comes to", null, table("Without cards, with the best set and with all cards", keep(["", "Now", "Best set", "All cards"]), rows.map(keep), { numeric: then ? [1, 2, 3] : [1, 2] }),
    held.length > 0 && h("div", { class: "folds" }, fold("What holds it back", held.length, h("ul", { class: "list" }, held))));
}

/** What each card does alone for each force and theatre; said apart where there are several. */
function apart(cards, gain) {
  const [one] = cards;
  const forces = one?.by_force ?? [];
  const theatres = one?.by_theatre ?? [];
  if (forces.length + theatres.length < 2) return null;
  const some = cards.filter((card) => [...card.by_force.map((force) => force.hours), ...card.by_theatre.flatMap((theatre) => [theatre.vehicles_per_day, theatre.after_worst_loss])].some((value) => Math.abs(value) > 1e-9));
  const heads = ["Card alone", ...forces.map((force) => `${force.force}, h sooner`), ...theatres.map((theatre) => `${capital(theatre.theatre)}, a day`)];
  const cell = (value) => (Math.abs(value) > 1e-9 ? gain(value) : "–");
  return some.length > 0 && fold(forces.length ? "By force and theatre" : "By theatre", some.length, table("What each card buys alone", heads, some.slice(0, 60).map((card) => [short(card.name), ...card.by_force.map((force) => cell(force.hours)), ...card.by_theatre.map((theatre) => cell(theatre.vehicles_per_day))]), { numeric: heads.map((_, index) => index).slice(1) }));
}

const points = (geometry) => (!geometry ? [] : geometry.type === "Point" ? [geometry.coordinates] : geometry.type === "MultiLineString" ? geometry.coordinates.flat() : geometry.coordinates);

function drawMap(map, answer, shapes, focus = null) {
  const cards = new Map(answer.cards.map((card) => [card.id, card]));
  const top = Math.max(...answer.cards.map((card) => card.gain), 1e-9);
  const drawn = { lines: [], points: [] };
  // A card of many places is named at the first of them.
  const told = new Set();
  const label = (card) => card.chosen && !told.has(card.id) && told.add(card.id) && { label: short(card.name) };
  for (const feature of shapes.features) {
    const card = cards.get(feature.properties.id);
    if (!card) continue;
    const properties = { name: card.name, kind: card.kind, states: card.states?.join(" "), costs: money(card.cost_eur_m), gain: `${number(card.gain)} ${answer.unit}`, status: card.status, source: card.source, evidence: card.evidence };
    if (/LineString/.test(feature.geometry?.type ?? "")) drawn.lines.push({ ...feature, properties: { ...properties, role: card.id === focus ? "focus" : "way", mode: card.chosen ? "rail" : "other" } });
    for (const at of feature.geometry?.type === "MultiPoint" ? feature.geometry.coordinates : feature.geometry?.type === "Point" ? [feature.geometry.coordinates] : []) drawn.points.push({ type: "Feature", properties: { ...properties, role: card.kind === "reform" ? "reform" : "card", radius: 3.4 + 5 * Math.sqrt(Math.max(0, card.gain) / top), weight: card.gain, ...label(card) }, geometry: { type: "Point", coordinates: at } });
  }
  map.set("lines", drawn.lines);
  map.set("points", drawn.points);
  map.set("ends", []);
}

async function flyTo(ctx, card, shapes, unit) {
  const map = await ctx.map;
  const own = shapes.features.filter((feature) => feature.properties.id === card.id).flatMap((feature) => points(feature.geometry));
  if (!own.length) return ctx.hint(`${card.name}: a change of rules, with no place on the map.`, true);
  map.fit(own, { most: 8 });
  map.popup(own[Math.floor(own.length / 2)], h("div", { class: "mark" }, h("p", { class: "mark-kind" }, [capital(card.kind), card.states?.join(" "), card.status].filter(Boolean).join(" · ")), h("h3", {}, card.name),
    h("dl", {}, h("dt", {}, "Still to be found"), h("dd", {}, money(card.cost_eur_m)), h("dt", {}, "Buys alone"), h("dd", {}, `${number(card.gain)} ${unit}`), 
      (card.by_force ?? []).map((force) => [h("dt", {}, short(force.force)), h("dd", {}, `${number(force.hours)} h sooner`)]),
      (card.by_theatre ?? []).map((theatre) => [h("dt", {}, capital(theatre.theatre)), h("dd", {}, `${number(theatre.vehicles_per_day)} a day more`), h("dt", {}, "after the worst loss"), h("dd", {}, `${number(theatre.after_worst_loss)} a day more`)]),
      card.completion_year && [h("dt", {}, "Complete"), h("dd", {}, String(card.completion_year))]),
    (card.effects ?? []).slice(0, 4).map((text) => h("p", { class: "small quiet" }, text)), card.agree?.length > 0 && h("p", { class: "small quiet" }, `Must agree: ${card.agree.join(", ")}`),
    (card.funding ?? []).some((item) => item.fits) && h("p", { class: "small quiet" }, `May be paid by (an indication): ${card.funding.filter((item) => item.fits).map((item) => item.name).join(", ")}`),
    sourced(card) || evidence(card.evidence)));
  return undefined;
}
