// What the browser tests stand on: simulated systems, a workspace, the console, and a browser.
import { spawn, execFileSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { chromium } from "playwright-core";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const program = process.env.CROSSWALK_BIN ?? path.join(root, "target/debug/crosswalk");
export const password = "correct horse battery";

function chromiumPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    try {
      return execFileSync("which", [name], { encoding: "utf8" }).trim();
    } catch {
      // the next one
    }
  }
  throw new Error("there is no Chromium: ci/test.sh installs it");
}

export const browser = () => chromium.launch({ executablePath: chromiumPath(), args: ["--no-sandbox"] });

// Starts the program and reads its output until a line holds what is waited for.
async function start(words, wanted) {
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (data) => (said += data));
  for await (const data of child.stdout) {
    said += data;
    if (wanted(said)) {
      child.stdout.resume();
      return { child, said };
    }
  }
  throw new Error(`${words.join(" ")} ended: ${said}`);
}

const path_of = (folder) => path.join(folder, "crosswalk.yaml");

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGINT");
  await once(child, "exit");
}

// `people`: rows of the HR system in place of the sample people; `limits`: of both connections; `faults`: of all systems.
export class Stand {
  static async open({ people, limits = "{ per_second: 1000, settle_after: 1s }", faults, seed } = {}) {
    const stand = new Stand();
    stand.folder = fs.mkdtempSync(path.join(os.tmpdir(), "crosswalk-"));
    const file = (name) => path.join(stand.folder, name);
    if (people) {
      fs.mkdirSync(file("mappings/alexishr"), { recursive: true });
      fs.copyFileSync(path.join(root, "mappings/alexishr.yaml"), file("mappings/alexishr.yaml"));
      for (const name of ["twin.yaml"]) fs.copyFileSync(path.join(root, "mappings/alexishr", name), file(`mappings/alexishr/${name}`));
      fs.writeFileSync(file("mappings/alexishr/people.yaml"), JSON.stringify(people));
    }
    const words = ["-C", stand.folder, "sandbox", "alexishr", "nmbrs", "kleer"];
    if (faults) {
      fs.writeFileSync(file("faults.yaml"), faults);
      words.push("--faults", file("faults.yaml"));
    }
    const systems = await start(words, (said) => /kleer:[\s\S]*token:.*\n/.test(said.split("# crosswalk.yaml")[1] ?? ""));
    stand.systems = systems.child;
    const text = systems.said.slice(systems.said.indexOf("# secrets:"));
    fs.mkdirSync(file("secrets"));
    for (const [, value, name] of text.matchAll(/printf %s '([^']*)' > (\S+)/g)) fs.writeFileSync(file(name), value);
    const workspace = text
      .replace("    token: { file: secrets/hr.token }", "    token: { file: secrets/hr.token }\n    employment_type_id: 5f0000000000000000000101\n    country: SE\n    currency: SEK")
      .replace(/^( {4})(base_url: .*)$/gm, `$1$2\n$1limits: ${limits}`);
    fs.writeFileSync(file("crosswalk.yaml"), workspace);
    if (seed) seed(stand);
    await stand.serve();
    return stand;
  }

  // Somebody changes something in one of the systems, by its own interface.
  async edit(system, method, path, body) {
    const text = fs.readFileSync(path_of(this.folder), "utf8");
    const part = system === "hr" ? text.slice(text.indexOf("hr:")) : text.slice(text.indexOf(`  ${system}:`));
    const base = part.match(/base_url: (\S+)/)[1];
    const secret = fs.readFileSync(`${this.folder}/secrets/${system}.token`, "utf8");
    const headers = { "Content-Type": "application/json", Accept: "application/json", Authorization: `Bearer ${secret}`, "X-Token": secret };
    const answer = await fetch(`${base}${path}`, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  }

  async serve() {
    const console = await start(["-C", this.folder, "serve", "--listen", "127.0.0.1:0"], (said) => said.includes("(Ctrl-C ends it)") && (said.includes("begin?token") || this.begun));
    this.console = console.child;
    this.at = console.said.match(/http:\/\/[^\s]+/)[0].replace(/\/$/, "");
    this.link = console.said.match(/http:\/\/\S+begin\?token=\S+/)?.[0];
  }

  // Nothing is waited for: as when the machine goes.
  async kill() {
    this.console.kill("SIGKILL");
    await once(this.console, "exit");
  }

  command(...words) {
    return execFileSync(program, ["-C", this.folder, ...words], { encoding: "utf8" });
  }

  // The first owner, logged in.
  async owner(browser, options = {}) {
    const page = await this.page(browser, options);
    await page.goto(this.link);
    await page.fill("#name", "Ada");
    await page.fill("#password", password);
    await page.fill("#again", password);
    await page.click("button.main");
    await page.waitForURL(`${this.at}/`);
    this.begun = true;
    return page;
  }

  async page(browser, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, acceptDownloads: true, ...options });
    const page = await context.newPage();
    page.trouble = [];
    page.on("pageerror", (error) => page.trouble.push(error.message));
    page.on("console", (message) => message.type() === "error" && !/status of 4\d\d/.test(message.text()) && page.trouble.push(message.text()));
    page.on("dialog", (dialog) => dialog.accept());
    page.setDefaultTimeout(30_000);
    return page;
  }

  async logIn(browser, name, options = {}) {
    const page = await this.page(browser, options);
    await page.goto(`${this.at}/log-in`);
    await page.fill("#name", name);
    await page.fill("#password", password);
    await page.click("button.main");
    await page.waitForURL(`${this.at}/`);
    return page;
  }

  // A list that has been read: no reading under way.
  async list(page, connection, direction, tab) {
    await page.goto(`${this.at}/c/${connection}/${direction}${tab ? `?tab=${tab}` : ""}`);
    await page.waitForFunction(() => document.querySelector("form.list") && !document.querySelector("#list .reading"), null, { timeout: 120_000 });
  }

  // What leads to another page, and that page, there: the one before is known by a mark.
  async turns(page, act) {
    await page.evaluate(() => (window.before = true));
    await act();
    await page.waitForFunction(() => !window.before && document.readyState === "complete");
  }

  async close() {
    await end(this.console);
    await end(this.systems);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

// Serious and critical violations of accessibility.
export async function violations(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations
    .filter((one) => one.impact === "serious" || one.impact === "critical")
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
}
