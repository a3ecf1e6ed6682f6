// What if a bridge, a port, a line, a state is gone? Which loss hurts most?

import { work } from "../api.js";
import { h, show } from "../dom.js";
import { capital, count, duration, number, short, whole, words } from "../format.js";
import { block, downloads, evidence, fold, notice, running, stamp, table, trouble } from "../parts/bits.js";
import { bars, lines } from "../parts/charts.js";
import { combobox } from "../parts/combobox.js";
import * as fields from "../parts/fields.js";
import * as lists from "../parts/lists.js";

const EXAMPLES = [
  ["North Sea ports to Lithuania", "Every single loss, worst first", { from: ["ports:north-sea"], to: ["lithuania"] }],
  ["Bremerhaven to Rukla, all bridges over the Vistula out", "The river's bridges lost together", { from: ["port:bremerhaven"], to: ["place:rukla"], river: ["Vistula"] }],
  ["The German battalion to Lithuania", "What each loss does to its closure", { force: ["battalion-de-lithuania"], assets: ["port,terminal,gauge-change,crossing,ferry,consent"] }],
  ["The worst three together", "With a bound, and what to harden against them", { from: ["port:bremerhaven"], to: ["lithuania"], worst: ["3"], harden: ["2"] }],
];
const SIGNS = [["dot", "--full-2", "A loss that costs time or flow"], ["dot", "--full-3", "A loss that cuts off"], ["line", "--full-3", "What is lost"], ["dash", "--relax", "The way round"], "The larger, the more it costs"];
const KINDS = [["structure", "Bridges, tunnels"], ["rail-section", "Railways"], ["road-section", "Roads"], ["port", "Ports"], ["terminal", "Terminals"], ["gauge-change", "Gauge changes"], ["crossing", "Crossings"], ["ferry", "Ferries"], ["consent", "Consent of states"]];

