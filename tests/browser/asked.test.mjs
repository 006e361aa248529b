// Without scripts, and with what a hurried person does: what cannot be taken back lightly is asked once more.
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
  await browser?.close();
  await stand?.close();
});

test("unlinking asks without scripts, too, and stands in words under who did what", async () => {
  await stand.list(page, "nmbrs", "export", "unlinked");
  await page.locator('button[value="all"]').click();
  await page.locator('button[value="export"]').click();
  await page.locator('button[value="agree"]').click();
  await page.locator(".banner.ok").waitFor();
  await stand.list(page, "nmbrs", "export", "linked");
  const linked = Number(await page.locator('nav.tabs a[aria-current] .count').textContent());

  const context = await browser.newContext({ javaScriptEnabled: false, storageState: await page.context().storageState() });
  const plain = await context.newPage();
  const choose = async () => {
    await plain.goto(`${stand.at}/c/nmbrs/export?tab=linked`);
    await plain.locator('input[name="pick"]').first().check();
    await plain.locator('button[value="unlink"]').click();
  };
  await choose();
  assert.match(await plain.locator("main").textContent(), /Are you sure\?[\s\S]*Nothing changes in/);
  await plain.locator('a:has-text("Cancel")').click();
  await stand.list(page, "nmbrs", "export", "linked");
  assert.equal(Number(await page.locator('nav.tabs a[aria-current] .count').textContent()), linked);
  await choose();
  await plain.locator('button:has-text("Yes")').click();
  await stand.list(page, "nmbrs", "export", "linked");
  assert.equal(Number(await page.locator('nav.tabs a[aria-current] .count').textContent()), linked - 1);
  await context.close();

  await stand.list(page, "nmbrs", "export", "unlinked");
  assert.match(await page.locator("table.people").textContent(), /Unlinked by hand/);
  await page.goto(`${stand.at}/access/audit`);
  assert.match(await page.locator("tbody tr", { hasText: "unlink" }).first().textContent(), /hr keys: \S/);
});

test("a link out of a list takes along what was chosen; a list that was open meanwhile takes nothing back", async () => {
  await stand.list(page, "kleer", "import", "unlinked");
  const rows = page.locator("table.people tbody tr");
  await rows.nth(0).locator("select").selectOption({ index: 2 });
  await rows.nth(1).locator('input[name="pick"]').check();
  const chosen = await rows.nth(0).locator("select").inputValue();
  await stand.turns(page, () => rows.nth(2).locator("th a").click());
  await stand.list(page, "kleer", "import", "unlinked");
  assert.equal(await rows.nth(0).locator("select").inputValue(), chosen);
  assert.ok(await rows.nth(1).locator('input[name="pick"]').isChecked());

  const other = await page.context().newPage();
  await stand.list(other, "kleer", "import", "unlinked");
  const third = other.locator("table.people tbody tr").nth(3).locator("select");
  await third.selectOption({ index: 1 });
  await stand.turns(other, () => other.locator('button[value="search"]').click());
  await stand.turns(page, () => page.locator('button[value="search"]').click());
  assert.notEqual(await rows.nth(3).locator("select").inputValue(), "nothing");
  await other.close();
  await page.locator('button[value="none"]').click();
  for (const number of [0, 3]) await rows.nth(number).locator("select").selectOption("nothing");
  await stand.turns(page, () => page.locator('button[value="search"]').click());
});

test("one user is matched with one row, and a matched row asks no more who it is", async () => {
  await stand.list(page, "kleer", "import", "unlinked");
  const rows = page.locator("table.people tbody tr", { hasText: "Match" });
  const addresses = await rows.locator("th a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  assert.ok(addresses.length >= 2, "two rows that can be matched");
  const search = async (address) => {
    await page.goto(`${stand.at}${address}`);
    await page.fill("#search", "a");
    await stand.turns(page, () => page.locator('form.line button:has-text("Search")').click());
  };
  await search(addresses[0]);
  const first = page.locator('#match li button[value="match"]').last();
  const partner = await page.locator('#match li input[name="partner"]').last().getAttribute("value");
  await stand.turns(page, () => first.click());
  assert.match(await page.locator("main").textContent(), new RegExp(`Matched by hand with ${partner}`));
  assert.doesNotMatch(await page.locator("main").textContent(), /match one by hand, or create/);
  await search(addresses[1]);
  await stand.turns(page, () => page.locator(`#match li:has(input[value="${partner}"]) button`).first().click());
  assert.match(await page.locator("main").textContent(), /is matched with .* already/);
});

test("the cases of a mapping run while the page stays usable, and their results come by themselves", async () => {
  await page.goto(`${stand.at}/mappings/alexishr#cases`);
  await stand.turns(page, () => page.locator('#cases button:has-text("Run the cases")').click());
  await page.locator("#cases .banner.ok").waitFor({ timeout: 120_000 });
  assert.match(await page.locator("#cases").textContent(), /[1-9]\d* passed, 0 failed/);
});

test("who is taken out of the choice is no longer created all the same", async () => {
  await stand.list(page, "kleer", "export", "unlinked");
  const address = await page.locator("table.people tbody tr", { hasText: "Match (" }).first().locator("th a").getAttribute("href");
  await page.goto(`${stand.at}${address}`);
  await stand.turns(page, () => page.locator('button[value="create"]').click());
  const row = () => page.locator("table.people tbody tr", { has: page.locator(`a[href="${address}"]`) });
  assert.match(await row().textContent(), /Will be created although/);
  for (const chosen of [false, true]) {
    await row().locator('input[name="pick"]').setChecked(chosen);
    await stand.turns(page, () => page.locator('button[value="search"]').click());
    assert.doesNotMatch(await row().textContent(), /Will be created although/);
  }
});
