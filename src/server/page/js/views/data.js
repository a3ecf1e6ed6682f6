// Where do the numbers come from? Every row of every table with its source, date and class of evidence.

import { list, sheet } from "../api.js";
import { h, icon, later, show } from "../dom.js";
import { capital, number, whole } from "../format.js";
import { EVIDENCE } from "../map/style.js";
import { copyLink, evidence, fold, mapPicture, notice, save, trouble } from "../parts/bits.js";
import * as fields from "../parts/fields.js";
import { gather } from "../parts/marks.js";
import { fits } from "../search.js";

/** Rows that are shown before one asks for more. */
const SHOWN = 40;
const MEANINGS = [
  ["official", "from an authority, an operator, a maker or a law"], ["published", "from the press or another text"], ["derived", "computed from the former"], ["assumed", "judgement of this project, with a range"],
];
const SIGNS = [...MEANINGS.map(([word]) => ["line", `--${word}`, capital(word)]), ["line", "--bad", "No row says anything of it"], "Railways, roads and rows with a place, by how well they are known"];

/** What marks a row in links: `ports bremerhaven`. */
const mark = (figure) => `${figure.table} ${figure.id}`;
const titled = (table) => capital(table.replaceAll("_", " "));

export const view = {
  tab: "Data", title: "Data and assumptions",
  mount(ctx) {
    const answer = h("section", { class: "answer", "aria-label": "Answer" }, h("p", { class: "quiet" }, "Reading the tables …"));
    const typed = h("input", { id: "d-q", type: "text", placeholder: "A bridge, a port, a factor, a source …", autocomplete: "off", spellcheck: "false", value: ctx.flags.q?.[0] ?? "", oninput: later(() => ctx.change({ q: typed.value.trim() ? [typed.value.trim()] : [] }), 200) });
    const select = h("select", { id: "d-table", onchange: () => ctx.change({ table: select.value ? [select.value] : [] }) }, h("option", { value: "" }, "All tables"));
    const form = h("form", { class: "ask", "aria-label": "Question", onsubmit: (event) => { event.preventDefault(); typed.blur(); ctx.arrived(answer, { asked: true }); } },
      h("div", { class: "field" }, h("label", { class: "label", for: "d-q" }, "Find"), typed),
      h("div", { class: "field" }, h("label", { class: "label", for: "d-table" }, "Table"), h("div", { class: "select" }, select)),
      fields.several(ctx, { key: "evidence", label: "How well it is known", options: EVIDENCE.map((word) => [word, capital(word)]), usual: EVIDENCE.join(",") }));
    let all = null;
    ctx.onchange((keys) => { if (all && keys.some((key) => key !== "row")) draw(false); });
    Promise.all([list("figures"), list("tables")]).then(([figures, tables]) => {
      all = { figures, tables };
      select.append(...tables.map((table) => h("option", { value: table.table, selected: table.table === ctx.flags.table?.[0] }, `${titled(table.table)} (${whole(table.rows)})`)));
      draw(!ctx.page.map);
      ctx.arrived(answer, { asked: Boolean(ctx.flags.q || ctx.flags.table) });
    }, (error) => show(answer, trouble(error)));

    function draw(fit) {
      const classes = new Set((ctx.flags.evidence?.[0] ?? EVIDENCE.join(",")).split(","));
      const [wanted, table] = [ctx.flags.q?.[0] ?? "", ctx.flags.table?.[0]];
      const found = all.figures.filter((figure) => classes.has(figure.evidence) && (!table || figure.table === table) && fits(wanted, figure, texts));
      show(answer, ...answered(ctx, all, found, table, () => { select.value = ctx.flags.table?.[0] ?? ""; }));
      const placed = found.filter((figure) => figure.lat !== undefined && figure.lon !== undefined);
      ctx.legend(SIGNS);
      ctx.map.then((map) => {
        map.set("points", placed.map((figure) => ({ type: "Feature", properties: { ...figure.says, role: figure.evidence, name: figure.name ?? figure.id, kind: titled(figure.table), country: figure.country, source: figure.source, date: figure.date, evidence: figure.evidence, radius: wanted || table ? 4.4 : 2.6, weight: -EVIDENCE.indexOf(figure.evidence) }, geometry: { type: "Point", coordinates: [figure.lon, figure.lat] } })));
        if (fit && placed.length && (wanted || table)) map.fit(placed.map((figure) => [figure.lon, figure.lat]));
      }, () => {});
    }
    return { elements: [form, answer] };
  },
};

