// Talks to the program behind the page: the same questions, flags and bytes as the command line.

const ROOT = "api/v1";

/** What went wrong, as a sentence that can be shown. */
export class Refusal extends Error {
  constructor(message, { status = 0, usage = false } = {}) {
    super(message);
    this.status = status;
    this.usage = usage;
  }
}

/** The address of an answer, relative to the page. Flags are {name: [values]}; empty ones are left out. */
export function address(question, flags, format = "json") {
  const query = new URLSearchParams();
  for (const [key, values] of Object.entries(clean(flags))) for (const value of values) query.append(key, value);
  query.append("format", format);
  return `${ROOT}/${question}?${query.toString().replaceAll("%3A", ":").replaceAll("%2C", ",")}`;
}

/** The address of a job's answer in a format: it is not worked out again. */
export const answerAddress = (job, format) => `${ROOT}/jobs/${job}/answer?format=${format}`;

/** Flags without empty values. */
export function clean(flags) {
  const kept = {};
  for (const [key, values] of Object.entries(flags)) {
    const some = values.filter((value) => value !== "" && value !== null && value !== undefined);
    if (some.length) kept[key] = some;
  }
  return kept;
}

async function refused(response) {
  let sentence = "";
  try {
    sentence = (await response.json()).error ?? "";
  } catch {
    sentence = "";
  }
  sentence ||= `The program answered with status ${response.status} and gave no reason.`;
  return new Refusal(sentence, { status: response.status, usage: response.status === 400 });
}

async function get(path, signal) {
  let response;
  try {
    response = await fetch(path, { signal, headers: { accept: "application/json" } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal("The program does not answer. Is `corridor serve` still running?");
  }
  if (!response.ok) throw await refused(response);
  return response;
}

/** An answer, with the exit code that the command line would have had (3: proven impossible). */
export async function ask(question, flags, { format = "json", signal } = {}) {
  const response = await get(address(question, flags, format), signal);
  const answer = await response.json();
  return { answer, exit: Number(response.headers.get("corridor-exit-code") ?? 0) };
}

const kept = new Map();

function once(path) {
  if (!kept.has(path)) {
    const asked = get(path).then((response) => response.json());
    asked.catch(() => kept.delete(path));
    kept.set(path, asked);
  }
  return kept.get(path);
}

/** A list: places, countries, regimes, loads, forces, theatres, cards, tables or figures. Asked for once. */
export const list = (name) => once(`${ROOT}/network/${name}`);

/** A table of the network: {meaning, key, columns, rows}. Asked for once. */
export const sheet = (name) => once(`${ROOT}/network/tables/${name}`);

/** The full address of a layer of the network or the basemap: workers know no relative ones. */
export const layerAddress = (name) => new URL(`${ROOT}/network/layers/${name}.geojson`, document.baseURI.split("#")[0]).href;
export const basemapAddress = (name) => new URL(`${ROOT}/basemap/${name}.geojson`, document.baseURI.split("#")[0]).href;

/**
 * A long question as a job: tells its progress, and is cancelled on the other side too when `signal` fires. Gives the
 * answer and a function for further formats of it.
 */
export async function work(question, flags, { progress, signal, documents = {} } = {}) {
  let response;
  try {
    response = await fetch(`${ROOT}/jobs`, {
      method: "POST", signal, headers: { "content-type": "application/json" },
      body: JSON.stringify({ question, flags: clean(flags), documents }),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal("The program does not answer. Is `corridor serve` still running?");
  }
  if (!response.ok) throw await refused(response);
  const { id } = await response.json();
  const cancel = () => fetch(`${ROOT}/jobs/${id}`, { method: "DELETE", headers: { "content-type": "application/json" } }).catch(() => {});
  await finished(id, { progress, signal, cancel });
  const answer = await get(`${ROOT}/jobs/${id}/answer?format=json`, signal);
  return {
    job: id,
    answer: await answer.json(),
    exit: Number(answer.headers.get("corridor-exit-code") ?? 0),
    other: async (format) => (await get(`${ROOT}/jobs/${id}/answer?format=${format}`, signal)).json(),
  };
}

/** What changed between two answers, as the program tells it: sentences with tones (better, worse, other), and why. */
export async function differences(before, after) {
  const side = ({ job, answer }) => (job ? { job } : answer);
  let response;
  try {
    response = await fetch(`${ROOT}/diff`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ before: side(before), after: side(after) }) });
  } catch {
    throw new Refusal("The program does not answer. Is `corridor serve` still running?");
  }
  if (!response.ok) throw await refused(response);
  const { what, tones, why } = await response.json();
  return { said: what.map((text, index) => ({ text, tone: tones[index] })), why };
}

function finished(id, { progress, signal, cancel }) {
  return new Promise((resolve, reject) => {
    const events = new EventSource(`${ROOT}/jobs/${id}/events`);
    const end = (settle, value) => {
      events.close();
      signal?.removeEventListener("abort", aborted);
      settle(value);
    };
    const aborted = () => {
      cancel();
      end(reject, new DOMException("cancelled", "AbortError"));
    };
    const body = (event) => {
      try {
        return JSON.parse(event.data);
      } catch {
        return {};
      }
    };
    if (signal?.aborted) return aborted();
    signal?.addEventListener("abort", aborted);
    events.addEventListener("progress", (event) => progress?.(body(event)));
    events.addEventListener("done", () => end(resolve));
    events.addEventListener("failed", (event) => end(reject, new Refusal(body(event).error ?? "The run failed and gave no reason.")));
    events.onerror = async () => {
      if (events.readyState !== EventSource.CLOSED) return;
      // The stream may have ended together with the run: its state decides.
      try {
        const state = await (await get(`${ROOT}/jobs/${id}`, signal)).json();
        if (state.state === "done") end(resolve);
        else end(reject, new Refusal(state.error ?? "The connection to the run was lost. Ask again."));
      } catch (error) {
        end(reject, error);
      }
    };
    return undefined;
  });
}
