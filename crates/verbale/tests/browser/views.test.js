// Every view is used for what it is there for, and each way ends at the words of a record.
import assert from "node:assert/strict";
import { test } from "node:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { open, picture, run, serve } from "./stage.js";
import { go, page, scene } from "./tour.js";

const count = (css) => page.locator(css).count();
const click = (locator) => Promise.all([page.waitForNavigation(), locator.click()]);
/** The page of a record, with words that prove it. */
const atRecord = async (kind) => {
  assert.match(page.url(), new RegExp(`/records/${kind}-`));
  assert.ok((await count(".proof mark")) > 0, "its words are marked");
};

test("texts: of one outlet, then one of them with its records switched off by kind", async () => {
  await go("/documents");
  assert.equal(await count(".documents li"), 10);
  await click(page.locator(".documents a", { hasText: "wire report" }));
  await click(page.locator(".kicker a"));
  assert.equal(await count(".documents li"), 4, "texts of that outlet");
  await click(page.locator(".documents a", { hasText: "wire report" }));
  const seen = () => page.locator(".card.k-statement:visible").count();
  assert.ok((await seen()) > 0);
  await page.locator("#show-statement").uncheck();
  assert.equal(await seen(), 0);
  await page.locator("#show-statement").check();
  await page.locator(".card.k-statement summary").first().click();
  assert.ok((await count(".body .s.lit")) > 0);
  await page.locator(".card.k-statement[open] dd a").first().click();
  await page.waitForURL(/\/actors\//);
});

test("weak records are held back until they are asked for, and a link to one shows it", async () => {
  const ids = () => page.locator(".card").evaluateAll((cards) => cards.map((card) => card.id));
  await go("/documents/1");
  const few = await ids();
  assert.match(await page.locator(".held").textContent(), /^\d+ weak records? held back/);
  await click(page.locator(".held a"));
  const all = await ids();
  assert.ok(all.length > few.length);
  const weak = all.find((id) => !few.includes(id) && !id.startsWith("actor-"));
  await click(page.locator(".held a"));
  assert.deepEqual(await ids(), few);
  await go(`/documents/1#${weak}`);
  await page.waitForURL(/all=1#/);
  assert.equal(await page.locator(".card.lit").getAttribute("id"), weak);
});

test("files are added, and each tells what became of it", async () => {
  writeFileSync(join(scene.place.path, "good.txt"), "Norway accused Kenya of spying on Monday.");
  writeFileSync(join(scene.place.path, "bad.jsonl"), '{"text": 7}\n');
  await go("/add");
  await page.locator("input[type=file]").setInputFiles(["good.txt", "bad.jsonl"].map((name) => join(scene.place.path, name)));
  assert.equal(await count(".chosen li"), 2);
  await page.getByRole("button", { name: "Read and add" }).click();
  await page.locator("h1", { hasText: "Done" }).waitFor();
  const rows = await page.locator("main tbody tr").allTextContents();
  assert.ok(rows.some((row) => row.includes("good.txt") && /1/.test(row)), rows.join("\n"));
  const text = await page.locator("main").textContent();
  assert.match(text, /bad\.jsonl[^]*line 1/, "the fault is named with its line");
});

test("the timeline is zoomed and filtered, and a mark leads to its record", async () => {
  await go("/timeline");
  const days = () => page.locator(".moves .meta").textContent();
  const all = await days();
  await click(page.locator(".moves a", { hasText: "Zoom in" }));
  const near = await days();
  assert.notEqual(near, all);
  await click(page.locator(".moves a", { hasText: "Zoom out" }));
  assert.notEqual(await days(), near);
  await go("/timeline");
  const lanes = await count(".lane");
  assert.ok(lanes >= 4, `${lanes} kinds`);
  await picture(page, "timeline");
  await page.getByLabel("Kind").selectOption("meeting");
  await page.getByLabel("Actor").fill("Daniel Mwale");
  await click(page.getByRole("button", { name: "Show" }));
  assert.equal(await count(".lane"), 1);
  assert.equal(await count(".mark"), 1);
  await click(page.locator(".mark"));
  await atRecord("meeting");
  await go("/timeline");
  const marks = await count(".mark");
  await page.getByLabel("Outlet").selectOption("Baltic Paper");
  await click(page.getByRole("button", { name: "Show" }));
  assert.ok((await count(".mark")) < marks, "of one outlet");
  await go("/timeline?place=Lusaka");
  assert.ok((await count(".mark")) > 0, "of one place");
});

/** Where the middle of a line is on the screen, as the drawing knows it. */
const middle = (at) => page.locator(".graph").evaluate((box, at) => {
  const edge = box._cyreg.cy.edges()[at];
  const [frame, { x, y }] = [box.getBoundingClientRect(), edge.renderedMidpoint()];
  return { x: frame.left + x, y: frame.top + y };
}, at);

/** Waits until the drawing rests. */
const drawn = async () => {
  await page.locator(".graph canvas").first().waitFor();
  await page.waitForFunction(() => document.querySelector(".graph")._cyreg?.cy.nodes().every((n) => Number.isFinite(n.renderedPosition("x"))));
};

test("a line of the network leads to its evidence, a name to its lines, a day to what was known", async () => {
  await go("/network");
  await drawn();
  const { x, y } = await middle(0);
  await page.locator(".graph").scrollIntoViewIfNeeded();
  await page.mouse.click(x, y);
  await page.locator(".picked a").first().waitFor();
  assert.equal(await count("tr.lit"), 1);
  await picture(page, "network");
  await click(page.locator(".picked a").first());
  await atRecord("relation");
  await go("/network");
  await drawn();
  const all = await count("table.edges tbody tr");
  const place = await page.locator(".graph").evaluate((box) => {
    const node = box._cyreg.cy.nodes().sort((a, b) => b.degree() - a.degree())[0];
    const [frame, { x, y }] = [box.getBoundingClientRect(), node.renderedPosition()];
    return { x: frame.left + x, y: frame.top + y };
  });
  await page.mouse.click(place.x, place.y);
  await click(page.locator(".picked a", { hasText: "only these" }));
  const own = await count("table.edges tbody tr");
  assert.ok(own > 1 && own <= all, `${own} of ${all}`);
  await page.locator("select[name=relation]").selectOption("split_from");
  await click(page.getByRole("button", { name: "Show" }));
  assert.ok((await count("table.edges .sign.minus")) === (await count("table.edges tbody tr")));
  await go("/network?as_of=2025-01-01");
  assert.equal(await count("table.edges tbody tr"), 0);
});

test("names of a drawing do not lie on each other", async () => {
  await go("/network");
  await drawn();
  await page.waitForTimeout(200);
  const hits = await page.locator(".graph").evaluate((box) => {
    const seen = box._cyreg.cy.nodes().filter((n) => !n.hasClass("mute"));
    const boxes = seen.map((n) => n.renderedBoundingBox({ includeNodes: false, includeEdges: false, includeLabels: true }));
    return boxes.filter((a, at) => boxes.slice(at + 1).some((b) => a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2)).length;
  });
  assert.equal(hits, 0);
});

test("meetings: drawn, listed, of one actor", async () => {
  await go("/meetings");
  await drawn();
  const { x, y } = await middle(0);
  await page.mouse.click(x, y);
  await page.locator(".picked a").first().waitFor();
  const all = await count("main > .scroll tbody tr");
  await page.getByLabel("Actor").fill("Daniel Mwale");
  await click(page.getByRole("button", { name: "Show" }));
  const own = await count("main > .scroll tbody tr");
  assert.ok(own > 0 && own < all, `${own} of ${all}`);
  await click(page.locator("main > .scroll td.ids a").first());
  await atRecord("meeting");
});

test("who reacted how to one thing, and in which words", async () => {
  await go("/reactions");
  const all = await count(".matrix tbody tr");
  await page.getByLabel("To what").fill("return");
  await click(page.getByRole("button", { name: "Show" }));
  const rows = await page.locator(".matrix tbody th").allTextContents();
  assert.ok(rows.length > 1 && rows.length < all, rows.join());
  await click(page.locator(".matrix td a").first());
  await atRecord("reaction");
  const { records } = await scene.twin("/timeline.json?kind=event&actor=Kenya&from=2025-06-09&to=2025-06-09");
  const seizure = records.rows.find((row) => JSON.stringify(row.cells).includes("COERCE")).ids[0];
  await go(`/reactions?about=${seizure}`);
  const portugal = page.locator(".matrix tbody tr", { has: page.locator("th", { hasText: "Portugal" }) });
  assert.match(await portugal.textContent(), /after 6 h/, "both texts give the hour");
  assert.match(await page.locator(".matrix").textContent(), /after 15–39 h/, "one gives the day only");
});

test("voices: of one outlet, by week, with the statement behind a column", async () => {
  await go("/voices");
  const outlets = await count(".multiples figure");
  assert.ok(outlets > 1);
  await page.getByLabel("Outlet").selectOption("Lake Agency");
  await page.getByLabel("By").selectOption("week");
  await click(page.getByRole("button", { name: "Show" }));
  assert.equal(await count(".multiples figure"), 1);
  await click(page.locator(".multiples a path").first());
  await atRecord("statement");
});

test("a forecast is tested only after a person wrote down how, and little data is refused", async () => {
  await go("/impact");
  await click(page.locator(".steps a").first());
  const button = page.getByRole("button", { name: "Write down and test" });
  await page.locator("form.decide").getByLabel("Your name").fill("Ada");
  await button.click();
  assert.equal(await count("section.test"), 0, "nothing runs before it is confirmed");
  await page.getByLabel("SUPPORT").check();
  await page.getByLabel(/This is how the claim is to be tested/).check();
  await click(button);
  const test = await page.locator("section.test").textContent();
  assert.match(test, /insufficient data/);
  assert.match(test, /Written down by Ada/);
  assert.match(test, /no ratio is shown/);
  await go("/impact");
  assert.match(await page.locator(".steps").first().textContent(), /insufficient data/);
});

test("search is narrowed by kind, outlet and year, and let go again", async () => {
  await go("/search?q=talks");
  const hits = await count(".hit");
  const facet = (name) => page.locator(".facets a", { hasText: name });
  await click(facet("commitment"));
  await click(facet("Lake Agency"));
  assert.ok((await count(".hit")) < hits);
  assert.ok((await page.locator(".found .tag").allTextContents()).every((kind) => kind === "commitment"));
  await click(page.getByRole("link", { name: "Let go of commitment" }));
  await click(page.getByRole("link", { name: "Let go of Lake Agency" }));
  assert.equal(await count(".hit"), hits);
  await click(page.locator(".found a").first());
  assert.equal(await count(".card.lit"), 1, "its record is lit");
});

test("an actor: posts, names and who uses them, deeds of one kind", async () => {
  await go("/actors?q=mwale");
  await click(page.locator("table a", { hasText: "Daniel Mwale" }));
  const text = await page.locator("main").textContent();
  assert.match(text, /Names, and who uses them/);
  assert.match(text, /leader Reform Front/);
  const all = await count(".deeds li");
  await click(page.locator(".filters a", { hasText: "meetings" }));
  const own = await count(".deeds li");
  assert.ok(own > 0 && own < all, `${own} of ${all}`);
  await click(page.locator(".deeds a").first());
  await atRecord("meeting");
});

test("a promise is kept, as a record shows, and the board says so", async () => {
  await go("/claims?status=all&as_of=2025-08-31");
  assert.equal(await page.getByLabel("Status").inputValue(), "all");
  const claim = page.locator(".claim", { hasText: "return to the talks" });
  assert.match(await claim.textContent(), /expired/);
  await click(claim.locator(".what a"));
  assert.equal(await count(".steps li"), 3, "said, due, expired");
  await page.getByLabel("kept", { exact: true }).check();
  await page.getByRole("group", { name: "Records that show it" }).getByRole("checkbox").first().check();
  await page.locator("form.decide").getByLabel("Your name").fill("Ada");
  await click(page.getByRole("button", { name: "Decide" }));
  assert.match(await page.locator(".steps li").last().textContent(), /kept[^]*by Ada[^]*evidence 1/);
  await go("/claims?status=kept&as_of=2025-08-31");
  assert.match(await claim.textContent(), /evidence 1/);
  await click(claim.getByRole("link", { name: "evidence 1" }));
  await atRecord("(event|meeting|statement)");
});

test("what falls due stands first, week by week", async () => {
  await go("/claims?as_of=2025-08-10");
  const due = page.locator(".board", { has: page.locator("h2", { hasText: "Due this week" }) });
  assert.match(await due.textContent(), /return to the talks/);
  await go("/claims?as_of=2025-07-20");
  assert.doesNotMatch(await due.textContent(), /return to the talks/);
  const later = page.locator(".board", { has: page.locator("h2", { hasText: "Due later" }) });
  assert.match(await later.textContent(), /return to the talks/);
});

test("two records of one event are merged and split", async () => {
  const { records } = await scene.twin("/timeline.json?kind=event");
  const [into, other] = records.rows.slice(0, 2).map((row) => row.ids[0]);
  await go("/same");
  await page.getByLabel("The one that stays").fill(into);
  await page.getByLabel("is also").fill(other);
  await click(page.getByRole("button", { name: "Merge" }));
  await go(`/records/${into}`);
  assert.match(await page.locator("main").textContent(), new RegExp(`Told also in[^]*${other}`));
  await go("/same");
  await page.getByLabel("Actor or record").fill(other);
  await click(page.getByRole("button", { name: "Split" }));
  await go(`/records/${into}`);
  assert.doesNotMatch(await page.locator("main").textContent(), /Told also in/);
});

test("a rejected record says so on its page", async () => {
  await go("/review?kind=meeting");
  const id = await page.locator("a.code").getAttribute("href");
  await click(page.getByRole("button", { name: /Reject/ }));
  await go(id);
  assert.match(await page.locator(".notice").textContent(), /does not count/);
  assert.ok((await count(".history li")) > 0);
});

test("two reviewers judge the same records, and the page says how far they agree", async () => {
  for (const [name, role] of [["ada", "reviewer"], ["ben", "reviewer"]]) {
    run(["serve", "user", "add", name, "--role", role, "--ledger", scene.ledger], "four plain words here\n");
  }
  const guarded = await serve(scene.ledger, ["--login"]);
  const faults = [];
  try {
    const judge = async (name, path, verdicts) => {
      const context = await scene.chrome.newContext();
      const page = await open(context, guarded.address, faults);
      await page.goto(guarded.address + path);
      await page.getByLabel("Name").fill(name);
      await page.getByLabel("Password").fill("four plain words here");
      await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
      await page.goto(guarded.address + path);
      for (const key of verdicts) await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
      return page;
    };
    await judge("ada", "/review?kind=tie", ["a", "a", "r"]);
    const page = await judge("ben", "/review?kind=tie&second=1", ["a", "a", "a"]);
    await page.goto(guarded.address + "/agreement?a=ada&b=ben");
    const table = await page.locator("main table").first().textContent();
    assert.match(table, /tie/);
    assert.match(table, /0\.\d+|1/);
    await page.goto(guarded.address + "/same");
    await page.getByLabel("The one that stays").fill("Kenya");
    await page.getByLabel("is also").fill("Portugal");
    await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Merge" }).click()]);
    assert.match(await page.locator("main").textContent(), /needs the role editor/);
    assert.deepEqual(faults, []);
  } finally {
    await guarded.stop();
  }
});

test("every export that is offered gives its file", async () => {
  await go("/export");
  const forms = await page.locator(".formats th").allTextContents();
  assert.ok(forms.length >= 10);
  for (const form of forms) {
    const answer = await fetch(`${scene.address}/export/${form}?as_of=2025-08-31`);
    assert.equal(answer.status, 200, form);
    assert.ok((await answer.arrayBuffer()).byteLength > 100, form);
  }
});

test("no script failed, and nothing was asked of another host", () => {
  assert.deepEqual(scene.faults, []);
});
