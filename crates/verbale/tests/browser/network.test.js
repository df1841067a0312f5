// A network of more lines than a canvas draws well.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { barriers, browser, folder, open, run, serve } from "./stage.js";

const STATES = `Albania Algeria Angola Argentina Armenia Australia Austria Azerbaijan Bahrain Belgium Benin Bolivia Botswana Brazil Bulgaria Burundi Cambodia Cameroon
  Canada Chile China Colombia Croatia Cuba Cyprus Denmark Ecuador Egypt Estonia Ethiopia Finland France Gabon Germany Ghana Greece Guatemala Guyana Haiti Honduras Hungary
  Iceland India Indonesia Iran Iraq Ireland Israel Italy Jamaica Japan Kenya Kuwait Laos Latvia Lebanon Liberia Libya Lithuania Malaysia Mali Malta Mexico Mongolia`.split(/\s+/);

let place, server, chrome;
const faults = [];

/** A page of its own; `before` is done to it before it goes anywhere. */
const look = async (more = {}, before = async () => {}) => {
  const context = await chrome.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...more });
  const page = await open(context, server.address, faults);
  await before(page);
  await page.goto(`${server.address}/network?limit=3000`);
  return page;
};
/** Waits until the drawing rests. */
const drawn = async (page) => {
  await page.locator(".graph canvas").first().waitFor({ timeout: 60_000 });
  await page.waitForFunction(() => document.querySelector(".picked").textContent === "");
};
/** Clicks where a name lies, or in the middle of a line that no name covers. */
const hit = async (page, what) => {
  await page.locator(".graph").scrollIntoViewIfNeeded();
  const { x, y } = await page.locator(".graph").evaluate((box, what) => {
    const [{ sigma }, frame] = [box, box.getBoundingClientRect()];
    const graph = sigma.getGraph();
    const at = (name) => sigma.graphToViewport(graph.getNodeAttributes(name));
    const names = graph.nodes().map(at);
    const far = ({ x, y }) => Math.min(...names.map((n) => Math.hypot(n.x - x, n.y - y)));
    const middle = (edge) => {
      const [a, b] = graph.extremities(edge).map(at);
      return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    };
    const { x, y } = what === "name" ? names[0] : graph.edges().map(middle).reduce((a, b) => (far(a) < far(b) ? b : a));
    return { x: frame.left + x, y: frame.top + y };
  }, what);
  await page.mouse.click(x, y);
};

before(async () => {
  place = folder();
  const sentences = (a, at) => STATES.slice(at + 1).map((b, n) => `${a} is ${(at + n) % 3 ? "an ally" : "a rival"} of ${b}.`);
  const line = (a, at) => ({ id: a, date: "2025-03-04", source: "Coast Agency", title: a, text: sentences(a, at).join(" ") });
  const file = join(place.path, "states.jsonl");
  writeFileSync(file, STATES.map((a, at) => JSON.stringify(line(a, at))).join("\n"));
  const ledger = join(place.path, "states.db");
  run(["add", file, "--from", "jsonl", "--ledger", ledger]);
  server = await serve(ledger);
  chrome = await browser();
});

after(async () => {
  await chrome?.close();
  await server?.stop();
  place?.remove();
});

test("more than 2,000 lines are drawn, and lead to evidence and names", async () => {
  const page = await look();
  const { edges } = await (await fetch(`${server.address}/network.json?limit=3000`)).json();
  assert.ok(edges.length > 2000, `${edges.length} lines`);
  await drawn(page);
  assert.ok(await page.locator("script[src*=sigma]").count());
  assert.deepEqual(await barriers(page), []);
  await hit(page, "name");
  await page.locator(".picked a[href*='actor=']").waitFor();
  const lines = Number((await page.locator(".picked").textContent()).match(/: (\d+) lines/)[1]);
  assert.ok(lines > 50, `${lines} lines of one state`);
  await hit(page, "line");
  await page.locator(".picked a[href^='/records/']").first().waitFor();
  await Promise.all([page.waitForNavigation(), page.locator(".picked a").first().click()]);
  assert.match(page.url(), /\/records\/relation-/);
  assert.ok((await page.locator(".proof mark").count()) > 0);
  await page.context().close();
});

test("the table beside the drawing is read by leaves, and leads to evidence without a mouse", async () => {
  const page = await look();
  assert.equal(await page.locator("table.edges tbody tr").count(), 150);
  await Promise.all([page.waitForNavigation(), page.locator("a[rel=next]").press("Enter")]);
  assert.match(page.url(), /limit=3000&first=151$/);
  await drawn(page);
  await Promise.all([page.waitForNavigation(), page.locator("table.edges .ids a").first().press("Enter")]);
  assert.match(page.url(), /\/records\/relation-/);
  await page.context().close();
});

test("the same lines lie in the same places, also in the dark and on a phone", async () => {
  const picture = async (more) => {
    const page = await look(more);
    await drawn(page);
    await page.mouse.move(0, 0);
    await page.waitForTimeout(500);
    const bytes = await page.locator(".graph").screenshot();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await page.context().close();
    return { bytes, wide };
  };
  const [one, two] = [await picture({}), await picture({})];
  assert.ok(one.bytes.equals(two.bytes), "two drawings are one");
  const phone = await picture({ viewport: { width: 380, height: 800 }, colorScheme: "dark" });
  assert.equal(phone.wide, 0);
});

test("a browser without WebGL says so, and has the table", async () => {
  const page = await look({}, (page) => page.addInitScript(() => {
    const own = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (sort, ...more) { return sort.startsWith("webgl") ? null : own.call(this, sort, ...more); };
  }));
  await page.locator(".picked", { hasText: "no WebGL 2" }).waitFor();
  assert.ok(!(await page.locator(".graph").isVisible()));
  assert.equal(await page.locator("table.edges tbody tr").count(), 150);
  await page.context().close();
});

test("no script of the drawings failed, and nothing was asked of another host", () => {
  assert.deepEqual(faults, []);
});
