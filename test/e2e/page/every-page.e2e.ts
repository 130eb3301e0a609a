import type { Browser } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  expectAccessible,
  lookAt,
  overflowing,
  pages,
  picture,
  sizes,
  startBrowser,
  visit,
} from "./harness.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

describe.each(["dark", "light"] as const)("every page, %s", (scheme) => {
  test.each(Object.entries(pages))("%s is whole, accessible and quiet", async (name, path) => {
    const here = await visit(browser, { scenario: "earning", scheme });
    try {
      await lookAt(here, path, `${name}-${scheme}`);
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
    // Also for who asks a second time: the list is read anew once the page learns which models are in memory.
    const heal = here.node.world.failAll("models.list", "NOT_READY", {
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
    heal();
    await here.get("error-retry").click();
    await here.get("models-row").first().waitFor();
    await expect.poll(() => error.count()).toBe(0);
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
    const count = here.get("validators").getByRole("status");
    expect(await count.textContent()).toBe(`${await rows.count()} validators`);
    await here.get("validators").getByRole("button", { name: "Take", exact: true }).click();
    await here.get("validators").getByRole("button", { name: "Take", exact: true }).click();
    expect(await rows.first().textContent()).toContain("Kiln");
    await here.get("validators").getByRole("textbox").fill("chim");
    expect(await rows.count()).toBe(1);
    expect(await count.textContent()).toMatch(/^1 of \d+ validators$/);
    await here.get("validators").getByRole("textbox").fill("nobody");
    await here.page.getByText("Nothing here matches").waitFor();
    await here.get("validators").getByRole("textbox").fill("x".repeat(3000));
    await expect.poll(() => overflowing(here.page)).toEqual([]);
  } finally {
    await here.close();
  }
});

test("in the smallest window tables keep to their panel, and every column is one press away", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.page.setViewportSize({ ...sizes[1] });
    await here.go("/network");
    const table = here.get("metagraph");
    await here.get("metagraph-row").first().waitFor();
    const axon = table.getByRole("columnheader", { name: "Axon" });
    expect(await axon.isVisible()).toBe(false);
    expect(await overflowing(here.page)).toEqual([]);
    await table.getByRole("button", { name: "All columns" }).click();
    await axon.scrollIntoViewIfNeeded();
    expect(await axon.isVisible()).toBe(true);
    expect(await overflowing(here.page)).toEqual(["Metagraph of subnet 1"]);
    const reached = await axon.evaluate((head) => {
      const panel = head.closest("section")?.getBoundingClientRect();
      return panel !== undefined && head.getBoundingClientRect().right <= panel.right;
    });
    expect(reached).toBe(true);
    await expectAccessible(here.page);
    await picture(here.page, "metagraph-all");
    await here.page.setViewportSize({ ...sizes[1] });
    await table.getByRole("button", { name: "All columns" }).click();
    expect(await overflowing(here.page)).toEqual([]);
  } finally {
    await here.close();
  }
});

test("no label of the chart's axis is cut, whatever the rewards are", async () => {
  const here = await visit(browser, { scenario: "earning", blockSeconds: 3600 });
  try {
    await here.get("main").waitFor();
    const { rows } = here.node.world;
    const before = rows.map((row) => BigInt(row.taoValue));
    for (const percent of [100n, 113n, 127n, 142n, 158n, 175n, 193n, 470n, 960n]) {
      rows.forEach((row, index) => {
        row.taoValue = String(((before[index] ?? 0n) * percent) / 100n);
      });
      await here.go("/wallet");
      await here.go("/earnings");
      await here.get("chart").locator("canvas").first().waitFor();
      await expect
        .poll(() => here.get("chart").evaluate(axisInk), { message: `${percent} %` })
        .toEqual({
          labels: true,
          cut: false,
        });
    }
  } finally {
    await here.close();
  }
});

/** Whether anything is drawn on the price axis, the narrowest canvas at the right, and whether it touches its upper edge. */
function axisInk(chart: Element): { labels: boolean; cut: boolean } {
  const canvases = [...chart.querySelectorAll("canvas")].filter(({ height }) => height > 100);
  const right = Math.max(...canvases.map((one) => one.getBoundingClientRect().right));
  const axis = canvases.filter((one) => one.getBoundingClientRect().right === right);
  const ink = (height: (canvas: HTMLCanvasElement) => number): boolean =>
    axis.some((canvas) => {
      const pen = canvas.getContext("2d");
      const { data } = pen?.getImageData(0, 0, canvas.width, height(canvas)) ?? { data: [] };
      return data.some((value, index) => index % 4 === 3 && value > 0);
    });
  return { labels: ink((canvas) => canvas.height), cut: ink(() => 1) };
}

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
