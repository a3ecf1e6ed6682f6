// The timeline of a plan: arrivals, what holds, and a Gantt chart on one axis, with a slider that moves the load units.

import { h, icon, s, show } from "../dom.js";
import { LEDGER_KINDS, afterC, day, ledgerKind, moment, number, whole } from "../format.js";
import { arrivals, strip, tally } from "../motion.js";
import { step } from "./charts.js";

const ROW = 17;
const CURVE = 54;
const STRIP = 15;
/** A plan is played in about so many seconds. */
const PLAY_S = 24;

/** Stretches of equal kind of a movement: [kind, from, to]. */
function stretches(movement) {
  const found = [];
  for (const entry of movement.ledger) {
    const kind = ledgerKind(entry.line);
    const last = found.at(-1);
    if (last && last[0] === kind && entry.start_min <= last[2] + 1) last[2] = Math.max(last[2], entry.start_min + entry.minutes);
    else found.push([kind, entry.start_min, entry.start_min + entry.minutes]);
  }
  return found;
}

/** A unit's row: for each slot of time, what most of its pieces do; as runs [kind, from, to]. */
export function unitRow(movements, closure_min, slots = 240) {
  const weight = Array.from({ length: slots }, () => new Map());
  const size = closure_min / slots;
  for (const movement of movements) {
    for (const [kind, from, to] of stretches(movement)) {
      for (let slot = Math.max(0, Math.floor(from / size)); slot < slots && slot * size < to; slot += 1) {
        const held = Math.min(to, (slot + 1) * size) - Math.max(from, slot * size);
        if (held > 0) weight[slot].set(kind, (weight[slot].get(kind) ?? 0) + held * movement.pieces);
      }
    }
  }
  const runs = [];
  for (const [slot, kinds] of weight.entries()) {
    const [kind] = [...kinds].sort((a, b) => b[1] - a[1])[0] ?? [null];
    if (!kind) continue;
    const last = runs.at(-1);
    if (last && last[0] === kind && Math.abs(last[2] - slot * size) < 1e-6) last[2] = (slot + 1) * size;
    else runs.push([kind, slot * size, (slot + 1) * size]);
  }
  return runs;
}

const pieceUnits = (movement) => new Set(movement.contents.map((item) => item.unit));

