// One ledger, one server and one page for all tests of a file that imports this.
import { after, before } from "node:test";
import { stage } from "./stage.js";

export let scene, page;

before(async () => {
  scene = await stage();
  page = await scene.look();
});

after(() => scene?.end());

export const go = (path) => page.goto(scene.address + path);
