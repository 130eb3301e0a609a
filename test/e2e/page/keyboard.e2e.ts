import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enabled, expectAccessible, picture, startBrowser, visit } from "./harness.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

interface Stop {
  readonly name: string;
  readonly outlined: boolean;
}

/** Presses Tab until the focus comes round, and tells each stop and whether it could be seen. */
async function tabStops(page: Page): Promise<Stop[]> {
  const stops: Stop[] = [];
  for (let index = 0; index < 250; index += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return undefined;
      const style = getComputedStyle(element);
      const outlined =
        style.outlineStyle !== "none" || style.boxShadow !== "none" || element.matches("input");
      const name = element.getAttribute("data-testid") ?? element.textContent ?? element.tagName;
      return { name, outlined };
    });
    if (stop === undefined) break;
    stops.push(stop);
  }
  return stops;
}

test("everything on Home is reached by Tab and seen in focus", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.get("mining-start").waitFor();
    const stops = await tabStops(here.page);
    const names = stops.map((stop) => stop.name);
    for (const expected of [
      "nav-home",
      "nav-stake",
      "nav-settings",
      "network-badge",
      "palette-open",
      "lock",
      "mining-start",
    ]) {
      expect(names).toContain(expected);
    }
    expect(names[0]).toBe("Skip to content");
    expect(stops.filter((stop) => !stop.outlined)).toEqual([]);
  } finally {
    await here.close();
  }
});

test("the palette opens by Ctrl-K, finds a page and goes there", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.get("mining-start").waitFor();
    await here.page.keyboard.press("Control+k");
    const search = here.page.getByPlaceholder("Search pages and actions");
    await search.waitFor();
    await expectAccessible(here.page);
    await picture(here.page, "palette");
    await search.fill("validate");
    await here.page.keyboard.press("ArrowDown");
    await here.page.keyboard.press("Enter");
    await here.get("validate-switch").waitFor();
    expect(here.page.url()).toMatch(/#\/validate$/);
  } finally {
    await here.close();
  }
});

test("mining is started and a stake is quoted without a mouse", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await (await enabled(here.get("mining-start"))).focus();
    await here.page.keyboard.press("Enter");
    await here.get("start-dialog").waitFor();
    await here.get("password").focus();
    await here.page.keyboard.type("correct horse");
    await here.page.keyboard.press("Enter");
    await here.get("checklist").waitFor();
    await here.go("/stake");
    await (await enabled(here.get("stake-to-0"))).focus();
    await here.page.keyboard.press("Enter");
    await expect
      .poll(() => here.page.evaluate(() => document.activeElement?.getAttribute("data-testid")))
      .toBe("stake-amount");
    await here.page.keyboard.type("1");
    await here.get("quote").waitFor();
    await here.page.keyboard.press("Escape");
    await expect.poll(() => here.get("stake-drawer").count()).toBe(0);
  } finally {
    await here.close();
  }
});

test("the skip link moves the focus into the page", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.get("mining-start").waitFor();
    await here.page.keyboard.press("Tab");
    await here.page.keyboard.press("Enter");
    expect(await here.page.evaluate(() => document.activeElement?.tagName)).toBe("MAIN");
  } finally {
    await here.close();
  }
});

test("a panel that was closed is not opened again by Back", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.go("/models");
    await here.get("models-row").first().getByRole("button").first().click();
    await here.get("model-panel").waitFor();
    await here.page.keyboard.press("Escape");
    await expect.poll(() => here.get("model-panel").count()).toBe(0);
    await here.page.goBack();
    expect(new URL(here.page.url()).hash).toBe("#/models");
    expect(await here.get("model-panel").count()).toBe(0);
  } finally {
    await here.close();
  }
});
