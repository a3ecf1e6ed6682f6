// The fields of questions. Each is bound to one flag of the view's state: it shows what the link says, and changes it.

import { h, icon, show } from "../dom.js";
import { afterC, capital } from "../format.js";
import { nearest } from "../search.js";
import { loadOf, loadText } from "../state.js";
import { combobox, leadIcon } from "./combobox.js";
import * as lists from "./lists.js";

/** Farther than this from a click, nothing is meant. */
const PICK_KM = 120;

/** A place, by name or by a click on the map. */
export function place(ctx, { key, label, placeholder }) {
  const button = h("button", { type: "button", class: "in-field", title: "Choose on the map", "aria-label": `${label}: choose on the map`, "aria-pressed": "false", onclick: arm }, icon("pin", 17));
  const box = combobox({
    label, placeholder, items: lists.places, free: true, after: [button],
    lead: h("span", { class: `end-mark ${key}` }),
    chosen: (item) => ctx.change({ [key]: item ? [item.value] : [] }),
  });
  lists.named(lists.places, ctx.flags[key]?.[0]).then((item) => item && box.set(item), () => {});
  async function arm() {
    button.setAttribute("aria-pressed", "true");
    ctx.hint(`Click where it is ${key === "from" ? "from" : "to"}: the nearest port, place, terminal or airfield is taken.`);
    const map = await ctx.map;
    map.pick(async (at) => {
      button.setAttribute("aria-pressed", "false");
      ctx.hint(null);
      const found = nearest(at, await lists.places(), PICK_KM);
      if (!found) return ctx.hint(`Within ${PICK_KM} km of there the network has no place. Click nearer to one.`, true);
      box.set(found.item);
      ctx.change({ [key]: [found.item.value] });
      return undefined;
    });
  }
  return { element: box.element, set: box.set };
}

/** What moves: vehicles and formations with counts. */
export function loads(ctx, { label = "Load", empty = "Add a vehicle or formation" } = {}) {
  const rows = h("ul", { class: "loads" });
  const add = combobox({
    label, placeholder: empty, items: lists.loads, clears: true, hidden: true, free: true, lead: leadIcon("plus"),
    chosen: (item) => item && change([...list(), loadText({ id: item.value, count: 1 })]),
  });
  const list = () => ctx.flags.load ?? [];
  const change = (load) => { ctx.change({ load }); draw(); };
  async function draw() {
    const known = await lists.loads().catch(() => []);
    show(rows, ...list().map((text, index) => {
      const { id, count } = loadOf(text, (name) => known.some((item) => item.value === name));
      const name = known.find((item) => item.value === id)?.label ?? id;
      const replace = (count) => change(list().map((old, at) => (at === index ? loadText({ id, count }) : old)));
      return h("li", { class: "load" },
        h("input", { type: "number", min: 1, max: 9999, value: count, "aria-label": `Number of ${name}`, onchange: (event) => replace(Math.max(1, Math.round(Number(event.target.value)) || 1)) }),
        h("span", { class: "load-name" }, name),
        h("button", { type: "button", class: "plain", "aria-label": `Remove ${name}`, onclick: () => change(list().filter((_, at) => at !== index)) }, icon("close", 15)));
    }));
  }
  draw();
  return { element: h("div", { class: "field" }, h("span", { class: "label" }, label), rows, add.element) };
}

/** Several ends of flows, `a,b`: theatres, states, groups of ports, places. */
export function ends(ctx, { key, label, items, placeholder }) {
  const list = () => (ctx.flags[key]?.[0] ?? "").split(",").filter(Boolean);
  const chips = h("ul", { class: "chips" });
  const change = (values) => { ctx.change({ [key]: values.length ? [values.join(",")] : [] }); draw(); };
  const add = combobox({ label, placeholder, items, clears: true, hidden: true, free: true, lead: leadIcon("plus"), chosen: (item) => item && !list().includes(item.value) && change([...list(), item.value]) });
  async function draw() {
    const known = await Promise.all(list().map((value) => lists.named(items, value).catch(() => ({ label: value }))));
    show(chips, ...list().map((value, index) => h("li", { class: "chip" }, known[index]?.label ?? value, h("button", { type: "button", class: "plain", "aria-label": `Remove ${known[index]?.label ?? value}`, onclick: () => change(list().filter((other) => other !== value)) }, icon("close", 13)))));
  }
  draw();
  return h("div", { class: "field" }, h("span", { class: "label" }, label), chips, add.element);
}

