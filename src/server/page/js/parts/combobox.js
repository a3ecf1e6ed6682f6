// A field that offers names while one types (ARIA combobox with a list): keyboard, screen readers, touch.

import { h, icon, say, show } from "../dom.js";
import { rank } from "../search.js";

let numbered = 0;

/**
 * `items` is a function (possibly async) giving [{value, label, hint, aliases, weight}]. `chosen(item)` is called with an
 * item, with `null` when the field is emptied, and with {value, label} for free text when `free` is set. `clears` empties
 * the field after each choice (for adding to a list).
 */
export function combobox({ label, placeholder = "", items, chosen, free = false, clears = false, lead = null, hidden = false, after = [] }) {
  numbered += 1;
  const id = `combo-${numbered}`;
  let options = [];
  let active = -1;
  let current = null;

  const input = h("input", {
    id, type: "text", role: "combobox", placeholder, autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list", "aria-label": hidden ? label : null,
    oninput: open, onfocus: () => { input.select(); open(); }, onblur: leave, onkeydown: key,
  });
  const list = h("ul", { id: `${id}-list`, role: "listbox", class: "options", "aria-label": label, hidden: true });
  const box = h("div", { class: `combo${lead ? " has-lead" : ""}` }, lead, input, ...after, list);
  const field = hidden ? h("div", { class: "field" }, box) : h("div", { class: "field" }, h("label", { for: id, class: "label" }, label), box);

  async function open() {
    const typed = input.value;
    const all = await items();
    if (document.activeElement !== input || typed !== input.value) return;
    options = rank(current && typed === current.label ? "" : typed, all, 9);
    active = typed && options.length ? 0 : -1;
    draw();
  }

  function draw() {
    show(list, ...options.map((item, index) =>
      h("li", {
        id: `${id}-${index}`, role: "option", class: "option", "aria-selected": String(index === active),
        onmousedown: (event) => event.preventDefault(), onclick: () => choose(item),
      }, h("span", { class: "option-label" }, item.label), item.hint && h("span", { class: "option-hint" }, item.hint))));
    if (!options.length) show(list, h("li", { class: "option none" }, free ? "Enter takes it as written" : "Nothing is called so"));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark();
  }

  function mark() {
    for (const [index, item] of [...list.children].entries()) item.setAttribute?.("aria-selected", String(index === active));
    if (active >= 0) {
      input.setAttribute("aria-activedescendant", `${id}-${active}`);
      list.children[active].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(item) {
    current = clears ? null : item;
    input.value = clears ? "" : item.label;
    close();
    chosen(item);
    say(`${label}: ${item.label}`);
  }

  function leave() {
    close();
    const typed = input.value.trim();
    if (current && typed === current.label) return;
    if (!typed) {
      if (current) chosen(null);
      current = null;
    } else if (free) choose({ value: typed, label: typed });
    else input.value = current?.label ?? "";
  }

  function key(event) {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      if (list.hidden) return void open();
      active = options.length ? (active + move + options.length) % options.length : -1;
      mark();
    } else if (event.key === "Enter") {
      if (!list.hidden && active >= 0) {
        event.preventDefault();
        choose(options[active]);
      } else if (free && input.value.trim()) {
        event.preventDefault();
        choose({ value: input.value.trim(), label: input.value.trim() });
      }
    } else if (event.key === "Escape") {
      if (!list.hidden) event.stopPropagation();
      close();
    }
  }

  return {
    element: field,
    input,
    /** Shows an item as chosen without telling anybody. */
    set(item) {
      current = item;
      if (document.activeElement !== input) input.value = item?.label ?? "";
      else if (item) input.value = item.label;
    },
  };
}

/** The small picture at the head of a field. */
export const leadIcon = (name) => h("span", { class: "combo-lead" }, icon(name, 16));