/** The words in which a row is looked for. */
const texts = (figure) => [figure.name, figure.id, figure.table, figure.country, figure.source, figure.date, ...Object.values(figure.says ?? {})].filter((text) => text !== undefined).join(" ");

const counts = (figures) => EVIDENCE.map((word) => [word, figures.filter((figure) => figure.evidence === word).length]);

/** Shares as one bar. */
function shares(pairs, of) {
  const total = pairs.reduce((sum, [, many]) => sum + many, 0) || 1;
  const words = pairs.map(([word, many]) => `${word} ${Math.round((100 * many) / total)} %`).join(", ");
  return h("div", { class: "time-bar", role: "img", "aria-label": words, title: words }, pairs.map(([word, many]) => many > 0 && h("span", { style: { width: `${(100 * many) / (of ?? total)}%`, background: `var(--${word})` } })));
}

function answered(ctx, all, found, table, changed) {
  const about = all.tables.find((one) => one.table === table);
  const told = counts(found);
  const bar = shares(told);
  bar.classList.add("large");
  const rows = h("ol", { class: "rows" });
  const more = h("button", { type: "button", class: "button wide", onclick: () => next(200) });
  let shown = 0;
  const open = ctx.page.row;
  function next(many) {
    const old = shown;
    shown = Math.min(found.length, shown + many);
    rows.append(...found.slice(old, shown).map((figure) => row(ctx, figure, mark(figure) === open)));
    more.hidden = shown >= found.length;
    more.textContent = `Show ${whole(Math.min(200, found.length - shown))} more of ${whole(found.length - shown)}`;
  }
  next(Math.max(SHOWN, found.findIndex((figure) => mark(figure) === open) + 1));
  const take = (name) => ctx.change({ table: [name] });
  return [
    h("div", { class: "headline" }, h("p", { class: "figure" }, whole(found.length), h("small", {}, found.length === 1 ? " row" : " rows"), found.length < all.figures.length && h("small", {}, ` of ${whole(all.figures.length)}`))),
    h("p", { class: "lead" }, about ? about.meaning : "Every row that answers rest on has a source, a date and a class of evidence."),
    h("div", { class: "block" }, bar, h("ul", { class: "legend" }, told.map(([word, many]) => h("li", { title: MEANINGS.find(([one]) => one === word)[1] }, h("span", { class: "swatch", style: { background: `var(--${word})` } }), `${capital(word)} ${whole(many)}`)))),
    found.length === 0 && notice("", "Nothing fits", "Use fewer words, another table, or more classes of evidence."),
    found.length > 0 && h("section", { class: "block data-ready" }, h("div", { class: "block-head" }, h("h2", {}, "Rows"), h("span", { class: "block-note" }, "press for all that is known")), rows, more),
    !table && h("div", { class: "folds" }, fold("By table", all.tables.length, h("ol", { class: "bars" }, all.tables.map((one) => h("li", {}, h("button", { type: "button", class: "bar-row", onclick: () => { take(one.table); changed(); } },
      h("span", { class: "bar-label" }, titled(one.table)), h("span", { class: "bar-value num" }, whole(one.rows)), h("span", { class: "whole-row" }, shares(EVIDENCE.map((word) => [word, one.evidence[word] ?? 0]))), h("span", { class: "bar-note" }, one.meaning)))))),
      fold("What the classes mean", null, h("ul", { class: "list" }, MEANINGS.map(([word, text]) => h("li", { class: "small" }, evidence(word), ` ${text}`))))),
    takeaway(ctx, found),
    h("footer", { class: "stamp small quiet" }, h("p", {}, "On the command line: ", h("code", {}, "corridor network show NAME"), ", ", h("code", {}, "corridor network provenance"), ".")),
  ];
}