/** One of a few words. */
export function choice(ctx, { key, label, options, usual }) {
  const name = `choice-${key}-${Math.random().toString(36).slice(2, 8)}`;
  const now = ctx.flags[key]?.[0] ?? usual;
  return h("fieldset", { class: "field choice" }, h("legend", { class: "label" }, label),
    h("div", { class: "segments" }, options.map(([value, text, title]) => h("label", { class: "segment", title },
      h("input", { type: "radio", name, value, checked: value === now, onchange: () => ctx.change({ [key]: value === usual ? [] : [value] }) }), h("span", {}, text)))));
}

/** Several of a few words, as `rail,road,sea`. */
export function several(ctx, { key, label, options, usual }) {
  const now = new Set((ctx.flags[key]?.[0] ?? usual).split(","));
  return h("fieldset", { class: "field choice" }, h("legend", { class: "label" }, label),
    h("div", { class: "pills" }, options.map(([value, text]) => h("label", { class: "pill" },
      h("input", {
        type: "checkbox", value, checked: now.has(value),
        onchange: (event) => {
          if (event.target.checked) now.add(value);
          else if (now.size > 1) now.delete(value);
          else event.target.checked = true;
          const text = options.map(([word]) => word).filter((word) => now.has(word)).join(",");
          ctx.change({ [key]: text === usual ? [] : [text] });
        },
      }), h("span", {}, text)))));
}

/** Which rules are in force, with what that means. */
export function regime(ctx, { key = "regime", own = false } = {}) {
  const about = h("p", { class: "small quiet about" });
  const usual = own ? "" : "today";
  const select = h("select", { id: `regime-${key}`, onchange: () => { ctx.change({ [key]: select.value === usual ? [] : [select.value] }); tell(); } });
  let all = [];
  const tell = () => { about.textContent = all.find((item) => item.value === select.value)?.description ?? ""; };
  lists.regimes().then((items) => {
    all = [...items].sort((a, b) => (b.value === "today") - (a.value === "today") || a.value.localeCompare(b.value, "en"));
    show(select, own && h("option", { value: "" }, "As the force says"), ...all.map((item) => h("option", { value: item.value }, item.label)));
    select.value = ctx.flags[key]?.[0] ?? usual;
    tell();
  }, () => {});
  return h("div", { class: "field" }, h("label", { class: "label", for: `regime-${key}` }, "Rules in force"), h("div", { class: "select" }, select), about);
}

/** When: C-day, and how many hours after it. */
export function departure(ctx, { depart = true } = {}) {
  const USUAL = "2027-03-01T08:00:00+01:00";
  const day = h("input", {
    id: "c-day", type: "datetime-local", value: (ctx.flags["c-day"]?.[0] ?? USUAL).slice(0, 16),
    onchange: () => {
      const text = day.value ? `${day.value}:00+01:00` : ""; ctx.change({ "c-day": text && text !== USUAL ? [text] : [] });
    },
  });
  const hours = h("input", {
    id: "depart", type: "number", min: 0, step: 1, value: /^C\+(\d+)/.exec(ctx.flags.depart?.[0] ?? "C+0")?.[1] ?? 0,
    onchange: () => ctx.change({ depart: Number(hours.value) > 0 ? [`C+${Math.round(Number(hours.value))}`] : [] }),
  });
  return h("div", { class: "row" },
    h("div", { class: "field grow" }, h("label", { class: "label", for: "c-day" }, "C-day (UTC+1)"), day),
    depart && h("div", { class: "field" }, h("label", { class: "label", for: "depart" }, "Departs at C+"), h("div", { class: "unit" }, hours, h("span", {}, "h"))));
}

const STANCES = [["allow", "Allow", "Passes, whatever the tables say"], ["slow", "Slow", "Each permission takes 10 days more"], ["deny", "Deny", "Refuses passage"]];

