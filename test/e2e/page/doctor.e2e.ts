import type { Browser } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, expectNoOverflow, picture, startBrowser, visit } from "./harness.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

describe.each(["dark", "light"] as const)("the Doctor, %s", (scheme) => {
  test("looks at everything, the worst first, with evidence and fixes", async () => {
    const here = await visit(browser, { scenario: "ready", scheme });
    try {
      await here.get("nav-doctor").click();
      const sentence = here.get("doctor-sentence");
      await expect.poll(() => sentence.textContent()).toBe("One thing needs fixing.");
      await here.page.waitForFunction(
        () => document.querySelector('[data-testid="doctor-progress"]') === null,
      );
      const rows = here.page.locator('[data-testid^="check-"]');
      expect(await rows.first().getAttribute("data-testid")).toBe("check-keyPermissions");
      expect(await rows.first().textContent()).toContain(
        "Other users of this computer can read your keys: default/hotkeys/default 0644.",
      );
      // Every sentence is filled and said in words, not in keys.
      for (const text of await rows.allTextContents()) {
        expect(text).not.toMatch(/\{\{|doctor\.|undefined/);
      }
      await here.get("evidence-keyPermissions").click();
      await here.get("evidence-generation").click();
      await expect
        .poll(() => here.get("check-keyPermissions").textContent())
        .toContain("Looked at in 3 ms");
      await expectAccessible(here.page);
      await expectNoOverflow(here.page);
      await picture(here.page, `doctor-${scheme}`);

      await here.get("fix-keyPermissions").click();
      const fixed = here.get("check-keyPermissions");
      await expect.poll(() => fixed.getAttribute("data-state")).toBe("good");
      await expect
        .poll(() => sentence.textContent())
        .toBe("All works. 2 things are to be watched.");
      expect(await rows.first().getAttribute("data-state")).toBe("warning");
      expect(here.problems).toEqual([]);
    } finally {
      await here.close();
    }
  });
});

test("says how far it is while it looks, and looks again on a press", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.go("/doctor");
    await here.get("doctor-progress").waitFor();
    expect(await here.get("doctor-progress").textContent()).toMatch(/^Looking: \d+ of 14 done\./);
    expect(await here.get("doctor-run").isDisabled()).toBe(true);
    await picture(here.page, "doctor-looking");
    await expectAccessible(here.page);
    await expect.poll(() => here.get("doctor-progress").count()).toBe(0);
    await here.get("doctor-run").click();
    await here.get("doctor-progress").waitFor();
    await expect.poll(() => here.get("doctor-progress").count()).toBe(0);
    expect(await here.page.locator('[data-state="pending"]').count()).toBe(0);
  } finally {
    await here.close();
  }
});

test("a fix that fails says so where it was pressed, and an examination that fails can be tried again", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.get("main").waitFor();
    here.node.world.failNext("doctor.follow", "NOT_READY", {
      what: "The Doctor",
      reason: "The node is starting.",
    });
    await here.go("/doctor");
    await here.get("error").waitFor();
    expect(await here.get("error").getAttribute("data-code")).toBe("NOT_READY");
    await here.get("error-retry").click();
    await here.get("fix-keyPermissions").waitFor();
    expect(await here.get("error").count()).toBe(0);
    await expect.poll(() => here.get("doctor-progress").count()).toBe(0);
    here.node.world.failNext("doctor.fix", "DATA_FOLDER_UNWRITABLE", {
      folder: "/home/you/.hearth",
      reason: "EPERM",
    });
    await here.get("fix-keyPermissions").click();
    const row = here.get("check-keyPermissions");
    await row.getByTestId("error").waitFor();
    expect(await row.getAttribute("data-state")).toBe("bad");
    await expectAccessible(here.page);
    await picture(here.page, "doctor-fix-failed");
  } finally {
    await here.close();
  }
});
