// Starts the page: tabs, theme, map, and the view that the link names.

import { Refusal } from "./api.js";
import { h, icon, say, show } from "./dom.js";
import { CorridorMap, usualLayers } from "./map/map.js";
import { controls } from "./map/controls.js";
import { legend } from "./map/legend.js";
import { announce, trouble } from "./parts/bits.js";
import { popup } from "./parts/marks.js";
import { parse, split, write } from "./state.js";
import { view as capacity } from "./views/capacity.js";
import { view as compare } from "./views/compare.js";
import { view as data } from "./views/data.js";
import { view as failure } from "./views/failure.js";
import { view as invest } from "./views/invest.js";
import { view as plan } from "./views/plan.js";
import { view as route } from "./views/route.js";

const VIEWS = { route, capacity, plan, failure, invest, compare, data };
const narrow = matchMedia("(max-width: 760px)");
const panel = document.getElementById("panel");
const drawer = document.getElementById("drawer");
const hintBox = h("div", { class: "map-hint", role: "status", hidden: true });
// Beside a panel a small map has no room for an open legend either.
const key = legend(matchMedia("(max-width: 1000px)").matches);

let state = parse(location.hash);
let written = "";
let mounted = null;

// ---- theme

const dark = matchMedia("(prefers-color-scheme: dark)");
const stored = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
function theme(next) {
  if (next) try { localStorage.setItem("theme", next); } catch { /* private windows keep nothing */ }
  document.documentElement.dataset.theme = next ?? stored() ?? (dark.matches ? "dark" : "light");
  opened?.then((map) => map.recolour());
}
let opened = null;
theme();
dark.addEventListener("change", () => theme());

// ---- map

const layers = state.page.layers !== undefined ? new Set(state.page.layers.split(",").filter((id) => id && id !== "none")) : usualLayers();
opened = painted().then(() => CorridorMap.open(document.getElementById("map"), { layers, at: state.page.map }));
opened.then((map) => {
  window.corridor = { map };
  document.getElementById("map").append(hintBox, key.element, ...controls({ map, layers, changed: (ids) => put({ page: { ...state.page, layers: ids.join(",") || "none" } }), use: placeUsed, fly: (at) => map.fly(at) }));
  map.addEventListener("moved", (event) => put({ page: { ...state.page, map: event.detail } }));
  map.addEventListener("mark", (event) => {
    const own = mounted?.mark?.(event.detail);
    if (own === true) return;
    map.popup(event.detail.at, own ?? popup(event.detail, { use: mounted?.ends ? placeUsed : null, without: mounted?.avoids ? avoided : null }));
  });
  performance.mark("corridor-map");
}, (error) => {
  const words = /webgl/i.test(error.message) ? "This browser cannot draw the map (WebGL is missing or switched off). Answers and tables work without it." : `The map could not start: ${error.message}`;
  document.getElementById("map").append(h("p", { class: "map-broken" }, words));
});

function placeUsed(key, id) {
  const flags = { ...state.flags, [key]: [id] };
  go({ view: mounted?.ends ? state.view : "route", flags: mounted?.ends ? flags : { [key]: [id] }, page: state.page });
}

function avoided(id) {
  go({ ...state, flags: { ...state.flags, avoid: [...new Set([...(state.flags.avoid ?? []), id])] } });
}

/** The first picture of the page, which the map must not hold up; at most 400 ms, for nothing is painted out of sight. */
function painted() {
  return new Promise((resolve) => {
    new PerformanceObserver(resolve).observe({ type: "paint", buffered: true });
    setTimeout(resolve, 400);
  });
}

// ---- state

/** Writes the link without a new entry in the history. */
function put(patch) {
  state = { ...state, ...patch };
  written = write(state);
  history.replaceState(null, "", written);
}

/** Goes to another view, which "back" leaves again. */
function go(next) {
  state = next;
  written = write(state);
  history.pushState(null, "", written);
  mount();
}

