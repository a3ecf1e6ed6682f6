// How much per day can reach a theatre, and what holds it back?

import { ask } from "../api.js";
import { h, show } from "../dom.js";
import { capital, count, modeWord, number, short, whole, words } from "../format.js";
import { block, downloads, evidence, fold, notice, stamp, table, trouble } from "../parts/bits.js";
import { bars, lines, range } from "../parts/charts.js";
import * as fields from "../parts/fields.js";
import * as lists from "../parts/lists.js";

const EXAMPLES = [
  ["North Sea ports to Lithuania", "What holds it back today", { from: ["ports:north-sea"], to: ["lithuania"] }],
  ["Aegean ports to Romania, Hungary says no", "In trains a day", { from: ["ports:aegean"], to: ["romania"], deny: ["HU"], unit: ["trains"] }],
  ["The three Baltic states at once", "From the North Sea and the Atlantic, in an emergency, with the ladder of works", { from: ["ports:north-sea,ports:atlantic"], to: ["lithuania,latvia,estonia"], regime: ["emers-6h"], ladder: ["true"] }],
];

const SIGNS = [
  ["line", "--full-0", "Flow, less than half of what can pass"], ["line", "--full-1", "from 50 %"], ["line", "--full-2", "from 80 %"], ["line", "--full-3", "Full"],
  ["dot", "--full-3", "Holds the flow back (the cut)"], ["dot", "--handle", "Where it begins"], "The wider, the more vehicles a day",
];
const UNITS = [["vehicles", "Vehicles"], ["trains", "Trains"], ["tonnes", "Tonnes"]];
const EXTRAS = [["ladder", "Ladder: relieve what binds, one after another"], ["headroom", "Headroom: what each loss and upgrade would change"], ["sensitivity", "Sensitivity: what hangs on what is not known"]];

export const view = {
  tab: "Capacity", title: "Capacity",
  mount(ctx) {
    const answer = h("section", { class: "answer", "aria-label": "Answer" });
    const form = h("form", { class: "ask", "aria-label": "Question", onsubmit: (event) => { event.preventDefault(); run(true, true); } },
      fields.ends(ctx, { key: "from", label: "From", items: lists.sources, placeholder: "Ports, a group of ports, a state" }),
      fields.ends(ctx, { key: "to", label: "To", items: lists.theatres, placeholder: "A theatre, a state, a place" }),
      fields.choice(ctx, { key: "unit", label: "Counted in", options: UNITS, usual: "vehicles" }),
      fields.circumstances(ctx, { depart: null, slow: false }),
      h("details", { class: "circumstances" }, h("summary", {}, "What moves, and what else to work out"), h("div", { class: "fold-body" },
        fields.loads(ctx, { label: "Load mix", empty: "A mixed force when nothing is named" }).element,
        fields.pools(ctx),
        h("label", { class: "layer" }, h("input", { type: "checkbox", checked: ctx.flags.ports?.[0] === "unlimited", onchange: (event) => ctx.change({ ports: event.target.checked ? ["unlimited"] : [] }) }), h("span", { class: "layer-name" }, "Beyond the ports: quays and ramps hold nothing back")),
        EXTRAS.map(([key, words]) => h("label", { class: "layer" }, h("input", { type: "checkbox", checked: ctx.flags[key]?.[0] === "true", onchange: (event) => ctx.change({ [key]: event.target.checked ? ["true"] : [] }) }), h("span", { class: "layer-name" }, words))))),
      h("button", { class: "button primary wide" }, "Find what flows"));
    let stop = null;
    ctx.onclose(() => stop?.abort());
    ctx.onchange((keys) => { if (ctx.flags.from && ctx.flags.to && keys.some((key) => key !== "load")) run(keys.includes("from") || keys.includes("to")); });

    async function run(fit, asked = false) {
      const { flags } = ctx;
      if (!flags.from || !flags.to) return blank();
      stop?.abort();
      stop = new AbortController();
      const { signal } = stop;
      if (!answer.querySelector(".figure")) show(answer, h("p", { class: "quiet" }, "Working out what can flow …"));
      if (asked) ctx.arrived(answer, { asked, told: false });
      answer.setAttribute("aria-busy", "true");
      try {
        const [{ answer: found }, shapes] = await Promise.all([ask("capacity", flags, { signal }), ask("capacity", flags, { format: "geojson", signal })]);
        if (signal.aborted) return;
        draw(ctx, answer, found, flags);
        ctx.arrived(answer, { asked });
        ctx.legend(SIGNS);
        const map = await ctx.map;
        drawMap(map, found, shapes.answer, fit);
      } catch (error) {
        if (error.name === "AbortError") return;
        ctx.map.then((map) => map.clear());
        ctx.legend([]);
        show(answer, trouble(error));
      } finally {
        if (!signal.aborted) answer.removeAttribute("aria-busy");
      }
    }
    function blank() {
      show(answer, h("div", { class: "empty" }, h("h2", {}, "How much per day can get there, and what holds it back?"),
        h("p", {}, "Say where it comes from and where it goes. The answer is a largest flow with a cut of equal value: the proof that no more can pass."),
        h("div", { class: "examples" }, EXAMPLES.map(([title, text, flags]) => h("button", { type: "button", class: "example", onclick: () => ctx.go({ view: "capacity", flags, page: { layers: ctx.page.layers } }) }, h("b", {}, title), h("span", {}, text))))));
    }
    if (ctx.flags.from && ctx.flags.to) run(!ctx.page.map, true);
    else blank();
    return { elements: [form, answer], avoids: true };
  },
};

