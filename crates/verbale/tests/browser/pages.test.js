// What people do with `verbale serve`, done in a browser: read, review, settle, export, log in. `views.test.js` goes through all views,
// `keys.test.js` leaves the mouse alone, `looks.test.js` looks at every page on a phone and in the dark.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { join } from "node:path";
import { barriers, browser, folder, open, picture, root, run, serve } from "./stage.js";

const TEXT = `Norway recognized Kosovo on 28 March 2008. Portugal recognized Kosovo on 7 October 2008.

"We will open the embassy by 20 July 2025," the Norwegian foreign minister said on Monday. Portugal condemned the delay. On Wednesday the two foreign ministers met in Geneva.
`;

const faults = [];
let place, server, chrome, context, page;

before(async () => {
  place = folder();
  const ledger = join(place.path, "tour.db");
  const examples = ["wire-report", "ministry-statement", "interview", "op-ed"].map((name) => join(root, "examples", `${name}.txt`));
  run(["add", ...examples, "--ledger", ledger, "--date", "2025-07-08"]);
  server = await serve(ledger);
  chrome = await browser();
  context = await chrome.newContext({ viewport: { width: 1200, height: 800 }, reducedMotion: "reduce" });
  page = await open(context, server.address, faults);
});

after(async () => {
  await chrome?.close();
  await server?.stop();
  place?.remove();
});

const go = (path) => page.goto(server.address + path);

test("a text is added, a card is clicked, its sentence lights up", async () => {
  await go("/add");
  await page.getByLabel("Text", { exact: true }).fill(TEXT);
  await page.getByLabel("Headline").fill("Kosovo is recognized");
  await page.getByLabel(/^Published on/).fill("2025-07-08");
  await page.getByRole("button", { name: "Read and add" }).click();
  await page.waitForURL(/\/add\/\d+/);
  await page.locator("h1", { hasText: "Done" }).waitFor();
  await page.locator(".arrived a").first().click();
  await page.waitForURL(/\/documents\/\d+/);
  const cards = page.locator(".card");
  assert.ok((await cards.count()) > 3, "records were found");
  const statement = page.locator(".card.k-statement").first();
  await statement.locator("summary").click();
  const lit = (await page.locator(".body .s.lit").allTextContents()).join("");
  const twin = await (await fetch(page.url().split("#")[0] + ".json")).json();
  const id = await statement.getAttribute("id");
  const flat = (text) => text.replace(/\s+/g, "");
  assert.ok(flat(twin.records.find((one) => one.id === id).passages.flat().filter((one) => one.is_evidence).map((one) => one.text).join("")).includes(flat(lit)) && lit, `lit: ${lit}`);
  await picture(page, "reader");
});

test("the words lead back to the card, and the address to both", async () => {
  await page.locator(".body .s").first().click();
  assert.equal(await page.locator(".card.lit").count(), 1);
  const id = await page.locator(".card").nth(1).getAttribute("id");
  await page.goto(page.url().split("#")[0] + "#" + id);
  await page.reload();
  await page.locator(`[id="${id}"].lit`).waitFor();
  assert.ok((await page.locator(".body .s.lit").count()) > 0);
});

test("the reader works by keys alone", async () => {
  await page.goto(page.url().split("#")[0]);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  await page.keyboard.press("j");
  const first = await page.locator(".card.lit").getAttribute("id");
  await page.keyboard.press("j");
  const second = await page.locator(".card.lit").getAttribute("id");
  assert.notEqual(first, second);
  await page.keyboard.press("k");
  assert.equal(await page.locator(".card.lit").getAttribute("id"), first);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".card.lit").count(), 0);
});

test("a record is corrected in place, and the correction is taken back", async () => {
  await go("/review");
  const shown = await page.locator(".record .code").first().textContent();
  await page.locator("details.edit summary").click();
  const field = page.locator(".field").filter({ has: page.locator("input[name=value]") }).first();
  const name = await field.locator("input[name=field]").inputValue();
  await field.locator("input[name=value]").fill("corrected by a person");
  await field.getByRole("button").click();
  await page.getByText(/Written down as entry \d+/).waitFor();
  assert.notEqual(await page.locator(".record .code").first().textContent(), shown);
  await go("/agreement");
  const change = await page.locator("table").last().textContent();
  assert.ok(change.includes("edit") && change.includes(name), change);
  await page.goBack();
  await page.getByRole("button", { name: /Undo/ }).click();
  await page.waitForURL(/\/review$/);
  assert.equal(await page.locator(".record .code").first().textContent(), shown);
  await picture(page, "review");
});

test("the queue works by keys alone", async () => {
  await go("/review");
  const id = () => page.locator(".record .code").first().textContent();
  const first = await id();
  const press = async (key) => { await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]); };
  await press("a");
  assert.notEqual(await id(), first);
  await press("u");
  assert.equal(await id(), first);
  await press("s");
  assert.notEqual(await id(), first);
  await press("b");
  assert.equal(await id(), first);
  await press("r");
  assert.notEqual(await id(), first);
  await page.keyboard.press("e");
  assert.equal(await page.evaluate(() => document.activeElement.name), "value");
  await page.keyboard.press("Escape");
  await press("u");
  assert.equal(await id(), first);
});

