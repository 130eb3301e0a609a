import type { Browser } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, expectNoOverflow, picture, startBrowser, visit } from "./harness.ts";

const pages = {
  home: "/",
  mine: "/mine",
  models: "/models",
  earnings: "/earnings",
  wallet: "/wallet",
  stake: "/stake",
  network: "/network",
  validate: "/validate",
  settings: "/settings",
} as const;

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

describe.each(["dark", "light"] as const)("every page, %s", (scheme) => {
  test.each(Object.entries(pages))("%s is whole, accessible and quiet", async (name, path) => {
    const here = await visit(browser, { scenario: "earning", scheme });
    try {
      await here.go(path);
      await here.page.waitForFunction(
        () => document.querySelector('[aria-busy="true"], [data-state="loading"]') === null,
      );
      await expectAccessible(here.page);
      await expectNoOverflow(here.page);
      await picture(here.page, `${name}-${scheme}`);
      expect(here.problems).toEqual([]);
    } finally {
      await here.close();
    }
  });

  test("an empty node shows what could fill each list", async () => {
    const here = await visit(browser, { scenario: "ready", scheme });
    try {
      await here.go("/earnings");
      await here.page.getByText("No reward yet").first().waitFor();
      await expectAccessible(here.page);
      await here.go("/stake");
      await here.page.getByText("Nothing staked yet").waitFor();
      await here.go("/validate");
      await here.page.getByText("No round yet").waitFor();
      await expectAccessible(here.page);
      expect(here.problems).toEqual([]);
    } finally {
      await here.close();
    }
  });
});

test("a failed list says so in four parts with its code, and trying again fills it", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.get("main").waitFor();
    here.node.world.failNext("models.list", "NOT_READY", {
      what: "The catalogue",
      reason: "It is being read.",
    });
    await here.go("/models");
    const error = here.get("error");
    await error.waitFor();
    expect(await error.getAttribute("data-code")).toBe("NOT_READY");
    const text = await error.textContent();
    for (const part of [
      "The catalogue is not ready yet.",
      "It is being read.",
      "Nothing was changed.",
      "Wait a moment",
    ]) {
      expect(text).toContain(part);
    }
    await expectAccessible(here.page);
    await picture(here.page, "models-failed");
    await here.get("error-retry").click();
    await here.get("models-row").first().waitFor();
    expect(await error.count()).toBe(0);
  } finally {
    await here.close();
  }
});

test("tables search and sort", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.go("/stake");
    const rows = here.get("validators-row");
    await rows.first().waitFor();
    expect(await rows.first().textContent()).toContain("Hearthstone");
    await here.get("validators").getByRole("button", { name: "Take", exact: true }).click();
    await here.get("validators").getByRole("button", { name: "Take", exact: true }).click();
    expect(await rows.first().textContent()).toContain("Kiln");
    await here.get("validators").getByRole("textbox").fill("chim");
    expect(await rows.count()).toBe(1);
    await here.get("validators").getByRole("textbox").fill("nobody");
    await here.page.getByText("No row matches").waitFor();
  } finally {
    await here.close();
  }
});

test("the chart's figures are also a table, by block, hour and day", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.go("/earnings");
    await here.get("chart").waitFor();
    await here.get("earnings-view").getByText("Table").click();
    const rows = here.get("bucket-table").getByRole("row");
    await rows.first().waitFor();
    const byBlock = await rows.count();
    await here.get("earnings-resolution").getByText("Hour").click();
    await expect.poll(() => rows.count()).toBeLessThan(byBlock);
    await here.get("reconcile-run").click();
    await expect.poll(() => here.get("reconcile-difference").textContent()).toContain("0 α");
  } finally {
    await here.close();
  }
});
