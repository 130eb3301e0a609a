import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAccessible, picture, startBrowser, visit } from "./harness.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

test("a model is loaded, unloaded and verified from its panel; the miner's own stays", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.go("/models");
    await here.get("model-qwen3-4b-q4_k_m").click();
    await here.get("model-load").click();
    await here.get("model-unload").waitFor();
    expect(here.node.world.engine.models.map((model) => model.id)).toContain("qwen3-4b-q4_k_m");
    await here.get("model-unload").click();
    await here.get("model-load").waitFor();
    await here.get("model-verify").click();
    await here.page.getByText("the file is whole").waitFor();
    // Back closes the panel: it is an address of its own.
    await here.page.goBack();
    await expect.poll(() => here.get("model-panel").count()).toBe(0);
    await here.get("model-hearth-demo-f16").click();
    await here.get("model-unload").click();
    await expect
      .poll(() => here.get("error").first().getAttribute("data-code"))
      .toBe("MODEL_IN_USE");
    expect(here.problems).toEqual([]);
  } finally {
    await here.close();
  }
});

test("a models folder that the system does not give is told with its reason, and the page looks again by itself", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    here.node.world.models.folder = {
      unread: { reason: "EMFILE: too many open files", since: Date.now() },
    };
    await here.go("/models");
    await here.get("folder-unread").getByText("EMFILE: too many open files").waitFor();
    await expectAccessible(here.page);
    here.node.world.models.folder = {};
    await expect.poll(() => here.get("folder-unread").count(), { timeout: 30_000 }).toBe(0);
  } finally {
    await here.close();
  }
});

test("the page goes on looking at a models folder after a look that failed itself", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    here.node.world.models.folder = {
      unread: { reason: "EMFILE: too many open files", since: Date.now() },
    };
    await here.go("/models");
    await here.get("folder-unread").waitFor();
    // The next look fails; the one after it finds the folder read.
    here.node.world.failNext("models.folder", "INTERNAL");
    here.node.world.models.folder = {};
    await expect.poll(() => here.get("folder-unread").count(), { timeout: 60_000 }).toBe(0);
    expect(here.node.world.takeFailure("models.folder")).toBeUndefined();
  } finally {
    await here.close();
  }
});

test("what a file needs by its size is shown until its own fit says it, for each file anew", async () => {
  const here = await visit(browser, { scenario: "earning" });
  const bySize = () => here.get("file-panel").getByText("Listed estimate").count();
  try {
    await here.go("/models/browse/qwen3-8b-q4_k_m");
    await here.get("fit-parts").waitFor();
    await expect.poll(bySize).toBe(0);
    here.node.world.failNext("models.fit", "INTERNAL");
    await here.page.evaluate(() => {
      location.hash = "#/models/browse/qwen3-8b-q8_0";
    });
    await here.get("file-panel").getByTestId("error").waitFor();
    expect(await bySize()).toBe(1);
    // Closed and opened again, another one is as new as the first.
    here.node.world.failNext("models.fit", "INTERNAL");
    await here.page.keyboard.press("Escape");
    await expect.poll(() => here.get("file-panel").count()).toBe(0);
    await here.page.evaluate(() => {
      location.hash = "#/models/browse/qwen3-8b-q4_k_m";
    });
    await here.get("file-panel").getByTestId("error").waitFor();
    expect(await bySize()).toBe(1);
  } finally {
    await here.close();
  }
});

test("deleting a file asks once more with its size, and then it is gone", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.go("/models/here/qwen3-4b-q4_k_m");
    await here.get("model-delete").click();
    expect(await here.get("model-delete-confirm").textContent()).toContain("2.3 GiB");
    await expectAccessible(here.page);
    expect(here.node.world.models.here.some((model) => model.id === "qwen3-4b-q4_k_m")).toBe(true);
    await here.get("model-delete-confirm").click();
    await expect.poll(() => here.get("model-panel").count()).toBe(0);
    expect(here.node.world.models.here.some((model) => model.id === "qwen3-4b-q4_k_m")).toBe(false);
    await expect.poll(() => here.get("model-qwen3-4b-q4_k_m").count()).toBe(0);
    // A shipped one has no such button.
    await here.get("model-hearth-demo-q8_0").click();
    await here.get("model-panel").waitFor();
    expect(await here.get("model-delete").count()).toBe(0);
  } finally {
    await here.close();
  }
});

test("the sliders ask for the fit again: more context takes more cache, until it no longer fits", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.go("/models/here/qwen3-4b-q4_k_m");
    const fit = here.get("fit");
    const cache = here.get("fit-parts").getByRole("row").nth(2);
    await expect.poll(() => cache.textContent()).toContain("4.5 GiB");
    expect(await fit.getAttribute("data-verdict")).toBe("fits");
    const context = fit.getByRole("slider", { name: "Context" });
    expect(await context.getAttribute("aria-valuetext")).toBe("8,192 tokens");
    await context.focus();
    await context.press("ArrowRight");
    await expect.poll(() => cache.textContent()).toContain("9.0 GiB");
    await context.press("ArrowRight");
    await context.press("ArrowRight");
    await context.press("ArrowRight");
    await expect.poll(() => fit.getAttribute("data-verdict")).not.toBe("fits");
    await here.get("fit-cache").getByText("q4_0").click();
    await expect.poll(() => fit.getAttribute("data-verdict")).toBe("fits");
    await here.get("loads-row").first().waitFor();
  } finally {
    await here.close();
  }
});