/** What each state says: by clicking states on the map, or by name. */
export function states(ctx, { slow = true } = {}) {
  const rows = h("ul", { class: "stances" });
  const button = h("button", { type: "button", class: "button small", "aria-pressed": "false", onclick: toggle }, icon("pin", 15), "Click states on the map");
  const note = h("p", { class: "small quiet", hidden: true }, slow ? "Each click takes the next: deny, slow (10 days more for each permission), allow, as the tables say." : "Each click takes the next: deny, allow, as the tables say.");
  const read = () => {
    const found = {};
    for (const stance of ["allow", "slow", "deny"]) for (const text of (ctx.flags[stance] ?? []).join(",").split(",")) if (text) found[text.split("=")[0]] = stance;
    return found;
  };
  const order = slow ? ["", "deny", "slow", "allow"] : ["", "deny", "allow"];
  function put(code, stance) {
    const now = { ...read(), [code]: stance };
    // `HU=14` keeps its days.
    const written = Object.fromEntries((ctx.flags.slow ?? []).join(",").split(",").map((text) => [text.split("=")[0], text]));
    const of = (word) => Object.keys(now).filter((key) => now[key] === word).sort().map((key) => (word === "slow" ? written[key] ?? key : key)).join(",");
    ctx.change(Object.fromEntries(["allow", ...(slow ? ["slow"] : []), "deny"].map((word) => [word, of(word) ? [of(word)] : []])));
    draw();
  }
  const add = combobox({
    label: "State", placeholder: "Add a state", items: lists.countries, clears: true, hidden: true, lead: leadIcon("plus"),
    chosen: (item) => item && put(item.value, "deny"),
  });
  async function draw() {
    const now = read();
    const known = await lists.countries().catch(() => []);
    show(rows, ...Object.entries(now).sort().map(([code, stance]) => {
      const name = known.find((item) => item.value === code)?.label ?? code;
      return h("li", { class: `stance ${stance}` }, h("span", { class: "stance-name" }, name),
        h("div", { class: "segments tight", role: "group", "aria-label": `Stance of ${name}` }, STANCES.filter(([word]) => slow || word !== "slow").map(([word, text, title]) =>
          h("button", { type: "button", class: "segment-button", title, "aria-pressed": String(word === stance), onclick: () => put(code, word) }, text))),
        h("button", { type: "button", class: "plain", "aria-label": `${name}: as the tables say`, onclick: () => put(code, "") }, icon("close", 15)));
    }));
    await ctx.stances(now);
  }
  let on = false;
  async function toggle() {
    on = !on;
    button.setAttribute("aria-pressed", String(on));
    note.hidden = !on;
    const map = await ctx.map;
    map.chooseStates(on ? async (code) => {
      if (!(await lists.countries()).some((item) => item.value === code)) return ctx.hint("This state is not in the network.", true);
      const next = order[(order.indexOf(read()[code] ?? "") + 1) % order.length];
      return put(code, next);
    } : null);
    ctx.hint(on ? "Click states to change what they say. Press the button again to end." : null);
  }
  ctx.onclose(() => ctx.map.then((map) => { map.chooseStates(null); ctx.stances({}); }));
  draw();
  return h("div", { class: "field" }, h("span", { class: "label" }, "What states say to transit"), rows, h("div", { class: "row middle" }, add.element, button), note);
}

const POOLS = [["wagons", "Flat wagons"], ["transporters", "Heavy transporters"], ["ships", "Ro-ro ships"], ["barges", "Barges"], ["aircraft", "Aircraft"]];

/** How many carriers there are, where somebody knows better than the tables. */
export function pools(ctx) {
  const read = () => Object.fromEntries((ctx.flags.pools ?? []).join(",").split(",").filter(Boolean).map((text) => text.split("=")));
  const put = (key, count) => {
    const now = read();
    if (count === "") delete now[key];
    else now[key] = count;
    const text = Object.entries(now).map((pair) => pair.join("=")).join(",");
    ctx.change({ pools: text ? [text] : [] });
  };
  const now = read();
  return h("fieldset", { class: "field" }, h("legend", { class: "label" }, "Carriers, each going to and fro (empty: as the tables say)"),
    h("div", { class: "grid-2" }, POOLS.map(([key, label]) => h("label", { class: "count" }, h("span", {}, label), h("input", { type: "number", min: 0, value: now[key] ?? "", placeholder: "–", onchange: (event) => put(key, event.target.value === "" ? "" : String(Math.max(0, Math.round(Number(event.target.value))))) })))));
}

