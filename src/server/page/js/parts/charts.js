// Charts as SVG. Each is a figure with words for those who do not see it.

import { h, s } from "../dom.js";
import { LEDGER_KINDS, capital, duration, number, whole } from "../format.js";

/** A round step so that about `wanted` of them span `range`. */
export function step(range, wanted) {
  const raw = range / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= raw) ?? 10 * power;
}

/** Round marks from 0 to beyond `top`; `least` is the smallest step (1 for what is counted). */
export function ticks(top, wanted = 4, least = 0) {
  if (!(top > 0)) return [0];
  const one = Math.max(least, step(top, wanted));
  return Array.from({ length: Math.floor(top / one + 1e-9) + 1 }, (_, index) => Number((index * one).toPrecision(12)));
}

/** Time by kind as one bar; `whole_min` is the length of the longest bar beside it. */
export function timeBar(kinds, whole_min, words) {
  return h("div", { class: "time-bar", role: "img", "aria-label": words }, kinds.map(([kind, minutes]) =>
    h("span", { class: `kind-${kind}`, style: { width: `${(100 * minutes) / whole_min}%` }, title: `${LEDGER_KINDS.find(([word]) => word === kind)?.[1]}: ${duration(minutes)}` })));
}

/** The legend of kinds of time that occur. */
export const timeLegend = (kinds) => h("ul", { class: "legend" }, LEDGER_KINDS.filter(([kind]) => kinds.has(kind)).map(([kind, words]) => h("li", {}, h("span", { class: `swatch kind-${kind}` }), words)));

/** Horizontal bars: rows of {label, value, text, note, tone, onclick}. */
export function bars(rows, { top = Math.max(...rows.map((row) => row.value), 1e-9), label }) {
  return h("ol", { class: "bars", "aria-label": label }, rows.map((row) => {
    const body = [
      h("span", { class: "bar-label" }, typeof row.label === "string" ? capital(row.label) : row.label), h("span", { class: "bar-value num" }, row.text ?? number(row.value)),
      h("span", { class: `bar-line ${row.tone ?? ""}` }, h("span", { style: { width: `${Math.max(row.value > 0 ? 0.6 : 0, (100 * row.value) / top)}%` } })),
      row.note && h("span", { class: "bar-note" }, row.note),
    ];
    return h("li", {}, row.onclick ? h("button", { type: "button", class: "bar-row", onclick: row.onclick }, body) : h("div", { class: "bar-row" }, body));
  }));
}

/**
 * A line chart. `series` are {name, points: [[x, y]], tone, stepped, dashed, dots}; `x` and `y` are {label, format, top, least}.
 */
export function lines({ series, x, y, label, height = 180, width = 380, marks = [], onpoint }) {
  const [left, right, up, down] = [44, 12, 12, 30];
  const points = series.flatMap((one) => one.points);
  const x_top = x.top ?? Math.max(...points.map((point) => point[0]), 1e-9);
  const y_top = y.top ?? Math.max(...points.map((point) => point[1]), 1e-9) * 1.08;
  const at_x = (value) => left + ((width - left - right) * value) / x_top;
  const at_y = (value) => height - down - ((height - up - down) * value) / y_top;
  const path = ({ points: list, stepped }) => list.map(([px, py], index) => {
    if (!index) return `M${at_x(px).toFixed(1)} ${at_y(py).toFixed(1)}`;
    return stepped ? `H${at_x(px).toFixed(1)}V${at_y(py).toFixed(1)}` : `L${at_x(px).toFixed(1)} ${at_y(py).toFixed(1)}`;
  }).join("");
  return h("figure", { class: "chart" },
    s("svg", { viewBox: `0 0 ${width} ${height}`, role: onpoint ? "group" : "img", "aria-label": label },
      ticks(y_top).map((value) => [s("line", { class: "grid", x1: left, x2: width - right, y1: at_y(value), y2: at_y(value) }), s("text", { class: "tick", x: left - 7, y: at_y(value) + 3.5, "text-anchor": "end" }, (y.format ?? whole)(value))]),
      ticks(x_top, 5, x.least).map((value) => s("text", { class: "tick", x: at_x(value), y: height - down + 15, "text-anchor": "middle" }, (x.format ?? whole)(value))),
      s("text", { class: "axis", x: width - right, y: height - 3, "text-anchor": "end" }, x.label),
      s("text", { class: "axis", x: left, y: 9 }, y.label),
      marks.map((mark) => [s("line", { class: `mark ${mark.tone ?? ""}`, x1: at_x(mark.x), x2: at_x(mark.x), y1: up, y2: height - down }), s("text", { class: "tick", x: at_x(mark.x) - 4, y: up + 9, "text-anchor": "end" }, mark.label)]),
      series.map((one) => s("path", { class: `line ${one.tone ?? ""}${one.dashed ? " dashed" : ""}`, d: path(one) })),
      series.filter((one) => one.dots).flatMap((one) => one.points.map((point, index) => {
        // A point without words, as where nothing is spent, is no button.
        const press = point[2] ? onpoint : null;
        const dot = s("circle", { class: `dot ${one.tone ?? ""}`, cx: at_x(point[0]), cy: at_y(point[1]), r: 4.5, tabindex: press ? 0 : null, role: press ? "button" : null, "aria-label": press ? point[2] : null, onclick: press && (() => press(index)), onkeydown: press && ((event) => event.key === "Enter" && press(index)) });
        if (point[2]) dot.append(s("title", {}, point[2]));
        return dot;
      }))));
}

/** A range with a mark: worst, typical, best. */
export function range({ low, mark, high, top, label, texts }) {
  const share = (value) => `${(100 * value) / top}%`;
  return h("div", { class: "range", role: "img", "aria-label": label },
    h("span", { class: "range-span", style: { left: share(low), width: share(high - low) } }), h("span", { class: "range-mark", style: { left: share(mark) } }),
    h("span", { class: "range-texts small quiet num" }, texts.map((text) => h("span", {}, text))));
}