function context() {
  const closers = [];
  const watchers = [];
  return {
    get flags() { return state.flags; },
    get page() { return state.page; },
    map: opened, panel, drawer, go,
    /** Changes flags; the view hears of it. */
    change(patch) {
      const flags = { ...state.flags };
      for (const [key, values] of Object.entries(patch)) {
        if (values.length) flags[key] = values;
        else delete flags[key];
      }
      put({ flags });
      for (const watcher of watchers) watcher(Object.keys(patch));
    },
    /** Changes what only the page knows. */
    keep(patch) { put({ page: Object.fromEntries(Object.entries({ ...state.page, ...patch }).filter(([, value]) => value !== null)) }); },
    onchange(watcher) { watchers.push(watcher); },
    onclose(closer) { closers.push(closer); },
    close() { for (const closer of closers) closer(); },
    hint(text, passing = false) {
      hintBox.hidden = !text;
      hintBox.textContent = text ?? "";
      if (text) say(text);
      if (passing) setTimeout(() => { if (hintBox.textContent === text) hintBox.hidden = true; }, 5000);
    },
    /** What the signs of the answer on the map mean: [[sign, colour, words]]. */
    legend(rows) { key.show(rows); },
    /** What states say to transit, {code: stance}, on the map and in its legend. */
    async stances(said) {
      key.states(said);
      (await opened).stances(said);
    },
    /** An answer is there (or being worked out): told to screen readers, and brought into sight where the form fills a phone. */
    arrived(element, { asked = false, told = true } = {}) {
      if (told) announce(element);
      if (!asked || !narrow.matches) return;
      const seen = () => element.scrollIntoView({ block: "start" });
      seen();
      // What was still on its way may make the form above longer.
      setTimeout(seen, 250);
    },
    /** A comparison of a question with itself, to be changed on the second side. */
    compare(question, flags) { const { map, layers: on, force } = state.page; go({ view: "compare", flags: { question: [question], ...split(flags, flags) }, page: { map, layers: on, ...(force ? { force } : {}) } }); },
  };
}

function mount() {
  mounted?.close();
  drawer.hidden = true;
  show(drawer);
  hintBox.hidden = true;
  key.show([]);
  key.states({});
  opened.then((map) => { map.clear(); map.byEvidence(state.view === "data"); }, () => {});
  const view = VIEWS[state.view];
  for (const one of document.querySelectorAll("[data-view]")) one.removeAttribute("aria-current");
  const current = document.querySelector(`[data-view="${state.view}"]`);
  current?.setAttribute("aria-current", "page");
  current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  document.title = `${view.title} – Corridor`;
  const ctx = context();
  try {
    const made = view.mount(ctx);
    mounted = { ...made, close: () => { made.close?.(); ctx.close(); } };
    panel.scrollTop = 0;
    show(panel, h("h1", { class: "away" }, view.title), ...made.elements);
  } catch (error) {
    mounted = { close: () => ctx.close() };
    show(panel, h("div", { class: "answer" }, trouble(error instanceof Refusal ? error : new Refusal(`The page failed: ${error.message}`))));
    throw error;
  }
}

// ---- frame

// What one view was asked stays with its tab, so that going back and forth loses nothing.
const kept = {};
const tab = (id, view, props, ...content) => h("a", {
  href: `#/${id}`, "data-view": id, ...props,
  onclick: (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (state.view === id) return;
    kept[state.view] = { flags: state.flags, page: state.page };
    const { map, layers: on } = state.page;
    go({ view: id, flags: kept[id]?.flags ?? view.begin?.(state) ?? {}, page: { ...(kept[id]?.page ?? {}), map, layers: on } });
  },
}, ...content);
show(document.getElementById("tabs"), ...Object.entries(VIEWS).filter(([id]) => id !== "data").map(([id, view]) => tab(id, view, {}, view.tab)));
show(document.getElementById("tools"), tab("data", data, { class: "tool words", title: "Every figure with its source" }, icon("info"), "Data"), h("button", { type: "button", class: "tool", title: "Light or dark", "aria-label": "Light or dark", onclick: () => theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark") }, icon("sun")));
document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); panel.focus(); });
document.querySelector(".brand").addEventListener("click", (event) => { event.preventDefault(); go({ view: "route", flags: {}, page: {} }); });
addEventListener("popstate", () => { if (location.hash !== written) { state = parse(location.hash); written = location.hash; mount(); } });
addEventListener("hashchange", () => { if (location.hash !== written) { state = parse(location.hash); written = location.hash; mount(); } });
new ResizeObserver(() => opened.then((map) => map.resize(), () => {})).observe(document.getElementById("map"));
mount();
performance.mark("corridor-panel");
