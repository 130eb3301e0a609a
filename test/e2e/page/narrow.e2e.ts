import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, pages, settle, startBrowser, visit } from "./harness.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

/** A phone, and the designed window at twice its text. */
const widths = [
  { width: 390, height: 844 },
  { width: 640, height: 400 },
] as const;

/** What reaches out of the window and cannot be scrolled to, by its text. A list or a strip that scrolls on its own may. */
function outside(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = document.documentElement.scrollWidth > innerWidth ? ["the page"] : [];
    const scrolls = (element: Element): boolean => {
      let at = element.parentElement;
      while (at !== null && at.tagName !== "MAIN") {
        if (/auto|scroll|hidden/.test(getComputedStyle(at).overflowX)) return true;
        at = at.parentElement;
      }
      return false;
    };
    for (const element of document.querySelectorAll("body *")) {
      const { right, left, width, height } = element.getBoundingClientRect();
      const shows = width > 1 && height > 1 && element.children.length === 0;
      if (!shows || scrolls(element)) continue;
      if (right > innerWidth + 1 || left < -1) {
        found.push(`${element.tagName} ${element.textContent?.slice(0, 40)}`);
      }
    }
    return found;
  });
}

describe.each(widths)("at $width pixels", (size) => {
  test.each(Object.values(pages))("nothing of %s is out of reach", async (path) => {
    const here = await visit(browser, { scenario: "earning" });
    try {
      await here.page.setViewportSize({ ...size });
      await settle(here, path);
      await expect.poll(() => outside(here.page)).toEqual([]);
      await expectAccessible(here.page);
      expect(here.problems).toEqual([]);
    } finally {
      await here.close();
    }
  });
});

test("the first run fits a phone, and its screens begin at the same height", async () => {
  const here = await visit(browser, { scenario: "fresh" });
  try {
    const top = async (): Promise<number> =>
      (await here.page.locator("h1").boundingBox())?.y ?? Number.NaN;
    await here.get("setup-next").waitFor();
    const first = await top();
    await here.get("setup-next").click();
    await here.get("new-password").waitFor();
    expect(await top()).toBe(first);
    await here.page.setViewportSize({ ...widths[0] });
    expect(await outside(here.page)).toEqual([]);
    await here.get("new-password").fill("correct horse 9");
    await here.get("new-password-again").fill("correct horse 9");
    await here.get("setup-next").click();
    await here.get("mnemonic").waitFor();
    expect(await outside(here.page)).toEqual([]);
    await expectAccessible(here.page);
  } finally {
    await here.close();
  }
});

test("amounts of many digits stay in their cards", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    here.node.world.free = 20_999_999_123_456_789n;
    for (const width of [390, 1024, 1280]) {
      await here.page.setViewportSize({ width, height: 700 });
      await here.go("/wallet");
      await expect
        .poll(() => here.get("balance-total").textContent())
        .toMatch(/2[01],\d{3},\d{3}\.\d{4}/);
      expect(await outside(here.page)).toEqual([]);
      const cut = await here.get("balance-total").evaluate((card) => {
        const edge = card.getBoundingClientRect().right;
        return [...card.querySelectorAll("*")].some(
          (part) => part.getBoundingClientRect().right > edge,
        );
      });
      expect(cut).toBe(false);
    }
  } finally {
    await here.close();
  }
});