/** Places, bridges, tunnels and gauge changes that must not be used. */
export function avoid(ctx) {
  const chips = h("ul", { class: "chips" });
  const list = () => ctx.flags.avoid ?? [];
  const change = (names) => { ctx.change({ avoid: names }); draw(); };
  const add = combobox({
    label: "Do not use", placeholder: "A bridge, tunnel, port or place", items: avoidable, clears: true, free: true, hidden: true, lead: leadIcon("plus"),
    chosen: (item) => item && !list().includes(item.value) && change([...list(), item.value]),
  });
  async function draw() {
    const known = await avoidable().catch(() => []);
    show(chips, ...list().map((name) => h("li", { class: "chip" }, known.find((item) => item.value === name)?.label ?? name,
      h("button", { type: "button", class: "plain", "aria-label": `Use ${name} again`, onclick: () => change(list().filter((other) => other !== name)) }, icon("close", 13)))));
  }
  draw();
  return h("div", { class: "field" }, h("span", { class: "label" }, "Do not use"), chips, add.element);
}

let structures = null;
async function avoidable() {
  structures ??= fetch("api/v1/network/layers/structures.geojson").then((response) => response.json()).then((body) => body.features.map(({ properties }) => ({
    value: properties.id, label: properties.name, hint: `${String(properties.kind ?? "").replaceAll("_", " ")} · ${properties.country ?? ""}`, weight: 2, aliases: [properties.id],
  })));
  structures.catch(() => { structures = null; });
  return [...(await structures), ...(await lists.places())];
}

const MODES = [["rail", "Rail"], ["road", "Road"], ["sea", "Sea"], ["iww", "Waterway"], ["air", "Air"]];
const ASSURANCE = [["proven", "Proven", "Every limit must be stated by somebody"], ["likely", "Likely", "What is unknown is taken as the usual of its state"], ["any", "Any", "What is unknown may pass"]];
const CASES = [["best", "Best"], ["typical", "Typical"], ["worst", "Worst"]];

/** The circumstances that questions share, folded, with a line that says them. */
export function circumstances(ctx, { depart = true, slow = true, open = false, own = false } = {}) {
  const said = h("span", { class: "said" });
  const tell = () => { said.textContent = sentence(ctx.flags, own); };
  ctx.onchange(tell);
  tell();
  return h("details", { class: "circumstances", open },
    h("summary", {}, h("span", {}, "Circumstances"), said),
    h("div", { class: "fold-body" },
      regime(ctx, { own }),
      choice(ctx, { key: "assurance", label: own ? "How sure limits must be (else as the force says)" : "How sure limits must be", options: ASSURANCE, usual: own ? null : "likely" }),
      depart !== null && departure(ctx, { depart }),
      states(ctx, { slow }),
      several(ctx, { key: "modes", label: "Modes", options: MODES, usual: "rail,road,sea" }),
      choice(ctx, { key: "case", label: "Figures taken at", options: CASES, usual: "typical" }),
      avoid(ctx)));
}

/** Circumstances in a few words; with `own`, a force file fills what is not said. */
export function sentence(flags, own = false) {
  const one = (key, usual) => flags[key]?.[0] || usual;
  const list = (key) => (flags[key] ?? []).join(",").split(",").filter(Boolean);
  const said = own ? [one("regime", ""), one("assurance", "")].filter(Boolean) : [one("regime", "today"), one("assurance", "likely")];
  if (!said.length) said.push("as the force says");
  if (flags.depart?.[0]) said.push(`from ${afterC(Number(/\d+/.exec(flags.depart[0])?.[0] ?? 0) * 60)}`);
  if (flags["c-day"]?.[0]) said.push(`C ${flags["c-day"][0].slice(0, 10)}`);
  if (flags.modes?.[0]) said.push(flags.modes[0].replaceAll(",", ", "));
  if (one("case", "typical") !== "typical") said.push(`${one("case")} case`);
  if (list("deny").length) said.push(`${list("deny").join(", ")} denies`);
  if (list("slow").length) said.push(`${list("slow").map((text) => text.split("=")[0]).join(", ")} slow`);
  if (list("allow").length) said.push(`${list("allow").join(", ")} allows`);
  if (flags.avoid?.length) said.push(`without ${flags.avoid.length}`);
  return capital(said.join(" · "));
}