const amount = (figures, unit) => (unit === "trains" ? number(figures.trains) : whole(figures[unit]));

function draw(ctx, element, answer, flags) {
  const unit = answer.count ?? "vehicles";
  const { per_day: all } = answer;
  const others = UNITS.map(([word]) => word).filter((word) => word !== unit).map((word) => `${amount(all, word)} ${word}`);
  const cut = answer.cut ?? [];
  const pools = cut.filter((item) => item.kind === "pool");
  const fixed = cut.filter((item) => item.kind !== "pool");
  const most = Math.max(...cut.map((item) => item.vehicles), 1e-9);
  const name = `${answer.from.name}-${answer.to.name}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const nothing = !all.vehicles && !all.tonnes;
  show(element,
    h("div", { class: "headline" }, h("p", { class: "figure" }, amount(all, unit), h("small", {}, ` ${unit} a day`))),
    h("p", { class: "lead" }, h("b", {}, `${answer.from.name} → ${answer.to.name}`), `: ${words(others)}. ${capital(answer.load?.text ?? "")}.`),
    nothing && notice("warn", "Nothing can flow", "Under these circumstances no way is left. Allow a state or a mode, or ask for a lower assurance."),
    answer.theatres?.length > 0 && block("Each alone, and all at once", unit, table("Theatres", ["Theatre", "Alone", "At once"], answer.theatres.map((item) => [item.name, amount(item.alone, unit), amount(item.concurrent, unit)]), { numeric: [1, 2] })),
    cut.length > 0 && block("What holds it back", `${count(cut.length, "asset")}, together the whole flow`,
      bars(fixed.map((item) => held(ctx, item)), { label: "The cut, largest first", top: most }),
      answer.beyond && notice("", null, `${capital(answer.beyond.split(":")[0])}.`, h("div", { class: "buttons" }, h("button", { type: "button", class: "button small", onclick: () => ctx.go({ view: "capacity", flags: { ...flags, ports: ["unlimited"] }, page: ctx.page }) }, "What lies beyond the ports?")))),
    pools.length > 0 && block("Carriers that must come back", "their part of what holds it back",
      bars(pools.map((item) => held(ctx, item)), { label: "Pools of carriers", top: most }), h("p", { class: "small quiet" }, "Wagons, transporters, ships and aircraft go back empty before they carry again. More of them, or shorter turns, let more flow.")),
    answer.modes?.length > 0 && block("By mode", `${unit} a day`, table("Modes", ["Mode", "Alone", "Enters"], answer.modes.map((item) => [h("span", { class: `mode ${item.mode}` }, modeWord(item.mode)), amount(item.alone, unit), amount(item.enters, unit)]), { numeric: [1, 2] })),
    ladder(answer, unit), sensitivity(answer, unit),
    h("div", { class: "folds" },
      fold("Where each limit comes from", cut.length, h("ul", { class: "list" }, cut.map((item) => h("li", {}, h("p", { class: "list-head" }, h("span", {}, item.name), h("span", { class: "num" }, `${number(item.capacity)} ${item.unit}`)),
        (item.rows ?? []).map((row) => h("div", { class: "small quiet" }, h("p", {}, `${row.table}, ${row.id}: ${row.says}`), h("p", { class: "source" }, evidence(row.evidence), h("span", {}, row.source), h("span", { class: "num" }, row.date)))))))),
      answer.headroom?.length > 0 && fold("Headroom of every asset", answer.headroom.length, table("Headroom", ["Asset", "Used", "Lost with it", "Next upgrade"], answer.headroom.slice(0, 60).map((item) => [item.name, `${number(item.used)} of ${number(item.capacity)}`, number(item.loss), number(item.gain_next)]), { numeric: [1, 2, 3] })),
      fold("Proof", answer.certificate?.checks?.every((check) => check.ok) ? "all checks hold" : "", h("p", { class: "small quiet" }, `Flow ${whole(answer.certificate?.value)} equals cut ${whole(answer.certificate?.bound)} (thousandths of a vehicle) on ${whole(answer.certificate?.nodes)} nodes and ${whole(answer.certificate?.links)} links.`), h("ul", { class: "list" }, (answer.certificate?.checks ?? []).map((check) => h("li", {}, h("p", { class: "list-head" }, h("span", {}, capital(check.name)), h("span", { class: "num" }, check.ok ? "holds" : "fails")), h("p", { class: "small quiet" }, String(check.value)))))),
      fold("Assumptions", (answer.assumptions ?? []).length, h("ul", { class: "list" }, (answer.assumptions ?? []).map((text) => h("li", { class: "small" }, capital(text)))))),
    downloads(ctx, "capacity", flags, ["geojson", "csv", "json", "svg", "png", "table"], name), stamp(answer));
}

/** One asset of the cut as a bar: its part of the bound, its own figure, how sure that is, what else is as narrow there. */
const held = (ctx, item) => ({
  label: item.name, value: item.vehicles, text: `${number(item.capacity)} ${item.unit}`, tone: item.kind === "pool" ? "warn" : "bad", onclick: () => flyTo(ctx, item),
  note: [evidence(item.evidence), ` ${[range_words(item), item.country, item.kind === "pool" && `${number(item.vehicles)} vehicles a day of the whole`].filter(Boolean).join(" · ")}`, item.with?.length > 0 && h("span", { class: "shared" }, `Just as narrow there: ${words(item.with.slice(0, 3))}${item.with.length > 3 ? ` and ${item.with.length - 3} more` : ""}`)],
});

const range_words = (item) => (item.capacity_low !== undefined && item.capacity_low !== item.capacity_high ? `${number(item.capacity_low)} to ${number(item.capacity_high)}` : "");

async function flyTo(ctx, item) {
  const map = await ctx.map;
  if (!item.at) return ctx.hint("This limit has no place on the map.", true);
  map.fly(item.at);
  map.popup(item.at, h("div", { class: "mark" }, h("p", { class: "mark-kind" }, [capital(item.kind), item.country].filter(Boolean).join(" · ")), h("h3", {}, item.name),
    h("dl", {}, h("dt", {}, "Passes"), h("dd", {}, `${number(item.capacity)} ${item.unit}`), range_words(item) && [h("dt", {}, "Range"), h("dd", {}, range_words(item))]),
    h("p", { class: "mark-source" }, evidence(item.evidence), " ", item.source, item.date && ` (${item.date})`)));
  return undefined;
}

function ladder(answer, unit) {
  if (!answer.ladder?.length) return null;
  const points = [[0, start(answer, unit)], ...answer.ladder.map((rung) => [rung.rung, rung.per_day[unit], `Rung ${rung.rung}: ${words(rung.works.map((work) => work.name))}`])];
  return block("Ladder of works", `${unit} a day`, lines({ label: "Flow after each rung", series: [{ points, stepped: true, dots: true }], x: { label: "rungs", least: 1 }, y: { label: "" } }),
    h("ol", { class: "list" }, answer.ladder.map((rung) => h("li", {}, h("p", { class: "list-head" }, h("span", {}, `${rung.rung}. ${words(rung.works.map((work) => work.name))}`), h("span", { class: "num" }, `+${number(rung.gain_vehicles)}`)),
      h("p", { class: "small quiet" }, `${words(rung.works.map((work) => work.upgrade))}. Then binds: ${words(rung.then_binds.slice(0, 3))}${rung.then_binds.length > 3 ? ` and ${rung.then_binds.length - 3} more` : ""}.`)))),
    answer.ceiling?.ends && h("p", { class: "small quiet" }, capital(answer.ceiling.ends)));
}

const start = (answer, unit) => answer.per_day[unit];

function sensitivity(answer, unit) {
  const s = answer.sensitivity;
  if (!s) return null;
  const top = s.best[unit] * 1.02 || 1;
  return block("How sure", `${unit} a day`, range({ low: s.worst[unit], mark: answer.per_day[unit], high: s.best[unit], top, label: `From ${amount(s.worst, unit)} at worst to ${amount(s.best, unit)} at best`, texts: [`worst ${amount(s.worst, unit)}`, `typical ${amount(answer.per_day, unit)}`, `best ${amount(s.best, unit)}`] }),
    h("p", { class: "small quiet" }, `${amount(s.unknown_fails, unit)} when nothing unknown passes, ${amount(s.unknown_passes, unit)} when all of it does.`),
    answer.without?.length > 0 && [h("p", { class: "label" }, "When one state says no"), bars(answer.without.map((item) => ({ label: item.country, value: item.per_day[unit], text: amount(item.per_day, unit), tone: "warn" })), { label: "Flow without each state", top: answer.per_day[unit] })]);
}

function drawMap(map, answer, shapes, fit) {
  const most = Math.max(...shapes.features.filter((feature) => feature.properties.kind === "flow").map((feature) => feature.properties.vehicles_per_day), 1);
  const flows = shapes.features.filter((feature) => feature.properties.kind === "flow").map((feature) => {
    const p = feature.properties;
    const full = p.capacity_vehicles_per_day ? Math.round((100 * p.vehicles_per_day) / p.capacity_vehicles_per_day) : 0;
    return { ...feature, properties: { role: "flow", mode: p.mode, name: `${p.from} – ${p.to}`, kind: modeWord(p.mode), vehicles_a_day: Math.round(p.vehicles_per_day), of_capacity: p.capacity_vehicles_per_day ? Math.round(p.capacity_vehicles_per_day) : "not limited", full: p.saturated ? 100 : full, width: 1.6 + 10 * Math.sqrt(p.vehicles_per_day / most) } };
  });
  map.set("lines", flows);
  const largest = new Set([...(answer.cut ?? [])].sort((a, b) => b.vehicles - a.vehicles).slice(0, 6));
  const cut = (answer.cut ?? []).filter((item) => item.at).map((item) => ({ type: "Feature", properties: { role: "cut", name: item.name, kind: item.kind, country: item.country, passes: `${number(item.capacity)} ${item.unit}`, evidence: item.evidence, source: item.source, date: item.date, ...(largest.has(item) ? { label: short(item.name) } : {}), weight: item.vehicles, radius: 4.5 }, geometry: { type: "Point", coordinates: item.at } }));
  const ports = shapes.features.filter((feature) => feature.properties.kind === "source" && feature.geometry?.type === "Point").map((feature) => ({ ...feature, properties: { role: "source", name: feature.properties.name ?? "Where the flow begins", radius: 3.4 } }));
  map.set("points", [...ports, ...cut]);
  map.set("ends", []);
  if (fit) map.fit(flows.flatMap((feature) => feature.geometry.coordinates), { named: true });
}

