// The mouse is broken: every view is used by keys alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readFileSync } from "node:fs";
import { go, page, scene } from "./tour.js";

/** Presses Tab until what has the focus fits `css` and, if given, has those words; it must be seen to have it. */
async function tabTo(css, words = "") {
  for (let n = 0; n < 400; n++) {
    await page.keyboard.press("Tab");
    const is = await page.evaluate(([css, words]) => {
      const one = document.activeElement;
      return one.matches(css) && (one.textContent + (one.getAttribute("aria-label") ?? "")).includes(words);
    }, [css, words]);
    if (!is) continue;
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, "none", `${css} ${words} has the focus and does not show it`);
    return;
  }
  assert.fail(`no way by Tab to ${css} ${words} on ${page.url()}`);
}

/** Presses a key that leads to another page. */
async function leave(key = "Enter") {
  await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
}

/** Types into the field that has the focus. */
const type = (text) => page.keyboard.type(text);

test("from the first page to every section and view", async () => {
  await go("/");
  await tabTo(".sections a", "What was said");
  await leave();
  await tabTo(".section a", "Reactions");
  await leave();
  assert.equal(await page.locator("h1").textContent(), "Who reacted how");
});

test("a text is added", async () => {
  await go("/add");
  await tabTo("textarea[name=text]");
  await type("Norway accused Kenya of spying on Monday. Kenya rejected the claim.");
  await tabTo("input[name=date]");
  await type("2025-07-09");
  await tabTo("button.main");
  await leave();
  await page.locator("h1", { hasText: "Done" }).waitFor();
  await tabTo(".arrived a");
  await leave();
  assert.match(page.url(), /\/documents\/\d+/);
});

test("words are searched and narrowed down", async () => {
  await go("/timeline");
  await tabTo(".find input");
  await type("talks");
  await leave();
  assert.match(page.url(), /\/search\?q=talks/);
  await tabTo(".facets a");
  await leave();
  assert.match(page.url(), /kind=/);
  await tabTo(".found a");
  await leave();
  assert.equal(await page.locator(".card.lit").count(), 1, "the record is lit");
});

test("a record of the timeline is opened, and its sentence read", async () => {
  await go("/timeline?kind=meeting");
  await tabTo(".timeline a.mark");
  await leave();
  assert.ok((await page.locator(".proof mark").count()) > 0);
  await tabTo("a.go");
  await leave();
  assert.equal(await page.locator(".card.lit").count(), 1);
});

test("the slider of the map is moved, and a holder's record opened", async () => {
  await go("/recognition?of=KOS&as_of=2025-07-08");
  await page.locator(".map .area path").first().waitFor();
  const holders = await page.locator(".holder").count();
  await tabTo("#day");
  await page.keyboard.press("Home");
  await page.waitForFunction((n) => document.querySelectorAll(".holder").length < n, holders);
  await go("/recognition?of=KOS&as_of=2025-07-08");
  await tabTo(".holder a");
  await leave();
  assert.match(page.url(), /\/records\//);
});

test("evidence of a relation and of a meeting is reached from the tables", async () => {
  await go("/network");
  await tabTo("table.edges .ids a");
  await leave();
  assert.ok((await page.locator(".proof mark").count()) > 0);
  await go("/meetings");
  await tabTo("summary", "by pairs");
  await page.keyboard.press("Enter");
  await tabTo("table.edges .ids a");
  await leave();
  assert.match(page.url(), /\/records\/meeting-/);
});

test("a claim is settled with evidence and the decision taken back", async () => {
  await go("/claims?status=all&as_of=2025-08-31");
  await tabTo(".claim .what a", "return to the talks");
  await leave();
  await tabTo("input[name=outcome]");
  await page.keyboard.press("Space");
  assert.equal(await page.evaluate(() => document.activeElement.value), "kept");
  await tabTo("input[type=checkbox][name=evidence]");
  await page.keyboard.press("Space");
  await tabTo("form.decide input[name=reviewer]");
  await type("Ada");
  await tabTo("form.decide button");
  await leave();
  assert.equal(await page.locator(".steps .s-kept").count(), 1);
  await tabTo(".steps input[name=reviewer]");
  await type("Ada");
  await leave();
  assert.equal(await page.locator(".steps .s-kept").count(), 0);
});

test("a forecast gets its test", async () => {
  await go("/impact");
  await tabTo(".steps a");
  await leave();
  await tabTo("input[name=types]");
  await page.keyboard.press("Space");
  await tabTo("input[name=confirmed]");
  await page.keyboard.press("Space");
  await tabTo("form.decide input[name=reviewer]");
  await type("Ada");
  await tabTo("form.decide button");
  await leave();
  assert.equal(await page.locator("section.test").count(), 1);
});

test("who reacted, and whom outlets let speak", async () => {
  await go("/reactions");
  await tabTo("input[name=about]");
  await type("return");
  await leave();
  const rows = await page.locator(".matrix tbody tr").count();
  assert.ok(rows > 0);
  await tabTo(".matrix td a");
  await leave();
  assert.match(page.url(), /\/records\/reaction-/);
  await go("/voices");
  await tabTo(".multiples figcaption a");
  await leave();
  assert.equal(await page.locator(".multiples figure").count(), 1);
  await tabTo("summary");
  await page.keyboard.press("Enter");
  await tabTo(".airtime td a");
  await leave();
  assert.match(page.url(), /\/records\/statement-/);
});

test("actors are merged and split", async () => {
  await go("/same");
  await tabTo("input[name=into]");
  await type("Botswana");
  await tabTo("input[name=other]");
  await type("Malawi");
  await leave();
  await tabTo("input[name=of]");
  await type("Malawi");
  await leave();
  const acts = await page.locator("tbody tr").allTextContents();
  assert.ok(acts[0].includes("split") && acts[1].includes("merge"), acts.join("\n"));
});

test("an actor's page is found and its deeds narrowed down", async () => {
  await go("/actors");
  await tabTo("main input[name=q]");
  await type("mwale");
  await leave();
  await tabTo("table a", "Daniel Mwale");
  await leave();
  await tabTo(".filters a", "promises");
  await leave();
  assert.match(page.url(), /kind=commitment/);
  assert.ok((await page.locator(".deeds li").count()) > 0);
});

test("an export is downloaded", async () => {
  await go("/export");
  await tabTo("td button");
  const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  assert.ok(readFileSync(await file.path(), "utf8").length > 1000);
});

test("no script failed, and nothing was asked of another host", () => {
  assert.deepEqual(scene.faults, []);
});
