import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startBrowser, visit } from "./harness.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

test("rules that were changed and not saved are still there after a look at another page", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    const first = here.get("governor-rules").locator("input.mantine-NumberInput-input").first();
    await here.go("/mine/governor");
    const saved = await first.inputValue();
    await first.fill("61");
    await first.blur();
    await here.get("governor-changed").waitFor();
    await here.get("nav-earnings").click();
    await here.get("earnings-total").waitFor();
    await here.get("nav-mine").click();
    await here.get("view-governor").click();
    await here.get("governor-changed").waitFor();
    expect(await first.inputValue()).toContain("61");
    await here.get("governor-discard").click();
    await expect.poll(() => first.inputValue()).toBe(saved);
    await here.get("nav-home").click();
    await here.go("/mine/governor");
    await expect.poll(() => first.inputValue()).toBe(saved);
    expect(await here.get("governor-changed").count()).toBe(0);
  } finally {
    await here.close();
  }
});
