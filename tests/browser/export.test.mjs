// The Export section of the console, sentence by sentence, against simulated systems.
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

const count = async (tab) => Number((await page.locator(".tabs a").nth(tab).locator(".count").textContent()).trim());
const row = (name) => page.locator("table.people tbody tr", { hasText: name });
const choose = (name) => row(name).locator('input[name="pick"]').check();

async function preview() {
  await page.locator('.foot button.main').click();
  await page.waitForURL("**/work/**");
  await page.locator('form.foot').waitFor();
}
async function agree() {
  await page.locator('button[value="agree"]').click();
  await page.locator('.banner[role="status"], .banner[role="alert"]').first().waitFor();
}

test("an overview leads to a page for each connection", async () => {
  await page.goto(`${stand.at}/`);
  for (const label of ["Visma Nmbrs", "Kleer"]) await page.locator(`section.card:has-text("${label}") a:has-text("Export")`).waitFor();
  await page.locator('section.card:has-text("Visma Nmbrs") a:has-text("Export")').click();
  await page.waitForURL("**/c/nmbrs/export");
});

test("three tabs with counts, in the provider's own words", async () => {
  await stand.list(page, "nmbrs", "export");
  assert.deepEqual(await page.locator(".tabs a").evaluateAll((tabs) => tabs.map((tab) => tab.firstChild.textContent.trim())), ["Not connected", "Connected", "All"]);
  assert.equal(await count(1), 0);
  assert.equal(await page.locator('.tabs a[aria-current]').textContent().then((text) => text.includes("Not connected")), true);
  await stand.list(page, "kleer", "export");
  assert.deepEqual(await page.locator(".tabs a").evaluateAll((tabs) => tabs.map((tab) => tab.firstChild.textContent.trim())), ["Alexis", "Linked", "All"]);
  assert.match(await page.locator('.tabs a[aria-current]').textContent(), /Linked/);
  assert.match(await page.locator(".empty").textContent(), /Nobody is linked yet/);
});

test("a row that lacks something mandatory says what, and is not exported; the others go on", async () => {
  await stand.list(page, "nmbrs", "export", "unlinked");
  assert.match(await row("Boris Nodate").textContent(), /Missing: birthDate/);
  await choose("Ada Lovelace");
  await choose("Boris Nodate");
  assert.match(await page.locator(".foot button.main").textContent(), /Export \(2\)/);
  await preview();
  const ada = page.locator("details.change", { hasText: "Ada Lovelace" });
  assert.match(await ada.textContent(), /Create/);
  assert.match(await ada.locator("tr", { hasText: "personal.FirstName" }).textContent(), /firstName[\s\S]*none[\s\S]*Ada/);
  assert.match(await ada.locator("tr", { hasText: "bank.IBAN" }).textContent(), /•••/);
  assert.match(await page.locator("details.change", { hasText: "Boris Nodate" }).textContent(), /held/);
});

test("Cancel goes back without doing anything", async () => {
  await page.locator('button[value="withdraw"]').click();
  await page.waitForURL("**/c/nmbrs/export");
  assert.deepEqual(JSON.parse(stand.command("runs", "--format", "json")).runs, []);
  await stand.list(page, "nmbrs", "export");
  await page.locator('.foot a:has-text("Cancel")').click();
  await page.waitForURL(`${stand.at}/`);
});

test("export one person: the green banner, and the Connected tab", async () => {
  await stand.list(page, "nmbrs", "export", "unlinked");
  await page.locator('button[value="none"]').click();
  await page.waitForURL("**/export");
  await stand.list(page, "nmbrs", "export", "unlinked");
  await choose("Ada Lovelace");
  await preview();
  await agree();
  assert.match(await page.locator(".banner.ok").textContent(), /1 created/);
  await page.locator('.banner.ok a').click();
  await stand.list(page, "nmbrs", "export", "linked");
  assert.equal(await count(1), 1);
  assert.match(await row("Ada Lovelace").textContent(), /nothing to send/);
});

test("rows without changes say so and send nothing", async () => {
  await choose("Ada Lovelace");
  await preview();
  assert.match(await page.locator(".banner.info").first().textContent(), /nothing to send/);
  assert.match(await page.locator("details.change").textContent(), /No changes/);
  await page.locator('button[value="withdraw"]').click();
});

