// A server on a ledger of its own, and a browser to look at it with.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, mkdirSync, existsSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../../..");
const builds = ["release", "quick", "debug"].map((b) => join(root, "target", b, "verbale"));
export const verbale = process.env.VERBALE ?? builds.find(existsSync);
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Runs the program, and gives what it prints. */
export function run(args, input) {
  const done = spawnSync(verbale, args, { encoding: "utf8", input });
  if (done.status !== 0) throw new Error(`verbale ${args.join(" ")}: ${done.stderr}`);
  return done.stdout;
}

/** A folder that is gone when the test ends. */
export function folder() {
  const path = mkdtempSync(join(tmpdir(), "verbale-browser-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** What stands in the ledger of a tour: examples with their days and the outlets that might have printed them. */
const TEXTS = [
  ["wire-report", "2024-03-12", "Coast Agency"], ["ministry-statement", "2024-06-04", "Ministry"], ["op-ed", "2024-05-14", "Baltic Paper"],
  ["interview", "2025-07-08", "Baltic Paper"], ["recognition-notes", "2025-07-04", "Coast Agency"], ["opposition", "2025-07-10", "Lake Agency"],
  ["opposition-reprint", "2025-07-11", "Coast Agency"], ["opposition-later", "2025-08-20", "Lake Agency"],
  ["envoys", "2025-06-12", "Harbour Wire"],
];
const KOSOVO = "Norway recognized Kosovo on 28 March 2008. Portugal recognized Kosovo on 7 October 2008. \u201cWe will open the embassy by 20 July 2025,\u201d the Norwegian foreign minister said on Monday.";

/** A ledger of all kinds of records in a folder. */
export function newsroom(place) {
  const line = ([name, date, source]) => ({ id: name, date, source, title: name.replaceAll("-", " "), text: readFileSync(join(root, "examples", `${name}.txt`), "utf8") });
  const lines = [...TEXTS.map(line), { id: "kosovo", date: "2025-07-08", source: "Coast Agency", title: "kosovo", text: KOSOVO }];
  const file = join(place.path, "texts.jsonl");
  writeFileSync(file, lines.map((one) => JSON.stringify(one)).join("\n"));
  const ledger = join(place.path, "newsroom.db");
  run(["add", file, "--from", "jsonl", "--ledger", ledger]);
  return ledger;
}

/** A server on such a ledger with a browser before it; `faults` fills with what went wrong in pages. */
export async function stage(flags = []) {
  const place = folder();
  const ledger = newsroom(place);
  const server = await serve(ledger, flags);
  const chrome = await browser();
  const faults = [];
  const look = async (more = {}) => {
    const context = await chrome.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...more });
    return open(context, server.address, faults);
  };
  const end = async () => { await chrome.close(); await server.stop(); place.remove(); };
  const twin = async (path) => (await fetch(server.address + path)).json();
  return { address: server.address, chrome, end, faults, ledger, look, place, twin };
}

/** Addresses of all views, from the first page. */
export async function views(page, address) {
  await page.goto(address);
  const links = await page.locator(".views a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  return ["/", ...links];
}

/** Starts a server, and waits for its address. */
export async function serve(ledger, flags = []) {
  const server = spawn(verbale, ["serve", "--ledger", ledger, "--port", "0", ...flags], { stdio: ["ignore", "pipe", "inherit"] });
  const address = await new Promise((found, failed) => {
    let said = "";
    server.stdout.on("data", (text) => {
      said += text;
      const match = said.match(/http:\/\/\S+?(?=\/ )/);
      if (match) found(match[0]);
    });
    server.on("exit", (code) => failed(new Error(`the server ended with ${code}: ${said}`)));
  });
  const stop = () => new Promise((ended) => { server.removeAllListeners("exit"); server.on("exit", ended); server.kill("SIGTERM"); });
  return { address, stop };
}

export function browser() {
  const path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? path, args: ["--no-sandbox", "--disable-gpu"] });
}

/** A page that fails the test when a script of it fails, or something is refused or asked of another host. */
export async function open(context, address, faults) {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on("console", (line) => { if (line.type() === "error" && !/status of 4\d\d/.test(line.text())) faults.push(`${page.url()}: ${line.text()}`); });
  page.on("request", (request) => { if (!request.url().startsWith(address) && !/^(data|blob|about):/.test(request.url())) faults.push(`asks ${request.url()}`); });
  return page;
}

/** Serious faults for people who do not see or do not point, as axe finds them. */
export async function barriers(page) {
  // The policy of the pages forbids scripts that are put into them; the tool comes in beside it.
  const source = readFileSync(axe, "utf8");
  await page.evaluate(source);
  const found = await page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
  const serious = found.violations.filter((v) => ["serious", "critical"].includes(v.impact));
  return serious.map((v) => `${page.url()}: ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 120)).join(" | ")}`);
}

/** Pictures for the documentation, rewritten with UPDATE_EXPECT=1. */
export async function picture(page, name) {
  if (!process.env.UPDATE_EXPECT) return;
  mkdirSync(join(root, "docs/images"), { recursive: true });
  await page.screenshot({ path: join(root, "docs/images", `${name}.png`), scale: "css" });
}