test("the catalogue: filtered, opened, downloaded, and then it is here", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.go("/models/browse");
    expect(await here.get("because").textContent()).toContain("of context fit beside it");
    const rows = here.get("catalogue-row");
    await rows.first().waitFor();
    const all = await rows.count();
    await here.page.getByLabel("Fits this computer").click();
    await expect.poll(() => rows.count()).toBe(all - 1);
    await here.get("filter-role").click();
    await here.page.getByRole("option", { name: "Embedding" }).click();
    await expect.poll(() => rows.count()).toBe(1);
    await here.get("catalogue-open").click();
    await expectAccessible(here.page);
    await here.get("download-nomic-embed-v1.5-q8_0").click();
    await here.get("underway-nomic-embed-v1.5-q8_0").click();
    await here.get("downloads-row").first().waitFor();
    await expect
      .poll(() => here.node.world.models.here.some((one) => one.id === "nomic-embed-v1.5-q8_0"))
      .toBe(true);
    await here.go("/models");
    await here.get("model-nomic-embed-v1.5-q8_0").waitFor();
    expect(here.problems).toEqual([]);
  } finally {
    await here.close();
  }
});

test("downloads pause, go on, fail in four parts and ask before they delete what was fetched", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.go("/models/downloads");
    await here.get("pause-qwen3-8b-q4_k_m").click();
    await here.get("resume-qwen3-8b-q4_k_m").waitFor();
    await here.get("resume-qwen3-8b-q4_k_m").click();
    await here.get("pause-qwen3-8b-q4_k_m").waitFor();
    const error = here.get("error");
    expect(await error.getAttribute("data-code")).toBe("DOWNLOAD_FAILED");
    expect(await error.textContent()).toContain("What was fetched is kept");
    await here.get("cancel-llama-3.1-8b-q8_0").click();
    expect(await here.get("cancel-llama-3.1-8b-q8_0-confirm").textContent()).toContain("1.1 GiB");
    await here.get("cancel-llama-3.1-8b-q8_0-confirm").click();
    await expect.poll(() => here.get("resume-llama-3.1-8b-q8_0").count()).toBe(0);

    await here.get("download-settings").click();
    await here.get("setting-mirrors").fill("models.example no-address");
    await here.page.getByText("Each line: a host").waitFor();
    expect(await here.get("setting-save").isDisabled()).toBe(true);
    await here.get("setting-mirrors").fill("models.example https://near.example");
    await here.page.getByLabel("Limit the speed").click();
    await here.get("setting-limit").fill("2");
    await here.get("setting-save").click();
    await expect.poll(() => here.get("download-settings-panel").count()).toBe(0);
    expect(here.node.world.downloads.settings).toEqual({
      bytesPerSecond: 2 * 1024 ** 2,
      connections: 6,
      atOnce: 2,
      mirrors: [{ host: "models.example", mirrors: ["https://near.example"] }],
    });
  } finally {
    await here.close();
  }
});

test("a model of one's own: its head is shown before anything is downloaded, and it can be forgotten", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.go("/models/browse/add");
    await here.get("add-source").fill("https://models.example/broken.gguf");
    await here.get("add-read").click();
    await here.get("error").waitFor();
    expect(await here.get("error").getAttribute("data-code")).toBe("MODEL_DAMAGED");
    await here.get("add-source").fill("hf:example/gemma/gemma-3-4b-it-Q4_K_M.gguf");
    await here.get("add-sha256").fill("abc");
    expect(await here.get("add-read").isDisabled()).toBe(true);
    await here.get("add-sha256").fill("");
    await here.get("add-read").click();
    await here.get("add-found").waitFor();
    expect(await here.get("add-found").textContent()).toContain("131,072 tokens");
    await here.get("fit-parts").waitFor();
    await expectAccessible(here.page);
    await picture(here.page, "models-added");
    await here.go("/models/browse");
    await here.get("catalogue-open").first().click();
    await here.page.getByRole("button", { name: "Forget this model" }).click();
    await expect.poll(() => here.node.world.models.added.length).toBe(0);
    await here.page.getByText("Added by you").waitFor({ state: "detached" });
  } finally {
    await here.close();
  }
});

test("the receipt: refused while mining, measured phase by phase, and it says that it could be zero", async () => {
  const here = await visit(browser, { scenario: "earning", stepMillis: 700 });
  try {
    await here.go("/models/receipt");
    await here.get("benchmark-start").click();
    await here.get("error").waitFor();
    expect(await here.get("error").getAttribute("data-code")).toBe("MINER_RUNNING");
    await here.go("/mine");
    await here.get("mining-stop").click();
    await here.get("mining-start").waitFor();
    await here.go("/models/receipt");
    await here.get("receipt-card").waitFor();
    await here.get("benchmark-start").click();
    await here.get("benchmark-phases").waitFor();
    await expectAccessible(here.page);
    await here.get("benchmark-start").waitFor();
    await here.get("receipts-row").first().waitFor();
    expect(await here.get("would-earn").first().textContent()).toContain("It could be zero.");
    await expectAccessible(here.page);
    expect(here.node.world.benchmark.receipts).toHaveLength(2);
  } finally {
    await here.close();
  }
});
