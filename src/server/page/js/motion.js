// Where load units of a plan are at an instant, and how many have arrived. Pure; tested by tests/page/unit.

const MOVING = new Set(["drive", "sail", "fly", "barge"]);

/**
 * A movement as the map moves it: for each leg its line with lengths, and the stretches of time in which it is under
 * way. A ledger has no legs, so that its moving lines belong to the leg in whose time they begin.
 */
export function track(movement, lines) {
  const legs = movement.legs.map((leg, index) => {
    const line = lines[index] ?? [];
    const along = [0];
    for (let i = 1; i < line.length; i += 1) along.push(along[i - 1] + length(line[i - 1], line[i]));
    const spans = movement.ledger
      .filter((entry) => MOVING.has(entry.line) && entry.start_min >= leg.depart_min && entry.start_min < leg.arrive_min)
      .map((entry) => [entry.start_min, entry.start_min + entry.minutes]);
    if (!spans.length) spans.push([leg.depart_min, leg.arrive_min]);
    const moving = spans.reduce((sum, [from, to]) => sum + to - from, 0);
    return { mode: leg.mode, depart_min: leg.depart_min, arrive_min: leg.arrive_min, line, along, spans, moving };
  });
  return { id: movement.id, pieces: movement.pieces, legs, depart_min: movement.depart_min, arrive_min: movement.arrive_min };
}

/** Its position at a minute: {state: "waiting"|"moving"|"standing"|"arrived", mode, at: [lon, lat]}. O(log points + spans). */
export function position(track, minute) {
  const first = track.legs[0];
  const last = track.legs.at(-1);
  if (minute < first.depart_min) return { state: "waiting", mode: first.mode, at: first.line[0] };
  if (minute >= track.arrive_min) return { state: "arrived", mode: last.mode, at: last.line.at(-1) };
  let leg = first;
  for (const next of track.legs) if (next.depart_min <= minute) leg = next;
  let gone = 0;
  let moving = false;
  for (const [from, to] of leg.spans) {
    if (minute >= to) gone += to - from;
    else if (minute > from) [gone, moving] = [gone + minute - from, true];
  }
  const share = leg.moving ? gone / leg.moving : 1;
  return { state: moving ? "moving" : "standing", mode: leg.mode, at: alongLine(leg, share) };
}

function alongLine({ line, along }, share) {
  if (line.length < 2) return line[0];
  const wanted = along.at(-1) * Math.min(1, Math.max(0, share));
  let [low, high] = [0, along.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (along[middle] <= wanted) low = middle;
    else high = middle;
  }
  const step = along[high] - along[low];
  const part = step ? (wanted - along[low]) / step : 0;
  return [line[low][0] + (line[high][0] - line[low][0]) * part, line[low][1] + (line[high][1] - line[low][1]) * part];
}

function length(a, b) {
  const x = (b[0] - a[0]) * Math.cos(((a[1] + b[1]) * Math.PI) / 360);
  return Math.hypot(x, b[1] - a[1]);
}

/** Pieces arrived over time as steps: [minute, pieces so far], first at 0. */
export function arrivals(movements) {
  const steps = [[0, 0]];
  for (const movement of [...movements].sort((a, b) => a.arrive_min - b.arrive_min)) {
    const sofar = steps.at(-1)[1] + movement.pieces;
    if (steps.at(-1)[0] === movement.arrive_min) steps.at(-1)[1] = sofar;
    else steps.push([movement.arrive_min, sofar]);
  }
  return steps;
}

/** How many pieces of how many are where at a minute. */
export function tally(movements, minute) {
  const sums = { waiting: 0, underway: 0, arrived: 0, pieces: 0 };
  for (const movement of movements) {
    sums.pieces += movement.pieces;
    if (minute >= movement.arrive_min) sums.arrived += movement.pieces;
    else if (minute >= movement.legs[0].depart_min) sums.underway += movement.pieces;
    else sums.waiting += movement.pieces;
  }
  return sums;
}

/** What holds most on each day, for a strip: rows of {name, kind, days: Map(day -> piece hours), total}, heaviest first. */
export function strip(binding, limit = 8) {
  const rows = new Map();
  for (const { day, asset, name, kind, piece_hours } of binding) {
    if (!rows.has(asset)) rows.set(asset, { asset, name, kind, days: new Map(), total: 0 });
    const row = rows.get(asset);
    row.days.set(day, (row.days.get(day) ?? 0) + piece_hours);
    row.total += piece_hours;
  }
  return [...rows.values()].sort((a, b) => b.total - a.total || a.name.localeCompare(b.name, "en")).slice(0, limit);
}
