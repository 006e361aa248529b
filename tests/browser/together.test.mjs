// Runs that outlast pages, servers and each other's people.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Stand, browser as launch, password } from "./stand.mjs";

const people = {
  employee: Array.from({ length: 500 }, (_, number) => ({
    id: number.toString(16).padStart(24, "0"), userId: `a${number.toString(16).padStart(23, "0")}`, companyId: "5f0000000000000000000001",
    active: true, firstName: `Pat${number}`, lastName: `Smith-${number}`, employeeNumber: String(2000 + number),
    birthDate: "1990-12-10T00:00:00.000Z", workEmail: `p${number}@acme.example`,
    created: "2025-01-01T08:01:00.000Z", updated: "2025-01-01T08:01:00.000Z",
  })),
  employment: Array.from({ length: 500 }, (_, number) => ({
    id: `b${number.toString(16).padStart(23, "0")}`, employeeId: number.toString(16).padStart(24, "0"), companyId: "5f0000000000000000000001",
    startDate: "2026-01-01T00:00:00.000Z", employmentTypeId: "5f0000000000000000000101", rate: 100, country: "NL",
    created: "2025-01-01T08:01:00.000Z", updated: "2025-01-01T08:01:00.000Z",
  })),
};

let browser, stand, page;
before(async () => {
  browser = await launch();
  stand = await Stand.open({ people, limits: "{ per_second: 60, settle_after: 1s }" });
  page = await stand.owner(browser);
});
after(async () => {
  await browser.close();
  await stand.close();
});

async function chooseAll() {
  await stand.list(page, "nmbrs", "export", "unlinked");
  await page.fill("#search", "smith");
  await stand.turns(page, () => page.locator('button[value="search"]').click());
  await stand.turns(page, () => page.locator('button[value="all"]').click());
  assert.match(await page.locator(".foot button.main").textContent(), /Export \(500\)/);
  await page.locator(".foot button.main").click();
  await page.waitForURL("**/work/**");
  await page.locator('button[value="agree"]').click({ timeout: 120_000 });
  await page.locator("#progress progress").waitFor();
  return page.url();
}

test("a run of 500: the page is closed, somebody else looks, the server is lost, and it ends settled", async () => {
  await page.goto(`${stand.at}/access`);
  await page.fill("#name", "Bea");
  await page.locator("form.card #role").selectOption("operator");
  await page.fill("form.card #password", password);
  await stand.turns(page, () => page.locator('button[value="add"]').click());
  const address = await chooseAll();
  await page.goto("about:blank");

  // Somebody else sees it, has a screen of their own, and cannot start a second one.
  const bea = await stand.logIn(browser, "Bea");
  await bea.locator('.banner a:has-text("under way")').first().waitFor();
  await stand.list(bea, "nmbrs", "export", "unlinked");
  assert.match(await bea.locator("#list").textContent(), /A run is under way/);
  assert.match(await bea.locator(".foot button.main").textContent(), /Export \(0\)/);
  await bea.locator('input[name="pick"]').first().check();
  await bea.locator(".foot button.main").click();
  await bea.waitForURL("**/work/**");
  await bea.locator("form.foot, .banner.bad").first().waitFor({ timeout: 60_000 });
  if (await bea.locator('button[value="agree"]').count()) {
    await bea.locator('button[value="agree"]').click();
    await bea.locator(".banner.bad").waitFor();
  }
  assert.match(await bea.locator("main").textContent(), /under way|busy/);
  await bea.goto(`${stand.at}/connections`);
  assert.match(await bea.locator("main").textContent(), /not for your role/);

  // Back on the page: it went on meanwhile.
  await page.goto(address);
  const through = async () => Number((await page.locator("#progress .reading").textContent()).match(/(\d+) of 500/)?.[1] ?? 0);
  const before = await through();
  await page.waitForFunction((was) => Number(document.querySelector("#progress .reading")?.textContent.match(/(\d+) of 500/)?.[1] ?? 0) > was, before);

  // The server goes in the middle; a new one settles what is in doubt by itself.
  await stand.kill();
  await stand.serve();
  const fresh = await stand.logIn(browser, "Ada");
  await fresh.goto(`${stand.at}/runs`);
  assert.match(await fresh.locator("tbody").textContent(), /cut short|went through|with trouble/);
  await fresh.waitForFunction(async (at) => (await (await fetch(`${at}/`)).text()).includes("in doubt") === false, stand.at, { timeout: 60_000, polling: 500 });

  // The rest is exported; nobody is there twice.
  page = fresh;
  await stand.list(page, "nmbrs", "export", "unlinked");
  await page.fill("#search", "smith");
  await stand.turns(page, () => page.locator('button[value="search"]').click());
  await stand.turns(page, () => page.locator('button[value="all"]').click());
  await page.locator(".foot button.main").click();
  await page.waitForURL("**/work/**");
  await page.locator('button[value="agree"]').click({ timeout: 120_000 });
  await page.locator(".banner.ok").waitFor({ timeout: 180_000 });
  await stand.list(page, "nmbrs", "export", "linked");
  assert.match(await page.locator(".tabs a").nth(1).locator(".count").textContent(), /500/);
  const links = JSON.parse(stand.command("links", "nmbrs", "--format", "json")).links;
  assert.equal(new Set(links.map((link) => link.provider_key)).size, 500);
});
