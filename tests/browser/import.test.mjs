// The Import section of the console, and leave, sentence by sentence, against simulated systems.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Stand, browser as launch } from "./stand.mjs";

let browser, stand, page;
before(async () => {
  browser = await launch();
  stand = await Stand.open();
  page = await stand.owner(browser);
});
after(async () => {
  await browser.close();
  await stand.close();
  assert.deepEqual(page.trouble, []);
});

const row = (name) => page.locator("table.people tbody tr", { hasText: name });
const act = (name, text) => row(name).locator("select").selectOption({ label: text });

async function run() {
  await page.locator(".foot button.main").click();
  await page.waitForURL("**/work/**");
  await page.locator("form.foot").waitFor();
  if (await page.locator('button[value="agree"]').count()) {
    await page.locator('button[value="agree"]').click();
    await page.locator('.banner[role="status"], .banner[role="alert"]').first().waitFor();
  }
}

test("tabs New, Imported, All; it opens on All", async () => {
  await stand.list(page, "kleer", "import");
  assert.deepEqual(await page.locator(".tabs a").evaluateAll((tabs) => tabs.map((tab) => tab.firstChild.textContent.trim())), ["New", "Imported", "All"]);
  assert.match(await page.locator(".tabs a[aria-current]").textContent(), /All/);
});

test("a row without a user shows Match and Create; the five actions are there", async () => {
  const nils = row("Nils Konsult");
  await nils.locator('a:has-text("Match")').waitFor();
  await nils.locator('button:has-text("Create")').waitFor();
  assert.deepEqual(await nils.locator("option").allTextContents(), ["Create new user", "Prefer Alexis", "Prefer Kleer", "Match manually", "Do nothing"]);
});

test("affected fields: how many and which; opened, found and current side by side", async () => {
  await row("Nils Konsult").locator('a:has-text("field")').click();
  const table = await page.locator("#detail table").textContent();
  assert.match(table, /Found in Kleer/);
  assert.match(table, /Now in Alexis/);
  assert.match(table, /new/);
});

test("Create new user", async () => {
  await stand.list(page, "kleer", "import");
  await act("Nils Konsult", "Create new user");
  assert.match(await page.locator(".foot button.main").textContent(), /Import \(1\)/);
  await run();
  assert.match(await page.locator(".banner.ok").textContent(), /1 created/);
  await stand.list(page, "kleer", "import", "linked");
  await row("Nils Konsult").waitFor();
});

test("Prefer Alexis: the link is made and HR stays; Prefer Kleer: HR is overwritten", async () => {
  await stand.list(page, "kleer", "import", "all");
  await act("Astrid Lindqvist", "Prefer Alexis");
  await act("Anna Maria Berg", "Prefer Kleer");
  await run();
  const text = await page.locator("main").textContent();
  assert.match(text, /Imported/);
  assert.equal(await page.locator("details.change", { hasText: "Astrid" }).locator("table.fields").count(), 0);
  await stand.list(page, "kleer", "import", "linked");
  await row("Astrid Lindqvist").waitFor();
  await row("Anna Maria Berg").waitFor();
});

test("Match manually, then prefer one side; Do nothing does nothing", async () => {
  await stand.list(page, "kleer", "import", "unlinked");
  await act("Karin Ek", "Do nothing");
  await row("Cherie").locator('a:has-text("Match")').click();
  await page.fill("#search", "vera terug");
  await page.locator('#match button:has-text("Search")').click();
  await page.locator('#match li:has-text("Vera Terug") button[value="match"]').click();
  await page.locator("#action").selectOption({ label: "Prefer Alexis" });
  await page.locator('button[value="choose"]').click();
  await page.waitForURL("**/import");
  assert.match(await row("Cherie").textContent(), /matched by hand/);
  await run();
  await stand.list(page, "kleer", "import", "linked");
  await row("Cherie").waitFor();
  assert.equal(await row("Karin Ek").count(), 0);
});

test("the buttons at the top set the action for all rows with a cross; one field is taken from either side", async () => {
  await stand.list(page, "kleer", "import", "unlinked");
  for (const name of ["Björn Sköld", "Erik Öberg"]) await row(name).locator('input[name="pick"]').check();
  await stand.turns(page, () => page.locator('.bulk button:has-text("Prefer Kleer")').click());
  assert.match(await page.locator(".foot button.main").textContent(), /Import \(2\)/);
  await row("Björn Sköld").locator("a.name").click();
  const single = page.locator('#detail select[name^="field:"]').first();
  const field = (await single.getAttribute("name")).slice("field:".length);
  await single.selectOption("hr");
  await page.locator('button[value="choose"]').click();
  await page.waitForURL("**/import");
  await run();
  const taken = page.locator("details.change", { hasText: "Björn Sköld" });
  assert.match(await taken.textContent(), new RegExp(`left as the target has it: .*${field}`));
  assert.equal(await taken.locator("table.fields tr", { hasText: field }).count(), 0);
  await stand.list(page, "kleer", "import", "linked");
  await row("Björn Sköld").waitFor();
  await row("Erik Öberg").waitFor();
});

test("a bulk Create makes nobody who may be there already", async () => {
  await stand.list(page, "kleer", "import", "unlinked");
  for (const box of await page.locator("table.people tbody tr", { hasText: "Johan Andersson" }).locator('input[name="pick"]').all()) await box.check();
  await stand.turns(page, () => page.locator('.bulk button:has-text("Create new user")').click());
  await page.locator(".foot button.main").click();
  await page.waitForURL("**/work/**");
  await page.locator("form.foot").waitFor();
  assert.equal(await page.locator('button[value="agree"]').count(), 0);
  assert.match(await page.locator(".banner.info").first().textContent(), /2 held/);
  await page.locator('button[value="withdraw"]').click();
});

test("leave: days of a period, looked at first; exported again it changes nothing", async () => {
  const look = async () => {
    await page.goto(`${stand.at}/leave/kleer`);
    await page.fill("#from", "2026-01-01");
    await page.fill("#to", "2026-12-31");
    await page.locator("button.main").click();
    await page.waitForURL("**/work/**");
    await page.locator("form.foot, .banner[role=alert]").first().waitFor();
  };
  await look();
  assert.match(await page.locator(".summary").textContent(), /of \d+ records? would be written: [1-9]\d* created/);
  assert.match(await page.locator("details.change summary").first().textContent(), /2026-\d\d-\d\d/);
  await page.locator('button[value="agree"]').click();
  await page.locator('.banner[role="status"], .banner[role="alert"]').first().waitFor();
  assert.match(await page.locator("main").textContent(), /[1-9]\d* created/);
  await look();
  assert.match(await page.locator("main").textContent(), /nothing to send/);
});
