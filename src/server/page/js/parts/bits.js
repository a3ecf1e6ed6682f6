// Small pieces that answers share: evidence, notices, downloads, folds, runs with progress.

import { address, answerAddress, clean } from "../api.js";
import { h, icon, say, show } from "../dom.js";
import { capital, whole } from "../format.js";

const EVIDENCE = {
  official: "published by the owner or authority", published: "published by others", derived: "computed from published figures", assumed: "an assumption of this project",
};

/** The class of evidence of a figure. */
export const evidence = (word) => word && h("span", { class: `evidence ${word}`, title: EVIDENCE[word] ?? "" }, word);

/** Source, date and evidence on one line. */
export const sourced = ({ source, date, evidence: word }) =>
  (source || word) && h("p", { class: "source" }, word && evidence(word), source && h("span", {}, source), date && h("span", { class: "num" }, date));

/** A notice: `bad`, `good`, `warn` or plain. */
export const notice = (kind, title, ...body) => h("div", { class: `notice ${kind}`, role: kind === "bad" ? "alert" : null }, title && h("p", { class: "notice-title" }, title), ...body.map((part) => (typeof part === "string" ? h("p", {}, part) : part)));

/** What went wrong, and what to do. */
export const trouble = (error) => notice("bad", error.usage ? "The question cannot be asked like this" : "No answer", capital(tidy(error.message)));

/** A refusal as the command line prints it, without its prefix. */
const tidy = (text) => text.replace(/^error:\s*/i, "").replace(/\n+\s*For more information.*$/s, "").trim();

/** A part of an answer that opens. */
export function fold(title, count, ...body) {
  return h("details", { class: "fold" }, h("summary", {}, h("span", {}, title), count !== undefined && count !== null && h("span", { class: "count" }, String(count))), h("div", { class: "fold-body" }, ...body));
}

/** A heading with what is under it. */
export const block = (title, note, ...body) => h("section", { class: "block" }, h("div", { class: "block-head" }, h("h2", {}, title), note && h("span", { class: "block-note" }, note)), ...body);

/** A table with a caption for screen readers. Cells are text or elements; `n` right-aligns. */
export function table(caption, head, rows, { numeric = [] } = {}) {
  const cell = (tag) => (content, index) => h(content === "" ? "td" : tag, { class: numeric.includes(index) ? "n" : null, scope: tag === "th" && content !== "" ? "col" : null }, content);
  return h("div", { class: "table" }, h("table", {}, h("caption", { class: "away" }, caption), h("thead", {}, h("tr", {}, head.map(cell("th")))), h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell("td")))))));
}

/** Hands bytes to the browser as a file. */
export function save(blob, name) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A button that copies the link of the view, and says so in its own words. */
export function copyLink() {
  const words = h("span", {}, "Copy link");
  const tell = (text) => {
    words.textContent = text;
    say(text);
    setTimeout(() => { words.textContent = "Copy link"; }, 3000);
  };
  return h("button", {
    type: "button", class: "button small",
    onclick: () => navigator.clipboard.writeText(location.href).then(() => tell("Link copied"), () => tell("The link is in the address bar")),
  }, icon("link", 15), words);
}

/** A button that saves the map as it stands. */
export const mapPicture = (ctx, name) => h("button", { type: "button", class: "button small", onclick: async () => save(await (await ctx.map).picture(), `${name}-map.png`) }, icon("download", 15), "Map as PNG");

/** Downloads of an answer in each format, of the map as it stands, and the link that restores the view. */
export function downloads(ctx, question, flags, formats, name, { compare: comparable = true, buttons = true, job = null } = {}) {
  const compare = comparable && h("button", { type: "button", class: "button small", onclick: () => ctx.compare(question, clean(flags)) }, icon("compare", 15), "Compare");
  return h("section", { class: "block downloads" }, h("div", { class: "block-head" }, h("h2", {}, "Take it with you")),
    buttons && h("div", { class: "buttons" }, compare, copyLink(), mapPicture(ctx, name)),
    h("div", { class: "formats" }, formats.map((format) => h("a", { href: job ? answerAddress(job, format) : address(question, flags, format), download: `${name}.${format === "table" ? "txt" : format}` }, format === "table" ? "Text" : format === "geojson" ? "GeoJSON" : format.toUpperCase()))));
}

/** The stamp of an answer and what must be told of it. */
export function stamp(answer) {
  const { program, version, network, network_hash: hash } = answer.stamp;
  return h("footer", { class: "stamp small quiet" }, h("p", {}, `${program} ${version}, network ${network} `, h("span", { class: "num", title: hash }, (hash ?? "").slice(0, 12))), h("p", {}, (answer.stamp.attribution ?? []).join(" · ")), h("p", {}, h("a", { href: "#/data" }, "Where the numbers come from")));
}

/** Tells screen readers the gist of an answer: its figure and its first sentence. */
export const announce = (element) => say([...element.querySelectorAll(".headline, .lead, .notice-title")].slice(0, 2).map((one) => one.textContent.trim()).join(". "));

/** The state of a long run, with a way to end it. */
export function running(what, cancel) {
  const bar = h("div", { class: "progress", role: "progressbar", "aria-label": what });
  const text = h("p", { class: "small quiet num" }, "Starting …");
  const element = h("div", { class: "running" }, h("div", { class: "row middle" }, h("p", { class: "running-title" }, what), h("button", { type: "button", class: "button small", onclick: cancel }, "Cancel")), bar, text);
  const since = performance.now();
  say(what);
  return {
    element,
    /** How far it is: pieces of work done, of how many. */
    tell({ text: words, done, of, state }) {
      const part = of ? done / of : undefined;
      if (part !== undefined) {
        bar.style.setProperty("--done", `${Math.min(100, part * 100)}%`);
        bar.classList.add("known");
        bar.setAttribute("aria-valuenow", String(Math.round(part * 100)));
      }
      const seconds = Math.round((performance.now() - since) / 1000);
      const left = part > 0.05 && part < 1 && seconds > 4 ? ` · about ${Math.max(1, Math.round((seconds * (1 - part)) / part))} s left` : "";
      show(text, [words, state === "waiting" ? "waiting for the run before it" : of ? `${whole(done)} of ${whole(of)}` : words ? null : "Working", `${seconds} s`].filter(Boolean).join(" · ") + left);
    },
  };
}