/** A row that opens. */
function row(ctx, figure, opened) {
  const body = h("div", { class: "fold-body" });
  const said = gather(figure.says ?? {}).map(([name, text]) => `${/^[A-Z]{2}/.test(name) ? name : name.toLowerCase()} ${text}`).join(", ");
  const element = h("details", {
    class: "fold row-fold",
    ontoggle: () => {
      if (!element.open) return;
      ctx.keep({ row: mark(figure) });
      if (!body.childElementCount) fill(ctx, figure, body);
    },
  }, h("summary", {}, h("span", { class: "row-said" }, h("b", {}, figure.name ?? figure.id), h("small", {}, [titled(figure.table), figure.country, said].filter(Boolean).join(" · "))), evidence(figure.evidence)), body);
  if (opened) {
    element.open = true;
    requestAnimationFrame(() => element.scrollIntoView({ block: "nearest" }));
  }
  return h("li", {}, element);
}

/** All columns of a row, with what each means. */
async function fill(ctx, figure, body) {
  show(body, h("p", { class: "small quiet" }, "Reading …"));
  try {
    const { columns, key, rows } = await sheet(figure.table);
    const whole_row = rows.find((one) => key.map((name) => one[name]).filter((text) => text !== undefined).join(" ") === figure.id) ?? {};
    const meaning = new Map(columns.map((column) => [column.name, [column.meaning, column.unit].filter(Boolean).join(", ")]));
    const tail = ["source", "date", "evidence", "note"];
    const cells = Object.entries(whole_row).filter(([name]) => !tail.includes(name));
    show(body, h("dl", { class: "cells" }, cells.map(([name, value]) => [h("dt", { title: meaning.get(name) }, capital(name.replaceAll("_", " ")), meaning.get(name) && h("small", {}, meaning.get(name))), h("dd", { class: "num" }, typeof value === "boolean" ? (value ? "yes" : "no") : typeof value === "number" && !/year|mm$|^l(at|on)$/.test(name) ? number(value) : String(value))])),
      h("p", { class: "source" }, evidence(whole_row.evidence), h("span", {}, whole_row.source), h("span", { class: "num" }, whole_row.date)),
      whole_row.note && h("p", { class: "small quiet" }, whole_row.note),
      h("div", { class: "buttons row-buttons" }, figure.lat !== undefined && h("button", { type: "button", class: "button small", onclick: async () => (await ctx.map).fly([figure.lon, figure.lat], 9) }, icon("pin", 15), "Show on the map"), copyLink()));
  } catch (error) {
    show(body, trouble(error));
  }
}

/** Text that a spreadsheet may open: never a formula. */
const cell = (value) => {
  const text = String(value ?? "");
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?[\d.]+$/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

function takeaway(ctx, found) {
  const columns = ["table", "id", "name", "country", "lat", "lon", "evidence", "source", "date"];
  const csv = () => [columns.join(","), ...found.map((figure) => [...columns.map((name) => cell(figure[name]))].join(","))].join("\r\n");
  const features = () => found.filter((figure) => figure.lat !== undefined).map(({ lat, lon, says, ...rest }) => ({ type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties: { ...rest, ...says } }));
  const files = [
    ["GeoJSON", "geojson", "application/geo+json", () => JSON.stringify({ type: "FeatureCollection", features: features() })],
    ["CSV", "csv", "text/csv", csv], ["JSON", "json", "application/json", () => JSON.stringify(found)],
  ];
  return h("section", { class: "block downloads" }, h("div", { class: "block-head" }, h("h2", {}, "Take it with you"), h("span", { class: "block-note" }, "the rows found")),
    h("div", { class: "buttons" }, copyLink(), mapPicture(ctx, "data")),
    h("div", { class: "formats" }, files.map(([words, ending, type, make]) => h("button", { type: "button", class: "link", onclick: () => save(new Blob([make()], { type }), `rows.${ending}`) }, words))));
}
