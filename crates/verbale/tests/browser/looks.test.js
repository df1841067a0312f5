// Every page, in both colour schemes and three widths: nobody is shut out, and nothing is wider than the window.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { barriers, picture, run, stage, views } from "./stage.js";

let scene, pages;

before(async () => {
  scene = await stage();
  const { actors } = await scene.twin("/actors.json");
  const { sections } = await scene.twin("/claims.json?status=all&as_of=2025-08-31");
  const claim = sections[0].claims.find((one) => one.kind === "commitment").id;
  const forecast = sections[0].claims.find((one) => one.kind === "impact").id;
  const { edges } = await scene.twin("/network.json");
  run(["confirm", forecast, "--type", "SUPPORT", "--at", "2025-07-10", "--expect", "decrease", "--reviewer", "ada", "--ledger", scene.ledger]);
  run(["judge", edges[0].ids[0], "reject", "--reviewer", "ada", "--ledger", scene.ledger]);
  run(["judge", edges[0].ids[0], "accept", "--reviewer", "ben", "--ledger", scene.ledger]);
  for (const [name, role] of [["ada", "admin"], ["ben-of-the-night-desk@newsroom.example", "editor"]]) {
    run(["serve", "user", "add", name, "--role", role, "--no-password", "--ledger", scene.ledger]);
    run(["serve", "token", "add", name, "--for", "the nightly export of the graphics desk", "--ledger", scene.ledger]);
  }
  const page = await scene.look();
  pages = [
    ...(await views(page, scene.address)),
    "/documents/1", "/documents/6", "/documents?outlet=Coast+Agency", `/records/${claim}`, `/records/${edges[0].ids[0]}`, `/claims/${claim}`, `/claims?status=all&as_of=2025-08-31`,
    `/impact/${forecast}`, `/actors/${actors[0].actor}`, "/actors?q=nobody+of+this+name", "/search?q=talks", "/search?q=nothinglikethis", "/recognition?of=KOS&as_of=2025-07-08",
    "/reactions?about=return", "/voices?bin=week", "/review?second=1", "/timeline?kind=event&from=2025-07&to=2025-08", "/login", "/account", "/accounts", "/nix", "/add/99",
  ];
});

after(() => scene?.end());

for (const colorScheme of ["light", "dark"]) {
  for (const width of [380, 800, 1280]) {
    test(`all pages at ${width} px, ${colorScheme}`, async () => {
      const page = await scene.look({ viewport: { width, height: 900 }, colorScheme });
      const found = [];
      for (const path of pages) {
        await page.goto(scene.address + path);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) found.push(`${path} is ${wide} px too wide`);
        // Between phone and desk nothing changes but the columns.
        if (width !== 800) found.push(...(await barriers(page)));
      }
      assert.deepEqual(found, []);
      await page.goto(scene.address + "/documents/1");
      if (width === 380 && colorScheme === "dark") await picture(page, "reader-phone-dark");
      if (width === 1280 && colorScheme === "light") await picture(page, "reader-light");
      await page.context().close();
    });
  }
}

test("the way from any page to any other is two links long", async () => {
  const page = await scene.look();
  const all = await views(page, scene.address);
  await page.goto(scene.address + "/timeline");
  const sections = await page.locator(".sections a").evaluateAll((links) => links.map((a) => a.getAttribute("href")));
  const reached = new Set(["/"]);
  for (const section of sections) {
    await page.goto(scene.address + section);
    const links = await page.locator(".section a").evaluateAll((some) => some.map((a) => a.getAttribute("href")));
    links.forEach((link) => reached.add(link));
    assert.equal(await page.locator(".section a[aria-current=page]").getAttribute("href"), section);
  }
  assert.deepEqual([...reached].sort(), [...all].sort());
  // One line each at the width of a small laptop.
  for (const nav of [".top", ".section"]) {
    await page.setViewportSize({ width: 1024, height: 700 });
    const height = await page.locator(nav).evaluate((box) => box.getBoundingClientRect().height);
    assert.ok(height < 64, `${nav} is ${height} px high`);
  }
});

test("no script failed, and nothing was asked of another host", () => {
  assert.deepEqual(scene.faults, []);
});
