import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAccessible, picture, startBrowser, visit } from "./harness.ts";

/** Each question of Models and Mine that can fail by itself, and where its failure is shown. */
const questions = {
  "models.list": "/models",
  "models.browse": "/models/browse",
  "models.propose": "/models/browse",
  "models.fit": "/models/here/qwen3-4b-q4_k_m",
  "models.loads": "/models/here/qwen3-4b-q4_k_m",
  "downloads.settings": "/models/downloads/settings",
  "benchmark.receipts": "/models/receipt",
  "governor.preview": "/mine/governor",
  "mining.requests": "/mine/requests",
} as const;

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

test("each question that fails says so in four parts where its answer belongs", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.get("main").waitFor();
    for (const [question, path] of Object.entries(questions)) {
      const heal = here.node.world.failAll(question, "NOT_READY", {
        what: "The answer",
        reason: "It is being read.",
      });
      await here.go("/settings");
      await here.go(path);
      const error = here.page.locator('[data-testid="error"][data-code="NOT_READY"]').first();
      await expect.poll(() => error.count(), { message: question }).toBe(1);
      expect(await error.textContent()).toContain("Nothing was changed.");
      heal();
    }
    await expectAccessible(here.page);
  } finally {
    await here.close();
  }
});

test("a stream that failed is opened again by itself", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.get("main").waitFor();
    here.node.world.failNext("mining.requests", "NOT_READY", { what: "The log", reason: "Soon." });
    await here.go("/mine/requests");
    await here.get("requests-row").first().waitFor();
    await expect.poll(() => here.get("error").count()).toBe(0);
    here.node.cut();
    const newest = await here.get("requests-row").first().textContent();
    await expect.poll(() => here.get("requests-row").first().textContent()).not.toBe(newest);
  } finally {
    await here.close();
  }
});

test("empty lists say what could fill them", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.get("main").waitFor();
    const { world } = here.node;
    world.downloads.list = [];
    world.benchmark.receipts = [];
    await here.go("/mine");
    await here.page.getByText("No model is in memory.").waitFor();
    await here.page.reload();
    await here.go("/models/downloads");
    await here.page.getByText("Nothing is being downloaded.").waitFor();
    await here.go("/models/receipt");
    await here.page.getByText("Nothing measured yet.").waitFor();
    await here.go("/mine/requests");
    await here.page.getByText("No request yet.").waitFor();
    await expectAccessible(here.page);
    await picture(here.page, "mine-requests-empty");
    await here.go("/models/here/no-such-model");
    await here.page.getByText("This model is not here").waitFor();
    await here.go("/mine/hardware/no-such-device");
    await here.page.getByText("This device is no longer seen.").waitFor();
    expect(here.problems).toEqual([]);
  } finally {
    await here.close();
  }
});

test("the palette pauses for an hour and resumes", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.get("state-sentence").waitFor();
    await here.page.keyboard.press("Control+k");
    await here.page.getByRole("textbox", { name: /Search pages/ }).fill("Pause");
    await here.page.keyboard.press("Enter");
    await expect.poll(() => here.get("governor-state").textContent()).toBe("Paused");
    await here.page.keyboard.press("Control+k");
    await here.page.getByRole("textbox", { name: /Search pages/ }).fill("Resume");
    await here.page.keyboard.press("Enter");
    await expect.poll(() => here.get("governor-state").textContent()).toBe("May run");
  } finally {
    await here.close();
  }
});