export const view = {
  tab: "Failure", title: "Failure",
  mount(ctx) {
    const answer = h("section", { class: "answer", "aria-label": "Answer" });
    const small = (key, label, usual) => h("div", { class: "field grow" }, h("label", { class: "label", for: `f-${key}` }, label), h("input", { id: `f-${key}`, type: "number", min: 0, max: 12, value: ctx.flags[key]?.[0] ?? usual, onchange: (event) => ctx.change({ [key]: Number(event.target.value) > 0 ? [String(Math.round(Number(event.target.value)))] : [] }) }));
    const force = combobox({ label: "Force whose closure counts too", placeholder: "None: times and flow count", items: lists.forces, chosen: (item) => ctx.change({ force: item ? [item.value] : [] }) });
    lists.named(lists.forces, ctx.flags.force?.[0]).then((item) => item && force.set(item), () => {});
    const lost_at = h("input", { id: "f-lost-at", type: "number", min: 0, placeholder: "C", value: /^C\+(\d+)/.exec(ctx.flags["lost-at"]?.[0] ?? "")?.[1] ?? "", onchange: (event) => ctx.change({ "lost-at": Number(event.target.value) > 0 ? [`C+${Math.round(Number(event.target.value))}`] : [] }) });
    const river = h("input", { id: "f-river", type: "text", placeholder: "Vistula", value: ctx.flags.river?.[0] ?? "", onchange: (event) => ctx.change({ river: event.target.value.trim() ? [event.target.value.trim()] : [] }) });
    const form = h("form", { class: "ask", "aria-label": "Question", onsubmit: (event) => { event.preventDefault(); run(true, true); } },
      fields.ends(ctx, { key: "from", label: "From", items: lists.sources, placeholder: "Ports, a group of ports, a state" }),
      fields.ends(ctx, { key: "to", label: "To", items: lists.theatres, placeholder: "A theatre, a state, a place" }),
      force.element,
      fields.circumstances(ctx),
      h("details", { class: "circumstances" }, h("summary", {}, "What is lost"), h("div", { class: "fold-body" },
        fields.several(ctx, { key: "assets", label: "Kinds looked at", options: KINDS, usual: KINDS.map(([word]) => word).join(",") }),
        h("div", { class: "field" }, h("label", { class: "label", for: "f-river" }, "All bridges and tunnels over a river, together"), river),
        h("div", { class: "row" }, small("worst", "Worst together, up to", ""), small("harden", "Harden, up to", ""), small("crews", "Repair crews", "")),
        fields.choice(ctx, { key: "draws", label: "Losses at random", options: [["0", "Not asked"], ["200", "200 draws", "Single and by region, with assumed probabilities"]], usual: "0" }),
        h("div", { class: "field" }, h("label", { class: "label", for: "f-lost-at" }, "Lost while it is under way, at C+"), h("div", { class: "unit" }, lost_at, h("span", {}, "h"))),
        fields.loads(ctx, { label: "Load mix", empty: "A mixed force when nothing is named" }).element)),
      h("button", { class: "button primary wide" }, "Find what hurts most"));
    let stop = null;
    ctx.onclose(() => stop?.abort());
    async function run(fit, asked = false) {
      const { flags } = ctx;
      if (!enough(flags)) return blank();
      stop?.abort();
      stop = new AbortController();
      const { signal } = stop;
      const state = running("Taking away one asset after another", () => { stop.abort(); show(answer, notice("", "Cancelled", "Nothing was kept. Change the question, or ask again.")); });
      show(answer, state.element);
      ctx.arrived(answer, { asked, told: false });
      ctx.legend([]);
      try {
        const { answer: found, other, job } = await work("failure", flags, { signal, progress: state.tell });
        const shapes = await other("geojson").catch(() => ({ features: [] }));
        if (signal.aborted) return;
        draw(ctx, answer, found, shapes, flags, fit, job);
        ctx.arrived(answer, { asked });
      } catch (error) {
        if (error.name !== "AbortError") show(answer, trouble(error));
      }
    }
    function blank() {
      show(answer, h("div", { class: "empty" }, h("h2", {}, "What if it is gone, and what hurts most?"),
        h("p", {}, "Each bridge, tunnel, port, section, crossing and each state's consent is taken away in turn, and times and flows are worked out anew. For those who build and protect it."),
        h("div", { class: "examples" }, EXAMPLES.map(([title, text, flags]) => h("button", { type: "button", class: "example", onclick: () => ctx.go({ view: "failure", flags, page: { layers: ctx.page.layers } }) }, h("b", {}, title), h("span", {}, text))))));
    }
    if (enough(ctx.flags)) run(!ctx.page.map, true);
    else blank();
    return { elements: [form, answer] };
  },
};

/** A force says itself where it comes from and goes to. */
const enough = (flags) => flags.force || (flags.from && flags.to);

/** What a loss costs, in a few words. */
function cost(loss) {
  if (loss.cut_off) return "cuts off";
  if (loss.closure_cut_off) return "does not close";
  if (loss.closure_delay_h > 0) return `closes ${number(loss.closure_delay_h)} h later`;
  if (loss.days_lost >= 0.05) return `${number(loss.days_lost)} days`;
  if (loss.lost_min > 0) return duration(loss.lost_min);
  return loss.flow_loss > 0 ? `${number(loss.flow_loss)} vehicles a day` : "–";
}

