// Every page: accessibility, a phone's width, light and dark. With CROSSWALK_SHOTS=FOLDER it leaves pictures there.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { Stand, browser as launch, violations } from "./stand.mjs";

let browser, stand, page;
const shots = process.env.CROSSWALK_SHOTS;
before(async () => {
  browser = await launch();
  stand = await Stand.open();
  page = await stand.owner(browser);
  if (shots) fs.mkdirSync(shots, { recursive: true });
});
after(async () => {
  await browser.close();
  await stand.close();
  assert.deepEqual(page.trouble, []);
});

async function look(name) {
  await page.setViewportSize({ width: 360, height: 740 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 360, `${name} is ${width} px wide on a phone`);
  if (shots) await page.screenshot({ path: path.join(shots, `${name}-phone.png`) });
  await page.setViewportSize({ width: 1200, height: 900 });
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await violations(page), [], `${name}, ${colorScheme}`);
    if (shots) await page.screenshot({ path: path.join(shots, `${name}-${colorScheme}.png`) });
  }
  await page.emulateMedia({ colorScheme: "light" });
}

test("every page holds", async () => {
  await stand.list(page, "nmbrs", "export", "unlinked");
  await look("export");
  await page.locator('input[aria-label="Choose Ada Lovelace"]').check();
  await page.locator('input[aria-label="Choose Boris Nodate"]').check();
  await page.locator(".foot button.main").click();
  await page.locator("form.foot").waitFor();
  await look("preview");
  await page.locator('button[value="agree"]').click();
  await page.locator(".banner.ok").waitFor();
  await look("done");
  await stand.list(page, "nmbrs", "export", "unlinked");
  await page.locator('a.name:has-text("Anna Jansen")').first().click();
  await page.locator("#match").waitFor();
  await look("person");
  await stand.list(page, "kleer", "export");
  await look("export-empty");
  await stand.list(page, "kleer", "import");
  await look("import");
  await page.locator('a.name:has-text("Nils Konsult")').click();
  await look("merge");
  for (const [name, address] of [["overview", "/"], ["leave", "/leave/kleer"], ["runs", "/runs"], ["mappings", "/mappings"], ["mapping", "/mappings/nmbrs"], ["connections", "/connections"], ["connection", "/connections/nmbrs"], ["access", "/access"], ["audit", "/access/audit"], ["account", "/account"], ["refused", "/nowhere"]]) {
    const answer = await page.goto(`${stand.at}${address}`);
    assert.equal(answer.status(), name === "refused" ? 404 : 200, name);
    await look(name);
  }
  await page.goto(`${stand.at}/runs`);
  await page.locator("tbody th a").first().click();
  await look("run");
  const download = page.waitForEvent("download");
  await page.locator('a:has-text("Download CSV")').click();
  const text = fs.readFileSync(await (await download).path(), "utf8");
  assert.match(text, /^hr_key,provider_key,/);
  assert.ok(!text.includes("Lovelace"));
});

test("connections are changed in the file; secrets are never shown again", async () => {
  await page.goto(`${stand.at}/connections/nmbrs`);
  await page.fill("#f-label", "Payroll: NL");
  await page.fill("#s-token", "new-secret-token");
  await page.locator('button:has-text("Keep")').click();
  await page.locator(".banner.ok").waitFor();
  assert.ok(!(await page.content()).includes("new-secret-token"));
  const text = fs.readFileSync(path.join(stand.folder, "crosswalk.yaml"), "utf8");
  assert.match(text, /label: "Payroll: NL"/);
  assert.match(text, /# secrets: mkdir/);
  assert.ok(!text.includes("new-secret-token"));
  assert.equal(fs.readFileSync(path.join(stand.folder, "secrets/nmbrs.token"), "utf8"), "new-secret-token");
  await page.locator('button:has-text("Test")').first().click();
  await page.locator('ul[aria-label="What the test found"]').waitFor();
  assert.match(await page.locator('ul[aria-label="What the test found"]').textContent(), /not ok/);
  await page.goto(`${stand.at}/connections`);
  await page.locator("#system").selectOption("nmbrs");
  await page.locator('button:has-text("Add")').click();
  await page.fill("#name", "second");
  await page.fill("#s-username", "api@example.test");
  await page.fill("#s-token", "x");
  await page.fill("#s-company_id", "1");
  await page.locator('button:has-text("Keep")').click();
  await page.locator(".banner.ok").waitFor();
  assert.match(fs.readFileSync(path.join(stand.folder, "crosswalk.yaml"), "utf8"), /\n  second:\n    system: nmbrs\n/);
  await page.locator('button:has-text("Take away")').click();
  await page.waitForURL(`${stand.at}/connections`);
  assert.ok(!fs.readFileSync(path.join(stand.folder, "crosswalk.yaml"), "utf8").includes("\n  second:"));
});

test("the page logs in and out, and no page is left to others", async () => {
  await page.goto(`${stand.at}/account`);
  await page.locator('button:has-text("Log out")').click();
  await page.waitForURL("**/log-in");
  await look("log-in");
  await page.goto(`${stand.at}/c/nmbrs/export`);
  await page.waitForURL("**/log-in");
});
