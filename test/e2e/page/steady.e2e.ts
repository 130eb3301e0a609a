import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { change } from "../../fakes/fake-node/models/downloads-desk.ts";
import { expectAccessible, picture, sizes, startBrowser, visit } from "./harness.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

test("with reduced motion nothing turns, and an open panel follows the scheme at once", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.go("/models/downloads");
    await here.page.getByText("Downloading").first().waitFor();
    expect(await here.page.evaluate(() => document.getAnimations().length)).toBe(0);
    await here.go("/device/gpu-1");
    await here.get("history-table").waitFor();
    await here.page.emulateMedia({ colorScheme: "light" });
    const dark = () =>
      here.page.evaluate(() => {
        const text = getComputedStyle(document.body).color;
        const cells = document.querySelectorAll('[data-testid="device-panel"] dd');
        return [...cells].filter((cell) => getComputedStyle(cell).color !== text).length;
      });
    await expect
      .poll(() => here.page.locator("html").getAttribute("data-mantine-color-scheme"))
      .toBe("light");
    expect(await dark()).toBe(0);
    await expectAccessible(here.page);
  } finally {
    await here.close();
  }
});

test("without the node no state is said as if it were true now", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.go("/mine");
    await expect.poll(() => here.get("mining-state").textContent()).toBe("Earning");
    await here.get("held-row").first().waitFor();
    here.node.refuse(true);
    here.node.cut();
    await expect.poll(() => here.get("mining-state").textContent()).toBe("Last known: Earning");
    expect(await here.get("governor-state").textContent()).toBe("Last known: May run");
    expect(await here.get("main").getAttribute("data-stale")).toBe("");
    await expectAccessible(here.page);
    await picture(here.page, "mine-stale");
  } finally {
    await here.close();
  }
});

test("a download without a connection says so, does not look busy, and is tried at once on a press", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    const id = "download-qwen3-8b-q4_k_m";
    const { world } = here.node;
    // Waiting, so that the fake does not go on with it.
    const retryAt = Date.now() + 600_000;
    const lastFailure = {
      ...{ code: "network" as const, reason: "models.example takes no connection" },
      ...{ host: "models.example", at: Date.now(), times: 3 },
    };
    change(world, id, { state: "waiting", waitingFor: "network", retryAt, lastFailure });
    await here.go("/models/downloads");
    const row = here.get("downloads-row").filter({ hasText: "Qwen3 8B" });
    await expect.poll(() => row.textContent()).toContain("No connection");
    expect(await row.textContent()).toContain("Next try in");
    expect(await row.textContent()).toContain(
      "Waiting for the network: models.example takes no connection.",
    );
    expect(await row.textContent()).not.toContain("MiB/s");
    await expectAccessible(here.page);
    await picture(here.page, "downloads-waiting");
    world.delayMillis = 2_000;
    await here.get("try-qwen3-8b-q4_k_m").click();
    await expect.poll(() => here.get("try-qwen3-8b-q4_k_m").isDisabled()).toBe(true);
    expect(await here.get("pause-qwen3-8b-q4_k_m").isDisabled()).toBe(true);
    world.delayMillis = 0;
    await expect
      .poll(() => world.downloads.list.find((one) => one.id === id)?.state)
      .toBe("running");
  } finally {
    await here.close();
  }
});

test("in the smallest window the way to a download is in sight", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.go("/models/browse");
    await here.page.setViewportSize({ ...sizes[1] });
    await here.get("catalogue-open").nth(2).click();
    const button = here.page.locator('[data-testid^="files-"] [data-testid^="download-"]').first();
    await button.scrollIntoViewIfNeeded();
    const reach = await button.evaluate((element) => {
      const panel = element.closest("section")?.getBoundingClientRect();
      const box = element.getBoundingClientRect();
      return panel !== undefined && box.right <= panel.right && box.left >= panel.left;
    });
    expect(reach).toBe(true);
    const table = here.get("catalogue").locator("[role=group]").first();
    expect(await table.evaluate((place) => place.scrollWidth - place.clientWidth)).toBe(0);
  } finally {
    await here.close();
  }
});

test.each(["dark", "light"] as const)(
  "the outline of every field, box and switch is told from its surface, %s",
  async (scheme) => {
    const here = await visit(browser, { scenario: "ready", scheme });
    try {
      for (const path of ["/models/browse", "/mine/governor", "/models/downloads/settings"]) {
        await here.go(path);
        const controls = here.page.locator(
          ".mantine-Input-input, .mantine-Checkbox-input:not(:checked), :not(:checked) + .mantine-Switch-track",
        );
        await controls.first().waitFor();
        for (const control of await controls.all()) {
          // What AA asks of the border of a control (WCAG 1.4.11).
          expect(await control.evaluate(outlineContrast), path).toBeGreaterThanOrEqual(3);
        }
      }
    } finally {
      await here.close();
    }
  },
);

/** The contrast of an element's border with the nearest filled surface behind it, 1 to 21. */
function outlineContrast(element: Element): number {
  const read = (colour: string): readonly number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = read(colour).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  let behind = element.parentElement;
  const fill = (): string =>
    behind === null ? "rgb(0,0,0)" : getComputedStyle(behind).backgroundColor;
  while (behind !== null && read(fill())[3] === 0) behind = behind.parentElement;
  const [one, other] = [luminance(getComputedStyle(element).borderTopColor), luminance(fill())];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}
