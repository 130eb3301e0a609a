import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatClock } from "../../../renderer/ui/format/time.ts";
import { change } from "../../fakes/fake-node/models/downloads-desk.ts";
import { expectAccessible, picture, startBrowser, visit } from "./harness.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

test("each download that waits says for what, until when, and what failed last", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    const { world } = here.node;
    const retryAt = Date.now() + 1_800_000;
    const at = Date.now() - 5_000;
    // Waiting, so that the fake does not go on with it.
    change(world, "download-qwen3-8b-q4_k_m", {
      ...{ state: "waiting", waitingFor: "rate-limit", retryAt },
      lastFailure: {
        ...{ code: "busy", reason: "the server answered 429" },
        ...{ host: "models.example", at, times: 2 },
      },
    });
    change(world, "download-llama-3.1-8b-q8_0", {
      ...{ state: "paused", waitingFor: "disk", retryAt },
      error: {
        code: "DISK_FULL",
        detail: { folder: "/models", needed: 8 * 2 ** 30, available: 3 * 2 ** 30 },
      },
    });
    change(world, "download-qwen3-30b-a3b-q4_k_m", { state: "waiting", ahead: 2 });
    await here.go("/models/downloads");
    const rowOf = (name: string) => here.get("downloads-row").filter({ hasText: name });
    const asked = rowOf("Qwen3 8B");
    await expect
      .poll(() => asked.textContent())
      .toContain(`Waiting for models.example: it asked for a pause until ${formatClock(retryAt)}.`);
    expect(await asked.textContent()).toContain("Asked to wait");
    const full = await rowOf("Llama 3.1 8B").textContent();
    expect(full).toContain("8.0 GiB must be free and 3.0 GiB are.");
    expect(full).toContain("No room");
    expect(await rowOf("Qwen3 30B").textContent()).toContain("2 downloads come first.");
    // A full disk is not asked again by pressing.
    expect(await here.get("try-llama-3.1-8b-q8_0").count()).toBe(0);
    expect(await here.get("try-qwen3-8b-q4_k_m").count()).toBe(1);
    await asked
      .getByRole("button", { name: /Qwen3 8B/ })
      .first()
      .click();
    await here.page.getByText("the server answered 429").waitFor();
    expect(await here.get("main").textContent()).toContain("2 in a row");
    await picture(here.page, "downloads-waits");
    await expectAccessible(here.page);
    expect(here.problems).toEqual([]);
  } finally {
    await here.close();
  }
});
