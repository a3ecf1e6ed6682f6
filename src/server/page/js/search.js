// Finding names while they are typed. Pure; tested by tests/page/unit.

const LETTERS = { ł: "l", ø: "o", æ: "ae", ß: "ss", đ: "d", ð: "d", þ: "th", ı: "i", œ: "oe" };

/** A name without accents, case and punctuation, as it is compared. */
export const fold = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[łøæßđðþıœ]/g, (letter) => LETTERS[letter]).replace(/[^a-z0-9]+/g, " ").trim();

/**
 * The items whose label or aliases fit what was typed, best first: whole name, beginning of the name, beginning of a
 * word, inside a word; then heavier items first, then by name. O(items).
 */
export function rank(typed, items, limit = 12) {
  const wanted = fold(typed);
  const found = [];
  for (const item of items) {
    item.folded ??= [item.label, ...(item.aliases ?? []), item.value ?? ""].map(fold);
    let best = wanted ? 9 : 4;
    for (const name of wanted ? item.folded : []) {
      if (name === wanted) best = Math.min(best, 0);
      else if (name.startsWith(wanted)) best = Math.min(best, 1);
      else if (` ${name}`.includes(` ${wanted}`)) best = Math.min(best, 2);
      else if (name.includes(wanted)) best = Math.min(best, 3);
      else if (wanted.includes(" ") && wanted.split(" ").every((word) => ` ${name}`.includes(` ${word}`))) best = Math.min(best, 3);
    }
    if (best < 9) found.push([best, -(item.weight ?? 0), item.label, item]);
  }
  found.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2].localeCompare(b[2], "en"));
  return found.slice(0, limit).map((entry) => entry[3]);
}

/** Whether every word that was typed begins a word of an item's text; `texts(item)` gives it. Folded once an item. */
export function fits(typed, item, texts) {
  const wanted = fold(typed);
  if (!wanted) return true;
  item.searched ??= ` ${fold(texts(item))}`;
  return wanted.split(" ").every((word) => item.searched.includes(` ${word}`));
}

/** The item nearest to a position, with its distance in km; nothing beyond `within_km`. */
export function nearest([lon, lat], items, within_km) {
  let best = null;
  for (const item of items) {
    const x = (item.lon - lon) * Math.cos((lat * Math.PI) / 180);
    const km = Math.hypot(x, item.lat - lat) * 111.2;
    if (km <= within_km && (!best || km < best.km)) best = { item, km };
  }
  return best;
}