/** Losses that are worst for a force together, and what to harden against them. */
function together(answer) {
  const hours = (value) => (value === null ? "does not close" : `closes C+${number(value)} h`);
  const item = (assets, found, remark) => h("li", {}, h("p", { class: "list-head" }, h("span", {}, capital(words(assets.map((asset) => asset.name)) || "Nothing")), h("span", { class: "num" }, hours(found.closure_h))), h("p", { class: "small quiet" }, remark));
  return [
    answer.worst_closure?.length > 0 && block("Worst together for the force", null, h("ol", { class: "list" }, answer.worst_closure.map((worst) => item(worst.assets, worst, worst.closure_at_most_h !== null ? `No other ${worst.k === 1 ? "loss" : `${worst.k} together`} delay it beyond C+${number(worst.closure_at_most_h)} h.` : `${whole(worst.open)} sets were left open.`)))),
    answer.harden_closure?.length > 0 && block("What to harden for the force", null, h("ol", { class: "list" }, answer.harden_closure.filter((one) => one.n > 0).map((one) => item(one.assets, one.left, `Whatever is hardened, others delay it to C+${number(one.at_least_h)} h.`)))),
  ];
}

/** What losses at random cost, and which assets weigh most by probability times what they cost. */
function random({ random: found, losses }, fly) {
  const known = new Map(losses.map((loss) => [loss.asset, loss]));
  const name = (risk) => (known.has(risk.asset) ? h("button", { type: "button", class: "link", onclick: () => fly(known.get(risk.asset)) }, risk.name) : risk.name);
  const tail = found.tail_lost_min === null ? "some of them cut off" : `${duration(found.tail_lost_min)} later`;
  return [
    h("p", { class: "small" }, `${number(found.assets_lost)} assets are out in a draw on average: ${number(found.expected_flow_loss)} vehicles a day less and ${duration(found.expected_lost_min)} lost. In the worst twentieth of the draws: ${number(found.tail_flow_loss)} vehicles a day less, ${tail}. Nothing can arrive in ${number(found.cut_off_share * 100)} % of them. Probabilities are assumptions.`),
    found.risks.length > 0 && h("div", { class: "folds" }, fold("Single assets by risk", found.risks.length, table("Risk of single assets", ["Asset", "Out", "Costs", "Rank"], found.risks.map((risk) => [name(risk), `${number(risk.probability * 100)} %`, risk.lost_min === null ? "cuts off" : duration(risk.lost_min), `${risk.rank} (${risk.rank_best} to ${risk.rank_worst})`]), { numeric: [1, 2, 3] }))),
  ];
}

/** How much a loss weighs, for the length of its bar. */
const weight = (loss) => (loss.closure_delay_h ? loss.closure_delay_h / 24 : loss.days_lost ?? (loss.lost_min ?? 0) / 1440);

function effect(loss) {
  return [
    loss.flow_loss > 0 && `${number(loss.flow_loss)} vehicles a day less (${number((loss.flow_loss_share ?? 0) * 100)} %)`,
    loss.pairs_slower > 0 && `${count(loss.pairs_slower, "pair")} slower${loss.extra_travel_min > 0 ? `, up to ${duration(loss.extra_travel_min)}` : ""}`,
    loss.pairs_cut_off > 0 && `${count(loss.pairs_cut_off, "pair")} cut off`,
    loss.days_lost_low !== null && loss.days_lost_high !== null && loss.days_lost_high - loss.days_lost_low >= 0.05 && `${number(loss.days_lost_low)} to ${number(loss.days_lost_high)} days, over the ranges of all figures`,
    loss.extra_min > 0 && `arrives ${duration(loss.extra_min)} later`,
  ].filter(Boolean).join("; ");
}