test("match one by hand, found by a search; later exports update it", async () => {
  // Somebody who is there already and whom no rule knows: made by hand at the provider.
  await stand.list(page, "nmbrs", "export", "linked");
  await row("Ada Lovelace").locator("a.name").click();
  await page.locator('#unlink button').click();
  await stand.list(page, "nmbrs", "export", "unlinked");
  await row("Łukasz").locator('a:has-text("Match")').click();
  await page.fill("#search", "lovelace");
  await page.locator('#match button:has-text("Search")').click();
  await page.locator('#match li:has-text("Ada Lovelace") button[value="match"]').click();
  await stand.list(page, "nmbrs", "export", "linked");
  assert.match(await row("Łukasz").textContent(), /fields would change/);
  assert.ok(!page.url().includes("lovelace"));
  await row("Łukasz").locator("a.name").click();
  await page.locator("#unlink button").click();
});

test("unlink changes nothing at the provider, and the next export leaves them out", async () => {
  await stand.list(page, "nmbrs", "export", "unlinked");
  await choose("Umar Kaal");
  await preview();
  await agree();
  await stand.list(page, "nmbrs", "export", "linked");
  await choose("Umar Kaal");
  await page.locator('button[value="unlink"]').click();
  await page.locator('button[name="sure"]').waitFor();
  assert.match(await page.locator("main").textContent(), /1 employee\?[\s\S]*Umar Kaal/);
  await stand.turns(page, () => page.locator('button[name="sure"]').click());
  await stand.list(page, "nmbrs", "export", "linked");
  assert.equal(await row("Umar Kaal").count(), 0);
  await stand.list(page, "nmbrs", "export", "unlinked");
  await row("Umar Kaal").waitFor();
  await choose("Umar Kaal");
  await preview();
  assert.match(await page.locator("details.change", { hasText: "Umar Kaal" }).textContent(), /held|left out/);
  assert.equal(await page.locator('button[value="agree"]').count(), 0);
});

test("what is masked is shown when one asks, and that is written down", async () => {
  await stand.list(page, "nmbrs", "export", "unlinked");
  await row("Hugo Zeros").locator("a.name").click();
  assert.ok(!(await page.locator("#detail").textContent()).includes("NL46ABNA0417000016"));
  await page.locator('button:has-text("Show masked values")').click();
  assert.match(await page.locator("#detail").textContent(), /NL46ABNA0417000016/);
  await page.goto(`${stand.at}/access/audit`);
  assert.match(await page.locator("tbody").textContent(), /reveal/);
  assert.ok(!(await page.locator("tbody").textContent()).includes("NL46ABNA0417000016"));
});

test("choosing: a range, all that match a search, none; by keyboard alone", async () => {
  await stand.list(page, "nmbrs", "export", "unlinked");
  await page.locator('button[value="none"]').click();
  await stand.list(page, "nmbrs", "export", "unlinked");
  const boxes = page.locator('input[name="pick"]');
  await boxes.nth(0).click();
  await boxes.nth(4).click({ modifiers: ["Shift"] });
  assert.match(await page.locator(".foot button.main").textContent(), /Export \(5\)/);
  await page.locator("#search").focus();
  await page.keyboard.type("der berg");
  await page.waitForFunction(() => document.querySelectorAll("table.people tbody tr").length === 1);
  assert.match(await page.locator(".foot button.main").textContent(), /Export \(5\)/);
  const all = page.locator('button[value="all"]');
  await all.focus();
  await stand.turns(page, () => page.keyboard.press("Enter"));
  assert.match(await page.locator(".foot button.main").textContent(), /Export \(6\)/);
  assert.ok(!page.url().toLowerCase().includes("berg"));
  await page.locator('button[value="none"]').focus();
  await stand.turns(page, () => page.keyboard.press("Enter"));
  await page.fill("#search", "");
  await stand.turns(page, () => page.locator('button[value="search"]').click());
  const box = page.locator('input[name="pick"]').first();
  await box.focus();
  await page.keyboard.press("Space");
  await page.locator(".foot button.main").focus();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/work/**");
  await page.locator("form.foot").waitFor();
  await page.locator('button[value="withdraw"]').focus();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/c/nmbrs/export");
});
