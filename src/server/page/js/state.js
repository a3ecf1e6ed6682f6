// The view as a link: everything that a view shows follows from the fragment of its address. Pure; tested by tests/page/unit.
//
// `#/route?from=port:gdansk&to=place:rukla&load=leopard-2a7x4&_map=5.2/54.1/15.3`. Keys are the long flags of the command
// line; what only the page knows (position of the map, layers, the way chosen) begins with an underscore. In a comparison,
// `a.regime` and `b.regime` are the flags in which the two sides differ.

export const VIEWS = ["route", "capacity", "plan", "failure", "invest", "compare", "data"];

/** Flags that may be given several times; the others have one value. */
export const MANY = new Set(["load", "avoid", "deny", "allow", "to-many", "from-many", "card", "overlay"]);

/** Reads a fragment. What it does not know it keeps: a newer link still says the same. */
export function parse(fragment) {
  const text = fragment.replace(/^#?\/?/, "");
  const [path, query = ""] = [text.split("?")[0], text.split("?").slice(1).join("?")];
  const view = VIEWS.includes(path) ? path : "route";
  const flags = {};
  const page = {};
  for (const [key, value] of new URLSearchParams(query)) {
    if (key.startsWith("_")) page[key.slice(1)] = value;
    else (flags[key] ??= []).push(value);
  }
  return { view, flags, page };
}

/** Writes a fragment that `parse` reads back. Empty values are left out. */
export function write({ view, flags, page }) {
  const query = new URLSearchParams();
  for (const [key, values] of Object.entries(flags)) {
    for (const value of values) if (value !== "" && value !== undefined && value !== null) query.append(key, value);
  }
  for (const [key, value] of Object.entries(page)) if (value !== "" && value !== undefined && value !== null) query.append(`_${key}`, value);
  const text = query.toString().replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%2F", "/");
  return `#/${view}${text ? `?${text}` : ""}`;
}

/** The flags of one side of a comparison: the shared ones, overlaid by its own. */
export function side(flags, name) {
  const own = {};
  const shared = {};
  for (const [key, values] of Object.entries(flags)) {
    if (key.startsWith(`${name}.`)) own[key.slice(2)] = values;
    else if (!/^[ab]\./.test(key) && key !== "question") shared[key] = values;
  }
  return { ...shared, ...own };
}

/** The same question in the other words: two flag sets as shared flags and what differs. */
export function split(a, b) {
  const flags = {};
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [x, y] = [a[key] ?? [], b[key] ?? []];
    if (x.join("\n") === y.join("\n")) flags[key] = x;
    else {
      flags[`a.${key}`] = x.length ? x : [""];
      flags[`b.${key}`] = y.length ? y : [""];
    }
  }
  return flags;
}

/** A load as name and count: `leopard-2a7x4` is four of `leopard-2a7`. Names that themselves end so are kept whole. */
export function loadOf(text, known = () => false) {
  const found = /^(.+?)x(\d+)$/.exec(text);
  if (!found || known(text)) return { id: text, count: 1 };
  return { id: found[1], count: Number(found[2]) };
}

/** And back. */
export const loadText = ({ id, count }) => (count === 1 ? id : `${id}x${count}`);
