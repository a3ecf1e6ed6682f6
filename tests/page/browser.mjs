// Clicks through every job of the page in a real browser: `node tests/page/browser.mjs http://127.0.0.1:PORT/ [CHROMIUM]`.
// One line a job; ends with 1 when a job fails, when the console has errors, or when anything off the machine is asked for.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const [base, executablePath = "/usr/bin/chromium"] = process.argv.slice(2);
// Each step may take this long: a debug build on two busy cores is forty times as slow as what people run.
const PATIENCE = 300_000;
const QUIET = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic"];
const only = process.env.JOBS?.split("|");

const browser = await chromium.launch({ executablePath, args: QUIET });
let failed = 0;

async function job(name, { width = 1280, height = 860, theme = "light", expect_errors = 0 } = {}, run) {
  if (only && !only.includes(name)) return;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, acceptDownloads: true, permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const problems = [];
  page.on("console", (message) => message.type() === "error" && problems.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`page: ${error.message}`));
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (!["data:", "blob:"].includes(protocol) && host !== new URL(base).host) problems.push(`asked for ${request.url()}`);
  });
  const begun = Date.now();
  try {
    await run(page);
    assert.equal(problems.length, expect_errors, problems.join("\n"));
    console.log(`ok   ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}: ${error.message}\n${problems.join("\n")}`);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name.replaceAll(" ", "-")}.png` }).catch(() => {});
  }
  await context.close();
}

const open = async (page, link = "") => {
  await page.goto(base + link);
  await page.waitForFunction(() => window.corridor?.map);
};
const drawn = (page, layer, least = 1) => page.waitForFunction(([id, count]) => window.corridor.map.drawn && window.corridor.map.count(id) >= count, [layer, least]);
const text = (page, selector = "#panel") => page.locator(selector).innerText();
const field = (page, label) => page.getByRole("combobox", { name: label, exact: true });
async function choose(page, label, typed, wanted) {
  await field(page, label).click();
  await field(page, label).fill(typed);
  await page.getByRole("option", { name: new RegExp(`^${wanted}`) }).first().waitFor();
  await page.keyboard.press("Enter");
}
const pixel = async (page, at) => {
  const box = await page.locator("#map canvas").boundingBox();
  const { x, y } = await page.evaluate((position) => { const { x, y } = window.corridor.map.pixel(position); return { x, y }; }, at);
  return [box.x + x, box.y + y];
};

await job("first paint and map in time", {}, async (page) => {
  // Tabs of a window that is there already: a window's own start is the browser's. Nothing is kept from tab to tab.
  const times = [];
  for (let run = 0; run < 5; run += 1) {
    const tab = await page.context().newPage();
    tab.setDefaultTimeout(PATIENCE);
    await (await page.context().newCDPSession(tab)).send("Network.setCacheDisabled", { cacheDisabled: true });
    await open(tab);
    times.push(await tab.evaluate(() => ["first-contentful-paint", "corridor-map"].map((name) => performance.getEntriesByName(name)[0].startTime)));
    await tab.close();
  }
  const [paint, ready] = [0, 1].map((at) => times.map((time) => Math.round(time[at])).sort((a, b) => a - b));
  console.log(`     first paint ${paint.join(", ")} ms, map ${ready.join(", ")} ms`);
  assert.ok(paint[2] < 1000 * Number(process.env.SLOW ?? 1), `first paint after ${paint} ms`);
  assert.ok(ready[2] < 2000 * Number(process.env.SLOW ?? 1), `map after ${ready} ms`);
  await open(page);
  await drawn(page, "rail", 20);
  assert.match(await text(page, "#map"), /OpenStreetMap contributors.*/s);
  assert.match(await text(page), /Which way, how long/);
});

await job("route by typing", {}, async (page) => {
  await open(page);
  await choose(page, "From", "bremerh", "Bremerhaven");
  await choose(page, "To", "rukl", "Rukla");
  await choose(page, "Load", "leopard 2a7", "Leopard 2A7");
  const number = page.getByRole("spinbutton", { name: /Number of Leopard/ });
  await number.fill("4");
  await number.press("Enter");
  await page.locator(".way").first().waitFor();
  await page.getByText("What forbids the shorter way").waitFor();
  const said = await text(page);
  assert.match(said, /Bremerhaven → Rukla, 4 x Leopard 2A7/);
  assert.match(said, /Every hour by name/);
  await drawn(page, "way-casing");
  // The ledger that is shown adds up to the whole.
  const answer = await page.evaluate(async () => (await fetch("api/v1/route?from=port:bremerhaven&to=place:rukla&load=leopard-2a7x4&format=json")).json());
  const best = answer.routes[0];
  assert.equal(best.ledger.reduce((sum, line) => sum + line.minutes, 0), best.total_min);
  assert.equal(await page.locator(".ledger").first().locator("li").count(), best.ledger.length);
  assert.equal(await page.locator(".way").count(), answer.routes.length);
  // An alternative, then what would save time.
  await page.locator(".way").nth(1).click();
  assert.equal(await page.locator(".way").nth(1).getAttribute("aria-pressed"), "true");
  assert.match(page.url(), /_way=2/);
  await page.locator(".relax-row").first().click();
  await drawn(page, "relax");
  // The link restores all of it.
  const link = page.url();
  await page.goto("about:blank");
  await page.goto(link);
  await page.locator(".way").nth(1).waitFor();
  await page.waitForFunction(() => document.querySelectorAll(".way")[1]?.getAttribute("aria-pressed") === "true");
  assert.equal(await field(page, "From").inputValue(), "Bremerhaven");
});

await job("circumstances and a state by clicking", {}, async (page) => {
  await open(page, "#/route?from=port:antwerp&to=place:cincu&load=boxerx20&_map=4.2/48.5/16");
  await page.locator(".way").first().waitFor();
  await page.getByText("Circumstances", { exact: true }).click();
  await page.locator("#regime-regime").selectOption("emers-6h");
  await page.waitForURL(/regime=emers-6h/);
  await page.getByRole("button", { name: "Click states on the map" }).click();
  await drawn(page, "land");
  await page.mouse.click(...await pixel(page, [19.2, 47.2]));
  await page.waitForURL(/deny=HU/);
  await page.getByText("Hungary", { exact: true }).first().waitFor();
  await page.waitForFunction(() => !document.querySelector(".answer[aria-busy]"));
  const answer = await page.evaluate(async () => (await fetch("api/v1/route?from=port:antwerp&to=place:cincu&load=boxerx20&regime=emers-6h&deny=HU&format=json")).json());
  assert.ok(answer.routes.every((route) => !route.countries.includes("HU")));
  await page.getByLabel("Stance of Hungary").getByRole("button", { name: "Slow" }).click();
  await page.waitForURL(/slow=HU/);
  await page.getByLabel("Stance of Hungary").getByRole("button", { name: "Allow" }).click();
  await page.waitForURL(/allow=HU/);
});

await job("a place on the map", {}, async (page) => {
  await open(page, "#/route?_map=7/53.6/8.6");
  await drawn(page, "ports");
  await page.mouse.click(...await pixel(page, [8.556, 53.569]));
  await page.locator(".maplibregl-popup").getByRole("heading", { name: "Bremerhaven" }).waitFor();
  const popup = await text(page, ".maplibregl-popup");
  assert.match(popup, /Draught/);
  assert.match(popup, /official|published|derived|assumed/);
  await page.getByRole("button", { name: "From here" }).click();
  await page.waitForURL(/from=port:bremerhaven/);
  await page.getByRole("button", { name: "To: choose on the map" }).click();
  await page.mouse.click(...await pixel(page, [9.99, 53.52]));
  await page.waitForURL(/to=/);
  await page.keyboard.press("/");
  await page.keyboard.type("klaip");
  await page.getByRole("option", { name: /Klaip/ }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".maplibregl-popup").getByRole("heading", { name: /Klaip/ }).waitFor();
});

await job("layers", {}, async (page) => {
  await open(page, "#/route?_map=7/53.5/19");
  await page.getByRole("button", { name: "Layers" }).click();
  for (const name of ["Bridges and tunnels", "Roads", "Border crossings"]) await page.getByRole("checkbox", { name: new RegExp(name) }).check();
  await drawn(page, "structures", 3);
  await drawn(page, "road", 10);
  assert.match(page.url(), /_layers=[a-z,]*structures/);
  await page.getByRole("checkbox", { name: /Railways/ }).uncheck();
  await page.waitForFunction(() => window.corridor.map.count("rail") === 0);
});

await job("no way is an answer", {}, async (page) => {
  await open(page, "#/route?from=port:antwerp&to=place:cincu&load=leopard-2a7&modes=rail&deny=HU,DE,AT,FR,CZ,SK,UA,RS");
  await page.getByText("No way: proven impossible as asked").first().waitFor();
  assert.match(await text(page), /What would open a way/);
});

await job("an error is a sentence", { expect_errors: 1 }, async (page) => {
  await open(page, "#/route?from=atlantis&to=place:rukla&load=leopard-2a7");
  const said = page.getByRole("alert");
  await said.waitFor();
  assert.match(await said.innerText(), /atlantis/i);
});

await job("capacity", {}, async (page) => {
  await open(page);
  await page.getByRole("link", { name: "Capacity" }).click();
  await choose(page, "From", "north sea", "North Sea ports");
  await choose(page, "To", "lithuania", "Lithuania");
  await page.locator(".figure").waitFor();
  const answer = await page.evaluate(async () => (await fetch("api/v1/capacity?from=ports:north-sea&to=lithuania&format=json")).json());
  const figure = (await page.locator(".figure").innerText()).replace(/\D/g, "");
  assert.equal(figure, String(answer.per_day.vehicles));
  assert.equal(await page.locator(".bars").first().locator("li").count(), answer.cut.length);
  await drawn(page, "flow", 10);
  await page.locator(".bars").first().getByRole("button").first().click();
  await page.locator(".maplibregl-popup").waitFor();
  assert.match(await text(page, ".maplibregl-popup"), /Passes/);
});

await job("plan", {}, async (page) => {
  await open(page);
  await page.getByRole("link", { name: "Plan" }).click();
  await choose(page, "Force", "battlegroup share", "Battlegroup share");
  await page.getByRole("button", { name: "Plan the move" }).click();
  await page.locator(".gantt").waitFor();
  assert.match(await text(page), /is complete on/);
  assert.match(await text(page), /What closure waits for/);
  await drawn(page, "units");
  const where = () => page.evaluate(() => document.querySelector(".tally").innerText);
  const slider = page.getByRole("slider", { name: "Time after C" });
  await slider.fill("0");
  assert.match(await where(), /\b0 arrived/);
  await slider.fill(await slider.getAttribute("max"));
  assert.match(await where(), /\b0 waiting\s+0 under way/);
  const rows = await page.locator(".gantt .row-hit").count();
  await page.locator(".gantt .row-hit").first().click();
  assert.ok((await page.locator(".gantt .row-hit").count()) > rows);
  await page.getByRole("button", { name: "Play" }).click();
  await page.waitForTimeout(600);
  await page.getByRole("button", { name: "Pause" }).click();
  assert.match(page.url(), /_at=\d+/);
});

await job("a run can be cancelled", {}, async (page) => {
  // Draws repeat the search over and over: nothing else takes long enough for a click on every machine.
  await open(page, "#/invest?to=lithuania&budget=5000&draws=60");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Cancelled", { exact: true }).waitFor();
});

await job("failure", {}, async (page) => {
  await open(page, "#/failure?from=port:bremerhaven&to=place:rukla&assets=port,ferry,consent");
  await page.getByRole("heading", { name: "What hurts most" }).waitFor();
  await drawn(page, "points", 3);
  const before = await page.evaluate(() => window.corridor.map.where());
  await page.locator(".bars").first().getByRole("button").first().click();
  await page.locator(".maplibregl-popup").waitFor();
  await page.waitForFunction((old) => window.corridor.map.drawn && window.corridor.map.where() !== old, before);
  assert.match(await text(page, ".maplibregl-popup"), /Its loss costs/);
});

const served = await (await fetch(`${base}openapi.json`)).json();
if (!served.paths["/api/v1/invest"]) console.log("SKIPPED invest: this program does not answer it");
else await job("invest", {}, async (page) => {
  await open(page, "#/invest?to=lithuania&by=flow&budget=3000&draws=0&only=elk-suwalki-trakiszki,rail-baltica-lt-south");
  await page.locator(".cards, [role=alert]").first().waitFor();
  assert.equal(await page.getByRole("alert").count(), 0, await text(page));
  const first = page.getByRole("switch").first();
  await first.focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Work it out again" }).click();
  await page.waitForURL(/without=/);
  await page.getByRole("button", { name: "Switch all on again" }).click();
  await page.waitForURL((url) => !/without=/.test(url.hash));
  await page.getByRole("switch").first().waitFor();
});

await job("compare", {}, async (page) => {
  await open(page, "#/route?from=port:bremerhaven&to=place:rukla&load=leopard-2a7x4");
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await page.locator(".side-form.b summary").first().click();
  await page.locator(".side-form.b select").selectOption("emers-6h");
  await page.waitForURL(/b\.regime=emers-6h/);
  await page.locator(".diff li.better").filter({ hasText: /The best way arrives .* sooner/ }).waitFor();
  await page.getByText(/Because regime is emers-6h, was today/).waitFor();
  await drawn(page, "side-a");
  await drawn(page, "side-b");
});

await job("compare losses", {}, async (page) => {
  await open(page, "#/compare?question=failure&from=port:bremerhaven&to=place:rukla&assets=port,consent&a.regime=&b.regime=emers-6h");
  await page.locator(".diff li, .notice").first().waitFor();
  assert.equal(await page.locator(".side-card").count(), 2);
  assert.match(await text(page), /losses that matter/);
  await drawn(page, "points", 2);
  const link = await page.locator(".formats a").first().getAttribute("href");
  assert.match(link, /^api\/v1\/jobs\/[0-9a-f]+\/answer\?format=geojson$/);
  assert.equal((await page.evaluate(async (address) => (await (await fetch(address)).json()).type, link)), "FeatureCollection");
});

await job("a force of one's own", {}, async (page) => {
  await open(page, "#/plan");
  const force = 'name = "A company of tanks"\n[[unit]]\nname = "tanks"\nfrom = "Bergen-Hohne"\nto = "Drawsko Pomorskie"\nload = ["leopard-2a6x14"]\n';
  await page.locator("input[type=file]").setInputFiles({ name: "company.toml", mimeType: "application/toml", buffer: Buffer.from(force) });
  await page.waitForURL(/_force=[A-Za-z0-9_-]+/);
  await page.getByRole("button", { name: "Plan the move" }).click();
  await page.locator(".gantt").waitFor();
  assert.match(await text(page), /A company of tanks\s+is complete on/);
  // The link holds the file.
  const link = page.url();
  await page.goto("about:blank");
  await page.goto(link);
  await page.locator(".gantt").waitFor();
  assert.equal(await field(page, "Force").inputValue(), "A company of tanks");
});

await job("downloads and links", {}, async (page) => {
  await open(page, "#/route?from=port:bremerhaven&to=place:rukla&load=leopard-2a7x4");
  await page.getByRole("heading", { name: "Take it with you" }).waitFor();
  for (const [format, begins] of [["GeoJSON", "{"], ["CSV", ""], ["JSON", "{"], ["PNG", "\u0089PNG"]]) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator(".formats").getByRole("link", { name: format, exact: true }).click()]);
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    assert.ok(bytes.length > 500 && bytes.toString("latin1").startsWith(begins), `${format}: ${bytes.length} bytes`);
  }
  const [picture] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Map as PNG" }).click()]);
  assert.match(picture.suggestedFilename(), /-map\.png$/);
  await page.getByRole("button", { name: "Copy link" }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), page.url());
});

await job("data and its sources", {}, async (page) => {
  await open(page);
  await page.getByRole("link", { name: "Data", exact: true }).click();
  await page.locator(".rows li").first().waitFor();
  const all = await page.evaluate(async () => (await fetch("api/v1/network/figures")).json());
  const figure = async () => Number((await page.locator(".figure").innerText()).replace(/,/g, "").match(/\d+/)[0]);
  assert.equal(await figure(), all.length);
  await page.getByLabel("Find").fill("klaipeda");
  await page.getByLabel("Table").selectOption("ports");
  await page.waitForURL(/q=klaipeda.*table=ports|table=ports.*q=klaipeda/);
  await page.waitForFunction(() => document.querySelectorAll(".rows li").length < 5);
  assert.equal(await page.locator(".rows li").count(), await figure());
  await page.locator(".rows summary").first().click();
  await page.locator(".cells").waitFor();
  const ports = await page.evaluate(async () => (await fetch("api/v1/network/tables/ports")).json());
  const said = await text(page, ".rows");
  const row = ports.rows.find((port) => port.id === "klaipeda");
  assert.ok(said.includes(row.source) && said.includes(row.evidence) && said.includes(String(row.draught_m)), said);
  await drawn(page, "points");
  assert.match(await text(page, ".map-legend"), /Assumed/);
  const link = page.url();
  await page.goto("about:blank");
  await page.goto(link);
  await page.locator(".cells").waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV", exact: true }).click()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  assert.equal(Buffer.concat(chunks).toString().trim().split("\r\n").length, 1 + await figure());
  await page.locator(".pill").filter({ hasText: "Assumed" }).click();
  await page.waitForURL(/evidence=official,published,derived/);
});

await job("links restore views", {}, async (page) => {
  await open(page, "#/capacity?from=ports:north-sea&to=lithuania&unit=trains&deny=PL");
  await page.locator(".figure").waitFor();
  assert.match(await text(page, ".headline"), /trains a day/);
  assert.match(await text(page, ".map-legend"), /Holds the flow back.*Denies passage/s);
  await page.getByText("Circumstances", { exact: true }).click();
  assert.equal(await page.getByLabel("Stance of Poland").getByRole("button", { name: "Deny" }).getAttribute("aria-pressed"), "true");
  await page.goto("about:blank");
  await open(page, "#/plan?force=battalion-dk-latvia&_at=100");
  await page.locator(".gantt").waitFor();
  assert.equal(await page.getByRole("slider", { name: "Time after C" }).inputValue(), "6000");
  // Back and forth keep what each view was asked.
  await page.getByRole("link", { name: "Route", exact: true }).click();
  await page.locator(".examples").waitFor();
  await page.goBack();
  await page.locator(".gantt").waitFor();
  assert.equal(await field(page, "Force").inputValue(), "Danish battalion to Latvia");
});

await job("by keyboard alone", {}, async (page) => {
  await open(page);
  // Presses Tab until what has the focus is what is looked for.
  const reach = async (what, most = 60) => {
    for (let pressed = 0; pressed < most; pressed += 1) {
      await page.keyboard.press("Tab");
      const name = await page.evaluate(() => { const one = document.activeElement; return `${one.className} ${one.getAttribute("aria-label") ?? one.labels?.[0]?.innerText ?? one.innerText ?? ""}`; });
      if (what.test(name)) return name;
    }
    throw new Error(`Tab does not reach ${what}`);
  };
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "panel");
  for (const [label, typed] of [[/ From$/, "bremerh"], [/ To$/, "rukl"], [/ Load$/, "boxer"]]) {
    await reach(label);
    await page.keyboard.type(typed);
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
  }
  await page.locator(".way").nth(1).waitFor();
  await page.waitForFunction(() => !document.querySelector(".answer[aria-busy]"));
  assert.match(await page.locator("#live").innerText(), /Bremerhaven → Rukla/);
  await reach(/^way /);
  await reach(/^way /);
  await page.keyboard.press("Enter");
  await page.waitForURL(/_way=2/);
  // What has the focus is seen to have it.
  const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(ring, "solid");
});

await job("phone", { width: 390, height: 844 }, async (page) => {
  for (const link of ["#/route?from=port:antwerp&to=place:cincu&load=boxerx20&deny=HU", "#/capacity?from=ports:north-sea&to=lithuania", "#/data?q=klaipeda", "#/invest", "#/compare"]) {
    await page.goto("about:blank");
    await open(page, link);
    await page.locator(".headline, .examples button").first().waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth && document.getElementById("panel").scrollWidth <= document.getElementById("panel").clientWidth), `${link}: nothing sticks out`);
    if (await page.locator(".headline").count()) {
      // The answer comes into sight below the map.
      await page.waitForFunction(() => document.querySelector(".headline").getBoundingClientRect().bottom < innerHeight);
      assert.equal(await page.locator(".map-legend").evaluate((one) => one.open), false);
    }
  }
});

await job("phone, dark, keyboard", { width: 390, height: 844, theme: "dark" }, async (page) => {
  await open(page, "#/route?from=port:bremerhaven&to=place:rukla&load=leopard-2a7x4");
  await page.locator(".way").first().waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  // Everything that can be pressed has a name.
  const nameless = await page.evaluate(() => [...document.querySelectorAll("button, a[href], input, select")].filter((one) => one.checkVisibility() && !(one.innerText?.trim() || one.getAttribute("aria-label") || one.labels?.length || one.title)).map((one) => one.outerHTML.slice(0, 80)));
  assert.deepEqual(nameless, []);
  await page.getByRole("button", { name: "Light or dark" }).click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "light");
});

await job("names are text, never markup", { expect_errors: 1 }, async (page) => {
  await open(page, `#/route?from=${encodeURIComponent("<img src=x onerror=window.__xss=1>")}&to=place:rukla&load=boxer&avoid=${encodeURIComponent("<b onclick=1>")}`);
  await page.getByRole("alert").waitFor();
  assert.equal(await page.evaluate(() => window.__xss ?? document.querySelectorAll("#panel img, #panel b[onclick]").length), 0);
});

await browser.close();
process.exit(failed ? 1 : 0);
