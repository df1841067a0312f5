// A server on a ledger of its own, and a browser to look at it with.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, mkdirSync, existsSync } from "node:fs";
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
  const source = (await import("node:fs")).readFileSync(axe, "utf8");
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
