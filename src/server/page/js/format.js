// Numbers, times and names as people read them. Pure; tested by tests/page/unit.

const GROUPED = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });
const WHOLE = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** A number with thousands apart and at most one decimal; a dash for nothing. */
export const number = (value) => (value === null || value === undefined ? "–" : GROUPED.format(value));

/** A whole number with thousands apart. */
export const whole = (value) => (value === null || value === undefined ? "–" : WHOLE.format(value));

/** Minutes as the two largest units that matter: `9 d 19 h`, `4 h 10 min`, `35 min`. */
export function duration(minutes) {
  return parts(minutes).map(([count, unit]) => `${count} ${unit}`).join(" ");
}

/** The same in (number, unit) pairs, for big type. */
export function parts(minutes) {
  const all = Math.round(Math.abs(minutes));
  if (all >= 1440) {
    const hours = Math.round(all / 60);
    const [days, rest] = [Math.floor(hours / 24), hours % 24];
    return rest ? [[days, "d"], [rest, "h"]] : [[days, "d"]];
  }
  const [hours, rest] = [Math.floor(all / 60), all % 60];
  if (!hours) return [[rest, "min"]];
  return rest ? [[hours, "h"], [rest, "min"]] : [[hours, "h"]];
}

/** Minutes after C as `C+235 h`, or `C+235 h 17`. */
export function afterC(minutes) {
  const [hours, rest] = [Math.floor(minutes / 60), Math.round(minutes % 60)];
  return rest ? `C+${WHOLE.format(hours)} h ${String(rest).padStart(2, "0")}` : `C+${WHOLE.format(hours)} h`;
}

/** Milliseconds since 1970 and the offset in minutes of an RFC 3339 instant. */
export function instant(text) {
  const found = /([+-])(\d\d):(\d\d)(?:\[|$)/.exec(text);
  const offset = found ? (found[1] === "-" ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3])) : 0;
  return { at: Date.parse(text.replace(/\[.*$/, "")), offset };
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** So many minutes after an instant, on its own clock: `Thu 11 Mar 2027, 04:17`. */
export function moment(text, minutes = 0) {
  const { at, offset } = instant(text);
  const date = new Date(at + (minutes + offset) * 60_000);
  const two = (value) => String(value).padStart(2, "0");
  return `${DAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}, ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

/** Without the year and the hour: `Thu 11 Mar`. */
export const day = (text, minutes = 0) => moment(text, minutes).split(" ").slice(0, 3).join(" ");

const MODE_WORDS = { rail: "Rail", road: "Road", sea: "Sea", shuttle: "Shuttle", iww: "Waterway", air: "Air" };

/** A mode as a word. */
export const modeWord = (mode) => MODE_WORDS[mode] ?? mode;

const KINDS = {
  drive: "move", sail: "move", fly: "move", barge: "move",
  load: "handle", unload: "handle", transfer: "handle",
  "lead time": "paper-work", "permission to start": "paper-work", border: "paper-work", permission: "paper-work", notice: "paper-work", "ship notice": "paper-work",
  halt: "rest", rest: "rest", ban: "ban",
};

/** What kind of time a line of a ledger is: move, handle, paper-work, rest, ban or wait. */
export const ledgerKind = (line) => KINDS[line] ?? "wait";

/** The kinds in the order in which they are drawn, with the words of legends. */
export const LEDGER_KINDS = [
  ["move", "Under way"], ["handle", "Loading, unloading"], ["paper-work", "Permission, border"],
  ["wait", "Waiting"], ["rest", "Halts, rest"], ["ban", "Driving ban"],
];

/** A ledger by kind: [kind, minutes], in drawing order, without empty ones. */
export function byKind(ledger, amount = (line) => line.minutes) {
  const sums = new Map(LEDGER_KINDS.map(([kind]) => [kind, 0]));
  for (const line of ledger) sums.set(ledgerKind(line.line), sums.get(ledgerKind(line.line)) + amount(line));
  return [...sums].filter(([, minutes]) => minutes > 0);
}

/** `one thing`, `3 things`. */
export const count = (many, one, several = `${one}s`) => `${whole(many)} ${many === 1 ? one : several}`;

/** A list in words: `a, b and c`. */
export function words(list) {
  if (list.length < 2) return list[0] ?? "";
  return `${list.slice(0, -1).join(", ")} and ${list.at(-1)}`;
}

/** Its first letter large. */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** The state of a port or place id in words a person reads: `port:bremerhaven` is not one. */
export const bare = (id) => String(id).replace(/^[a-z]+:/, "");

/** A name as a map has room for: without what stands in brackets when it is long. */
export const short = (name) => capital(name.length > 32 ? name.replace(/\s*\(.*$/, "") || name : name);
