// What the signs of an answer mean, in a corner of the map; folded where the map is small.

import { h, show } from "../dom.js";

/**
 * A legend: `show` takes rows of [sign, colour, words], where a sign is `line`, `rail`, `dots`, `dash`, `dot`, `ring` or
 * `area`, and a row of words alone is a remark. Nothing is shown without rows.
 */
export function legend(folded) {
  const list = h("ul", {});
  let [ours, theirs] = [[], []];
  const element = h("details", { class: "map-legend", open: !folded, hidden: true }, h("summary", {}, "Legend"), list);
  return {
    element,
    /** The rows of the answer. */
    show(rows) {
      ours = rows.filter(Boolean);
      draw();
    },
    /** The rows of what states say, {code: stance}. */
    states(stances) {
      const said = new Set(Object.values(stances));
      theirs = STANCES.filter(([word]) => said.has(word)).map(([word, text]) => ["area", `--${word}`, text]);
      draw();
    },
  };
  function draw() {
    const some = [...ours, ...theirs];
    element.hidden = !some.length;
    show(list, ...some.map((row) => (typeof row === "string" ? h("li", { class: "note" }, row) : h("li", {}, h("span", { class: `sign ${row[0]}`, style: { "--c": `var(${row[1]})` } }), h("span", {}, row[2])))));
  }
}

const STANCES = [["deny", "Denies passage"], ["slow", "Slow to permit"], ["allow", "Allows passage"]];

const SIGNS = { rail: "rail", sea: "dots", iww: "dots", air: "dots" };

/** The row of a mode, as ways are drawn. */
export const modeSign = (mode, words) => [SIGNS[mode] ?? "line", `--${mode}`, words];