/** Fills `host`. `moved(minute)` hears of the slider, `picked(movement)` of a row. Gives {close, go}. */
export function timeline(host, answer, { at = 0, moved, settled, picked, foldable }) {
  const { movements, c_day: c } = answer;
  const closure = answer.closure_min ?? Math.max(...movements.map((movement) => movement.arrive_min));
  const end = closure * 1.01;
  let minute = Math.min(at, closure);
  let timer = 0;
  const opened = new Set();
  const now = h("p", { class: "now" });
  const sums = h("p", { class: "tally" });
  const slider = h("input", {
    type: "range", class: "slider", min: 0, max: Math.ceil(closure / 10) * 10, step: 10, value: minute, "aria-label": "Time after C",
    oninput: () => { pause(); put(Math.min(closure, Number(slider.value))); }, onchange: () => settled?.(minute),
  });
  const play = h("button", { type: "button", class: "play", "aria-label": "Play", onclick: () => (timer ? pause(true) : start()) }, icon("play", 20));
  const toggle = foldable && h("button", { type: "button", class: "tool", "aria-label": "Fold the timeline", "aria-expanded": "true", onclick: () => toggle.setAttribute("aria-expanded", String(!host.classList.toggle("closed"))) }, icon("up"));
  const body = h("div", { class: "drawer-body" });
  show(host, h("div", { class: "drawer-bar" }, play, now, slider, sums, toggle), body);
  const axis = { x: (value) => value, cursor: null };

  function draw() {
    const width = Math.max(320, body.clientWidth - 34);
    const left = width < 560 ? 96 : 196;
    const x = (value) => left + ((width - left - 6) * Math.min(value, end)) / end;
    axis.x = x;
    const parts = [];
    let y = 16;
    const days = end / 1440;
    const every = Math.max(1, Math.ceil(step(days, width < 560 ? 4 : 9)));
    const grid_at = y;
    const label = (text, words, top, middle = 4) => s("text", { class: words ?? "", x: 0, y: top + middle }, cut(text, left - 8), s("title", {}, text));

    // Arrivals.
    const steps = arrivals(movements);
    const all = steps.at(-1)[1];
    const level = (count) => y + 6 + (CURVE - 8) * (1 - count / all);
    const area = steps.map(([at_min, count], index) => (index ? `H${x(at_min).toFixed(1)}V${level(count).toFixed(1)}` : `M${x(0)} ${level(0)}`)).join("") + `H${x(end)}`;
    parts.push(label("Arrived", "section", y + 10), label(`${whole(all)} pieces`, "", y + 26));
    parts.push(s("path", { class: "curve", d: `${area}V${y + CURVE - 2}H${x(0)}Z` }));
    if (answer.lower_bound_min) {
      parts.push(s("line", { class: "bound", x1: x(answer.lower_bound_min), x2: x(answer.lower_bound_min), y1: y, y2: y + CURVE }));
      parts.push(s("text", { x: x(answer.lower_bound_min) - 4, y: y + CURVE - 7, "text-anchor": "end" }, "no plan before this"));
    }
    y += CURVE + 8;

    // What holds, day by day.
    const rows = strip(answer.binding ?? [], 6);
    if (rows.length) {
      const top = Math.max(...rows.flatMap((row) => [...row.days.values()]));
      parts.push(label(left < 120 ? "Holds most" : "Holds most, day by day", "section", y + 6));
      y += 14;
      for (const row of rows) {
        parts.push(label(row.name, "", y + 7));
        for (const [at_day, hours] of row.days) {
          const [from, to] = [x((at_day - 1) * 1440), x(at_day * 1440)];
          parts.push(s("rect", { x: from + 0.5, y: y + 1, width: Math.max(1, to - from - 1), height: STRIP - 3, rx: 2, style: { fill: "var(--full-3)" }, "fill-opacity": (0.12 + 0.88 * Math.sqrt(hours / top)).toFixed(2) }, s("title", {}, `Day ${at_day}: ${row.name}, ${whole(hours)} piece hours`)));
        }
        y += STRIP;
      }
      y += 8;
    }

    // Gantt.
    parts.push(label(left < 120 ? "Units" : "Units (press to open)", "section", y + 6));
    y += 14;
    for (const unit of answer.units) {
      const own = movements.filter((movement) => pieceUnits(movement).has(unit.name));
      const wide = opened.has(unit.name);
      const press = () => { if (!opened.delete(unit.name)) opened.add(unit.name); draw(); };
      parts.push(s("rect", { class: "row-hit", x: 0, y, width, height: ROW, rx: 3, tabindex: 0, role: "button", "aria-expanded": String(wide), "aria-label": `${unit.name}: closed at C+${number(unit.closure_h)} h, ${own.length} load units`, onclick: press, onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); press(); } } }));
      parts.push(label(`${wide ? "▾" : "▸"} ${unit.name}`, "unit-name", y + 8));
      for (const [kind, from, to] of unitRow(own, end)) parts.push(s("rect", { class: `kind-${kind}`, x: x(from), y: y + 3, width: Math.max(0.6, x(to) - x(from)), height: ROW - 6, "pointer-events": "none" }));
      y += ROW;
      if (!wide) continue;
      for (const movement of own) {
        parts.push(s("rect", { class: "row-hit", x: 0, y, width, height: 13, rx: 3, tabindex: 0, role: "button", "aria-label": `${movement.id}: ${said(movement)}`, onclick: () => picked?.(movement), onkeydown: (event) => event.key === "Enter" && picked?.(movement) }, s("title", {}, `${movement.id}: ${said(movement)}`)));
        parts.push(label(`   ${movement.id} ${said(movement)}`, "", y + 6));
        for (const [kind, from, to] of stretches(movement)) parts.push(s("rect", { class: `kind-${kind}`, x: x(from), y: y + 2.5, width: Math.max(0.5, x(to) - x(from)), height: 8, "pointer-events": "none" }));
        y += 13;
      }
    }
    const grid = [];
    for (let d = 0; d <= days; d += every) {
      grid.push(s("line", { class: "grid", x1: x(d * 1440), x2: x(d * 1440), y1: grid_at, y2: y }));
      if (x(d * 1440) < width - (width < 560 ? 36 : 92)) grid.push(s("text", { x: x(d * 1440) + 2, y: 11 }, width < 560 ? `C+${whole(d)} d` : `C+${whole(d)} d  ${day(c, d * 1440)}`));
    }
    axis.cursor = s("g", {}, s("line", { class: "cursor", x1: 0, x2: 0, y1: 14, y2: y }), s("circle", { class: "cursor-head", cx: 0, cy: 15, r: 4 }));
    const picture = s("svg", { class: "gantt", width, height: y + 6, viewBox: `0 0 ${width} ${y + 6}`, role: "group", "aria-label": "Arrivals, what holds day by day, and the units over time" }, grid, parts, axis.cursor);
    show(body, legend(), picture);
    cursor();
  }

  const cursor = () => axis.cursor?.setAttribute("transform", `translate(${axis.x(minute)} 0)`);
  function put(to) {
    minute = to;
    slider.value = to;
    show(now, afterC(Math.round(to / 60) * 60), h("small", {}, moment(c, to).replace(/ \d{4},/, ",")));
    slider.setAttribute("aria-valuetext", `${afterC(Math.round(to))}, ${moment(c, to)}`);
    const { waiting, underway, arrived } = tally(movements, to);
    show(sums, ...[["waiting", waiting], ["under way", underway], ["arrived", arrived]].map(([word, count]) => h("span", {}, h("b", {}, whole(count)), ` ${word}`)));
    cursor();
    moved(to);
  }
  function start() {
    if (minute >= closure - 1) minute = 0;
    let last = performance.now();
    const tick = (time) => {
      const next = minute + ((time - last) / 1000) * (closure / PLAY_S);
      last = time;
      if (next >= closure) { put(closure); pause(true); return; }
      put(next);
      timer = requestAnimationFrame(tick);
    };
    timer = requestAnimationFrame(tick);
    show(play, icon("pause", 20));
    play.setAttribute("aria-label", "Pause");
  }
  function pause(told = false) {
    if (timer) cancelAnimationFrame(timer);
    timer = 0;
    show(play, icon("play", 20));
    play.setAttribute("aria-label", "Play");
    if (told) settled?.(minute);
  }
  draw();
  put(minute);
  const watch = new ResizeObserver(() => draw());
  watch.observe(body);
  return { close() { pause(); watch.disconnect(); }, go: put };
}

const legend = () => h("ul", { class: "legend" }, LEDGER_KINDS.map(([kind, text]) => h("li", {}, h("span", { class: `swatch kind-${kind}` }), text)),
  h("li", {}, h("span", { class: "swatch heat" }), "Held up on a day: the stronger, the more piece hours"));

const cut = (text, width) => { const most = Math.floor(width / 6); return text.length > most ? `${text.slice(0, most - 1)}…` : text; };

/** What a movement carries, in words. */
export const said = (movement) => movement.contents.map((item) => `${item.count} × ${item.name}`).join(", ");