test("two actors are merged and split", async () => {
  const { actors } = await (await fetch(server.address + "/actors.json")).json();
  const [into, other] = actors.filter((one) => one.sort === "person").map((one) => one.name);
  await go("/same");
  await page.getByLabel("The one that stays").fill(into);
  await page.getByLabel("is also").fill(other);
  await page.getByRole("button", { name: "Merge" }).click();
  await page.locator("td", { hasText: "merge" }).first().waitFor();
  await page.getByLabel("Actor or record").fill(other);
  await page.getByRole("button", { name: "Split" }).click();
  await page.locator("td", { hasText: "split" }).first().waitFor();
});

test("the map changes with the day", async () => {
  await go("/recognition?of=KOS&as_of=2025-07-08");
  const held = page.locator(".map[data-axis=recognition] .area path[class^=recognition]");
  await held.first().waitFor();
  const late = await held.count();
  assert.ok(late >= 2, `${late} states recognise`);
  await picture(page, "recognition");
  const day = await page.locator("#shown").textContent();
  await page.locator("#day").focus();
  await page.keyboard.press("Home");
  await page.waitForFunction((day) => document.getElementById("shown").textContent !== day, day);
  await page.waitForFunction((late) => document.querySelectorAll(".map[data-axis=recognition] .area path[class^=recognition]").length < late, late);
});

test("a claim is settled, and the decision is taken back", async () => {
  await go("/claims?status=all&as_of=2025-07-30");
  await picture(page, "claims");
  await page.locator(".claim .what a").first().click();
  await page.waitForURL(/\/claims\/./);
  const steps = await page.locator(".steps li").count();
  await page.getByLabel("cannot be told").check();
  await page.locator("form.decide").getByLabel("Your name").fill("Ada");
  await page.getByRole("button", { name: "Decide" }).click();
  const undo = page.locator(".steps form");
  await undo.first().waitFor();
  assert.equal(await page.locator(".steps li").count(), steps + 1);
  await undo.getByLabel("Your name").fill("Ada");
  await undo.getByRole("button", { name: "Take back" }).click();
  await undo.first().waitFor({ state: "detached" });
});

test("records are exported", async () => {
  await go("/export");
  const row = page.locator("tr", { has: page.locator("th", { hasText: /^jsonl$/ }) });
  const [file] = await Promise.all([page.waitForEvent("download"), row.getByRole("button", { name: "Download" }).click()]);
  const { readFileSync } = await import("node:fs");
  const lines = readFileSync(await file.path(), "utf8").trim().split("\n");
  assert.ok(lines.length > 20 && lines.every((line) => JSON.parse(line)), `${lines.length} lines`);
});

test("where accounts are asked for, one logs in, makes a token, logs out", async () => {
  const ledger = join(place.path, "guarded.db");
  run(["serve", "user", "add", "ada", "--role", "editor", "--ledger", ledger], "four plain words here\n");
  const guarded = await serve(ledger, ["--login"]);
  try {
    const other = await chrome.newContext();
    const page = await open(other, guarded.address, faults);
    await page.goto(guarded.address + "/documents");
    await page.waitForURL(/\/login/);
    await page.getByLabel("Name").fill("ada");
    await page.getByLabel("Password").fill("wrong");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("Name").fill("ada");
    await page.getByLabel("Password").fill("four plain words here");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/documents$/);
    await page.getByRole("link", { name: "ada" }).click();
    await page.getByLabel("What it is for").fill("a script");
    await page.getByRole("button", { name: "Make a token" }).click();
    const token = await page.locator(".secret").textContent();
    const answer = await fetch(guarded.address + "/index.json", { headers: { authorization: `Bearer ${token}` } });
    assert.equal(answer.status, 200);
    assert.deepEqual(await barriers(page), []);
    await page.getByRole("button", { name: "Log out" }).click();
    await page.waitForURL(/\/login/);
    await page.goto(guarded.address + "/account");
    await page.waitForURL(/\/login/);
    await other.close();
  } finally {
    await guarded.stop();
  }
});

test("an admin adds an account, gives it another role, and removes it", async () => {
  const ledger = join(place.path, "admin.db");
  run(["serve", "user", "add", "ada", "--role", "admin", "--ledger", ledger], "four plain words here\n");
  const guarded = await serve(ledger, ["--login"]);
  try {
    const other = await chrome.newContext();
    const page = await open(other, guarded.address, faults);
    await page.goto(guarded.address + "/accounts");
    await page.getByLabel("Name").fill("ada");
    await page.getByLabel("Password").fill("four plain words here");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/accounts$/);
    await page.getByLabel("Name").fill("ben");
    await page.locator("form.stack select[name=role]").selectOption("reader");
    await page.getByLabel(/^Password/).fill("five plain words here too");
    await page.getByRole("button", { name: "Write it down" }).click();
    const row = page.getByRole("row", { name: /^ben/ });
    await row.waitFor();
    await row.getByRole("combobox", { name: "Role of ben" }).selectOption("reviewer");
    await Promise.all([page.waitForNavigation(), row.getByRole("button", { name: "Change the role of ben" }).click()]);
    assert.equal(await row.getByRole("combobox", { name: "Role of ben" }).inputValue(), "reviewer");
    await Promise.all([page.waitForNavigation(), row.getByRole("button", { name: "Remove ben" }).click()]);
    assert.equal(await row.count(), 0);
    await other.close();
  } finally {
    await guarded.stop();
  }
});

test("no script failed, and nothing was asked of another host", () => {
  assert.deepEqual(faults, []);
});
