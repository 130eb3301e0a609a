import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAccessible, picture, startBrowser, visit } from "./harness.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

test("on the practice network, blocks are skipped to with one press, and the page says from where to where", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.go("/network");
    const panel = here.get("skip-ahead");
    await panel.waitFor();
    const before = here.node.world.block.number;
    await here.get("skip-blocks").click();
    await here.page.getByText("Skipped from block").waitFor();
    expect(here.node.world.block.number).toBeGreaterThanOrEqual(before + 100);
    await here.get("skip-epoch").click();
    await here.page.getByText("Skipped from block").waitFor();
    await expectAccessible(here.page);
    await picture(here.page, "network-skip-ahead");
    expect(here.problems).toEqual([]);
  } finally {
    await here.close();
  }
});
