// A force of one's own: read from a file, kept in the link itself (packed), so that the link restores it everywhere.

import { h, icon } from "../dom.js";

/** What the question calls it; its text goes along as a document. */
export const OWN = "force-of-my-own";

/** Files beyond this make links that programs cut off. */
const BYTES_MAX = 200_000;

const through = async (bytes, stream) => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

/** A text as letters that links may hold. */
export async function pack(text) {
  const bytes = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** And back; throws on what was not packed. */
export async function unpack(packed) {
  const letters = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder().decode(await through(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)), new DecompressionStream("deflate-raw")));
}

/** The name that a force file gives itself. */
export const nameOf = (text) => /^\s*name\s*=\s*"((?:[^"\\]|\\.)*)"/m.exec(text)?.[1].replace(/\\(.)/g, "$1") ?? "Force of my own";

/** The documents that go along with a question. */
export async function documents(ctx) {
  return ctx.flags.force?.[0] === OWN && ctx.page.force ? { [OWN]: await unpack(ctx.page.force) } : {};
}

/** A button that reads a force file: `taken({value, label})` hears of it. */
export function opener(ctx, taken) {
  const input = h("input", {
    type: "file", accept: ".toml", class: "away", tabindex: -1, "aria-hidden": "true",
    onchange: async () => {
      const file = input.files[0];
      input.value = "";
      if (!file) return undefined;
      if (file.size > BYTES_MAX) return ctx.hint(`${file.name} is larger than a force file can be (${BYTES_MAX / 1000} kB).`, true);
      const text = await file.text();
      ctx.keep({ force: await pack(text) });
      ctx.change({ force: [OWN] });
      return taken({ value: OWN, label: nameOf(text), description: `From ${file.name}; the link holds it.` });
    },
  });
  return h("div", { class: "row middle own" }, h("button", { type: "button", class: "button small", onclick: () => input.click() }, icon("open", 15), "Open a force file"), input);
}