function draw(ctx, element, answer, shapes, flags, fit, job) {
  const { base, losses } = answer;
  const cut = losses.filter((loss) => loss.cut_off);
  const top = losses.slice(0, 10);
  const name = `losses-${answer.from.name}-${answer.to.name}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const most = Math.max(...losses.map(weight), 1e-6);
  const names = new Map(losses.map((loss) => [loss.asset, loss.name]));
  const fly = (loss) => flyTo(ctx, loss, shapes, names);
  const row = (loss) => ({
    label: loss.name, value: loss.cut_off ? most : weight(loss), text: cost(loss), tone: loss.cut_off ? "bad" : "warn", onclick: () => fly(loss),
    note: [`${capital(String(loss.kind).replaceAll("-", " ").replaceAll("_", " "))}${loss.country ? ` · ${loss.country}` : ""} · `, loss.why ?? effect(loss), loss.confidence ? ` · confidence ${loss.confidence}` : ""],
  });
  show(element,
    h("div", { class: "headline" }, h("p", { class: "figure" }, whole(losses.length), h("small", {}, losses.length === 1 ? " loss that matters" : " losses that matter"))),
    h("p", { class: "lead" }, h("b", {}, `${answer.from.name} → ${answer.to.name}`), `. With nothing lost, ${base.vehicles_per_day !== null ? `${whole(Math.floor(base.vehicles_per_day))} vehicles a day arrive` : "it arrives"}`, base.travel_min ? ` and the fastest way takes ${duration(base.travel_min)} under way.` : ".", base.closure_h ? ` The force closes at C+${number(base.closure_h)} h.` : "", cut.length ? ` ${cut.length === 1 ? "One single loss cuts" : `${cut.length} single losses cut`} everything off.` : " No single loss cuts off."),
    answer.footprint && block(`Lost together: ${answer.footprint.name}`, count(answer.footprint.assets.length, "asset"), notice(answer.footprint.cut_off ? "bad" : "warn", capital(cost(answer.footprint)), effect(answer.footprint) || "Neither a time nor the flow changes."), fold("What that is", answer.footprint.assets.length, h("ul", { class: "list" }, answer.footprint.assets.map((item) => h("li", { class: "small" }, item.name))))),
    top.length > 0 && block("What hurts most", "press to fly there", bars(top.map(row), { label: "Losses, worst first", top: most })),
    losses.length === 0 && notice("good", "Nothing single hurts", "The loss of no single asset changes a time or the flow."),
    answer.worst?.length > 0 && block("Worst together", "vehicles a day left", lines({ label: "Vehicles a day left after the worst losses", series: [{ points: [[0, base.vehicles_per_day ?? 0], ...answer.worst.map((item) => [item.k, item.flow_left, `${item.k} lost: ${words(item.assets.map((asset) => asset.name))}`])], dots: true }, { points: [[0, base.vehicles_per_day ?? 0], ...answer.worst.map((item) => [item.k, item.bound])], dashed: true, tone: "faint" }], x: { label: "losses together", least: 1 }, y: { label: "" } }),
      h("ol", { class: "list" }, answer.worst.map((item) => h("li", {}, h("p", { class: "list-head" }, h("span", {}, words(item.assets.map((asset) => asset.name))), h("span", { class: "num" }, item.cut_off ? "cuts off" : `${number(item.flow_left)} left`)), h("p", { class: "small quiet" }, item.proven ? (item.k === 1 ? "Proven: no other loss is worse." : `Proven: no other ${item.k} together are worse.`) : `No ${item.k} together leave less than ${number(item.bound)}.`))))),
    answer.harden?.length > 1 && block("What to harden", `against ${answer.harden[0].against} together`, h("ol", { class: "list" }, answer.harden.filter((item) => item.n > 0).map((item) => h("li", {}, h("p", { class: "list-head" }, h("span", {}, words(item.assets.map((asset) => asset.name)) || "Nothing"), h("span", { class: "num" }, `${number(item.flow_left)} left`)), h("p", { class: "small quiet" }, item.proven ? "Proven best." : `At best ${number(item.best_possible)} can be left.`))))),
    ...together(answer),
    answer.restoration && block("What to repair first", count(answer.restoration.crews, "crew"), h("ol", { class: "list" }, answer.restoration.repairs.map((item) => h("li", {}, h("p", { class: "list-head" }, h("span", {}, item.name), h("span", { class: "num" }, `day ${item.back_day}`)), h("p", { class: "small quiet" }, `${number(item.flow_then)} vehicles a day from then on`))))),
    answer.random && block("Losses at random", `${whole(answer.random.draws)} draws`, random(answer, fly)),
    (answer.theatres ?? []).map((theatre) => fold(theatre.name, theatre.losses.length, bars(theatre.losses.map(row), { label: `Losses for ${theatre.name}`, top: Math.max(...theatre.losses.map(weight), 1e-6) }))),
    h("div", { class: "folds" },
      losses.length > 10 && fold("All losses", losses.length, table("All losses", ["", "Asset", "Costs", "Evidence"], losses.slice(0, 200).map((loss) => [loss.rank, h("button", { type: "button", class: "link", onclick: () => fly(loss) }, loss.name), cost(loss), evidence(loss.evidence)]), { numeric: [0] }), losses.length > 200 && h("p", { class: "small quiet" }, "The CSV holds all of them.")),
      fold("What was looked at", null, table("What was looked at", ["Kind", "Assets", "Matter"], (answer.looked_at ?? []).map((item) => [capital(item.kind.replaceAll("-", " ")), whole(item.assets), whole(item.matter)]), { numeric: [1, 2] })),
      fold("What the figures mean", (answer.notes ?? []).length, h("ul", { class: "list" }, (answer.notes ?? []).map((text) => h("li", { class: "small" }, capital(text)))))),
    downloads(ctx, "failure", flags, ["geojson", "csv", "json", "svg", "png", "table"], name, { job }), stamp(answer));
  ctx.legend(SIGNS);
  ctx.map.then((map) => {
    map.set("lines", []);
    map.set("ends", []);
    map.set("points", losses.filter((loss) => loss.at).slice(0, 300).reverse().map((loss) => ({ type: "Feature", properties: { role: loss.cut_off ? "cut" : "loss", name: loss.name, kind: loss.kind, country: loss.country, costs: cost(loss), why: loss.why, confidence: loss.confidence, evidence: loss.evidence, weight: 1000 - loss.rank, radius: 3 + 5 * Math.sqrt(Math.min(1, loss.cut_off ? 1 : weight(loss) / most)), ...(loss.rank <= 10 ? { label: short(loss.name) } : {}) }, geometry: { type: "Point", coordinates: loss.at } })));
    if (fit) map.fit(losses.filter((loss) => loss.at).slice(0, 40).map((loss) => loss.at), { named: true });
  }, () => {});
}

async function flyTo(ctx, loss, shapes, names) {
  const map = await ctx.map;
  const own = shapes.features.filter((feature) => feature.properties.asset === loss.asset && /LineString/.test(feature.geometry?.type ?? ""));
  map.set("lines", own.map((feature) => ({ ...feature, properties: { role: feature.properties.kind === "detour" ? "relax" : "focus", name: feature.properties.kind === "detour" ? "The way round" : loss.name, kind: feature.properties.kind } })));
  if (!loss.at) return ctx.hint("This loss has no place on the map.", true);
  map.fly(loss.at, 7.4);
  map.popup(loss.at, h("div", { class: "mark" }, h("p", { class: "mark-kind" }, `${capital(String(loss.kind).replaceAll("-", " "))}${loss.country ? ` · ${loss.country}` : ""}`), h("h3", {}, loss.name), h("dl", {}, h("dt", {}, "Its loss costs"), h("dd", {}, cost(loss))), loss.why && h("p", { class: "small quiet" }, loss.why), loss.same_as?.length > 0 && h("p", { class: "small quiet" }, `The same loss as ${loss.same_as.length === 1 ? "one other asset" : `${whole(loss.same_as.length)} other assets`}: ${words(loss.same_as.slice(0, 4).map((id) => names.get(id) ?? id))}${loss.same_as.length > 4 ? " …" : ""}.`), loss.detour && h("p", { class: "small quiet" }, `Way round ${loss.detour.from} – ${loss.detour.to}: ${number(loss.detour.extra_km)} km more${loss.detour.through?.length ? ` by ${words(loss.detour.through)}` : ""}.`), h("p", { class: "mark-source" }, evidence(loss.evidence))));
  return undefined;
}
