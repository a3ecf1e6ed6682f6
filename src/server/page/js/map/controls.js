// What stands on the map: search, and the list of layers that is the legend too.

import { h, icon, show } from "../dom.js";
import { combobox, leadIcon } from "../parts/combobox.js";
import * as lists from "../parts/lists.js";
import { NETWORK } from "./style.js";

/** The controls as elements. */
export function controls({ map, layers, changed, use, fly }) {
  const search = combobox({
    label: "Search a place", placeholder: "Search a place", items: lists.places, hidden: true, lead: leadIcon("search"), clears: false,
    chosen: (item) => {
      if (!item) return;
      fly([item.lon, item.lat]);
      map.popup([item.lon, item.lat], h("div", { class: "mark" }, h("p", { class: "mark-kind" }, item.hint), h("h3", {}, item.label),
        h("div", { class: "buttons" }, h("button", { type: "button", class: "button small", onclick: () => use("from", item.value) }, "From here"), h("button", { type: "button", class: "button small", onclick: () => use("to", item.value) }, "To here"))));
    },
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName)) return;
    event.preventDefault();
    search.input.focus();
  });
  const list = h("div", { class: "layers", id: "layers", hidden: true });
  const button = h("button", {
    type: "button", class: "map-button", "aria-label": "Layers", "aria-expanded": "false", "aria-controls": "layers",
    onclick: () => { list.hidden = !list.hidden; button.setAttribute("aria-expanded", String(!list.hidden)); },
  }, icon("layers"), h("span", {}, "Layers"));
  show(list, h("h2", {}, "Network"), NETWORK.map((layer) => h("label", { class: "layer" },
    h("input", {
      type: "checkbox", checked: layers.has(layer.id),
      onchange: (event) => { map.toggle(layer.id, event.target.checked); changed(NETWORK.filter(({ id }) => layers.has(id)).map(({ id }) => id)); },
    }),
    h("span", { class: "layer-name" }, layer.name, layer.note && h("small", {}, layer.note)),
    layer.dot && h("span", { class: "swatch dot", style: { background: `var(${layer.dot})` } }),
    layer.legend && h("span", { class: "layer-legend" }, layer.legend.map(([colour, words]) => h("span", {}, h("span", { class: "swatch line", style: { background: `var(${colour})` } }), words))))));
  list.addEventListener("keydown", (event) => { if (event.key === "Escape") { button.click(); button.focus(); } });
  const tall = h("button", {
    type: "button", class: "map-button only-narrow", "aria-pressed": "false",
    onclick: () => tall.setAttribute("aria-pressed", String(document.getElementById("app").classList.toggle("map-tall"))),
  }, icon("up"), h("span", { class: "away" }, "Larger map"));
  return [h("div", { class: "map-top" }, h("div", { class: "map-search" }, search.element), button, tall), list];
}
