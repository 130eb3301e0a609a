import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { say } from "../../fakes/fake-node/say.ts";
import { enabled, expectAccessible, picture, settle, startBrowser, visit } from "./harness.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

test("from the click to the first reward, through a wrong password and a reload", async () => {
  const here = await visit(browser, { scenario: "ready", stepMillis: 3000, blockSeconds: 0.5 });
  try {
    await here.get("mining-start").click();
    await here.get("start-dialog").waitFor();
    expect(await here.get("worst-case").textContent()).toContain("1.5625");
    await expectAccessible(here.page);
    await here.get("password").fill("wrong");
    await here.get("password-confirm").click();
    await here.get("error").waitFor();
    expect(await here.get("error").getAttribute("data-code")).toBe("WRONG_PASSWORD");
    await picture(here.page, "start-dialog-wrong-password");
    await here.get("password").fill("correct horse");
    await here.get("password-confirm").click();

    const step = (name: string) => here.get(`step-${name}`);
    await expect.poll(() => step("model").getAttribute("data-state")).toBe("done");
    await expectAccessible(here.page);
    await picture(here.page, "starting");
    await here.page.reload();
    await here.get("checklist").waitFor();
    expect(await step("hardware").getAttribute("data-state")).toBe("done");

    const sentence = here.get("state-sentence");
    await expect
      .poll(() => sentence.getAttribute("data-state"), { timeout: 60_000 })
      .toBe("earning");
    await expect.poll(() => here.get("checklist").count(), { timeout: 60_000 }).toBe(0);
    await expect.poll(() => here.get("figure-rank").textContent()).toContain("3 of 7");
    await expect
      .poll(() => here.get("figure-today").textContent())
      .toMatch(/0\.\d+ τ\d+ rewards? so far/);

    await here.get("mining-stop").click();
    await here.get("mining-start").waitFor();
    expect(await sentence.getAttribute("data-state")).toBe("off");
    // Registered by now: no password is asked for again.
    await here.get("mining-start").click();
    await here.get("mining-stop").waitFor();
    expect(await here.get("start-dialog").count()).toBe(0);
    expect(here.problems).toEqual([]);
  } finally {
    await here.close();
  }
});

test("a failure of mining is said in full once, and a line that the node repeats is one toast", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.get("timeline").getByText("was created").waitFor();
    const { world } = here.node;
    const error = { code: "WRONG_PASSWORD" as const, detail: {} };
    world.mining = {
      ...world.mining,
      state: "failed",
      error,
      steps: world.mining.steps.map((step) =>
        step.name === "register" ? { ...step, state: "failed", error } : step,
      ),
    };
    world.channels.mining.publish(world.mining);
    say(world, "error", "mining", "mining.failed", { step: "register" });
    for (const _ of ["a", "b", "c"]) {
      say(world, "warning", "mining", "mining.interrupted", { step: "model" });
    }
    const toasts = here.page.locator(".mantine-Notification-root");
    await toasts.getByText("Mining was interrupted").waitFor();
    expect(await toasts.count()).toBe(1);
    await expect.poll(() => here.get("error").count()).toBe(1);
    expect(await here.get("step-register").textContent()).toContain("That password does not open");
    await expectAccessible(here.page);
    await picture(here.page, "mining-failed");
    await here.go("/mine");
    await here.get("step-register").getByTestId("error").waitFor();
    await here.go("/wallet");
    say(world, "error", "mining", "mining.failed", { step: "register" });
    await toasts.getByText("Mining stopped while").waitFor();
  } finally {
    await here.close();
  }
});

test("the step that registers says that the key is being unlocked, not only that a block is awaited", async () => {
  const here = await visit(browser, { scenario: "ready", stepMillis: 600_000 });
  try {
    await here.get("mining-start").click();
    await here.get("password").fill("correct horse");
    await here.get("password-confirm").click();
    await here.get("checklist").waitFor();
    const { mining, channels } = here.node.world;
    channels.mining.publish({
      ...mining,
      steps: mining.steps.map((step) => ({
        ...step,
        state: step.name === "register" ? "active" : "pending",
      })),
    });
    await expect
      .poll(() => here.get("step-register").textContent())
      .toContain("Unlocking your coldkey takes a few seconds by design");
    await expectAccessible(here.page);
  } finally {
    await here.close();
  }
});

test("a start that fails says why and can be tried again", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.get("mining-stop").click();
    await here.get("mining-start").waitFor();
    here.node.world.failNext("mining.start", "MODEL_DAMAGED", {
      file: "hearth-demo-f16.gguf",
      reason: "its checksum differs",
    });
    await here.get("mining-start").click();
    await here.get("error").waitFor();
    expect(await here.get("error").getAttribute("data-code")).toBe("MODEL_DAMAGED");
    await picture(here.page, "start-failed");
    await here.get("error-retry").click();
    await here.get("mining-stop").waitFor();
    expect(await here.get("error").count()).toBe(0);
  } finally {
    await here.close();
  }
});

test("a double click starts mining and does not stop it, and the other way round", async () => {
  const here = await visit(browser, { scenario: "earning" });
  const { mouse } = here.page;
  /** Both presses of a double click: the second one comes when the other button stands there. */
  const doubleClick = async (button: string, other: string): Promise<void> => {
    const box = await (await enabled(here.get(button))).boundingBox();
    await mouse.click((box?.x ?? 0) + 20, (box?.y ?? 0) + 10);
    await enabled(here.get(other));
    await mouse.down({ clickCount: 2 });
    await mouse.up({ clickCount: 2 });
    // Whatever the second press asks for is asked before this.
    await settle(here, "/mine");
    await settle(here, "/");
  };
  try {
    await doubleClick("mining-stop", "mining-start");
    expect(here.node.world.mining.state).toBe("off");
    await doubleClick("mining-start", "mining-stop");
    expect(here.node.world.mining.state).not.toBe("off");
  } finally {
    await here.close();
  }
});

test("earning is said only while an answered challenge is fresh", async () => {
  const here = await visit(browser, { scenario: "earning", blockSeconds: 60 });
  try {
    const sentence = here.get("state-sentence");
    await expect.poll(() => sentence.getAttribute("data-state")).toBe("earning");
    const { mining } = here.node.world;
    here.node.world.channels.mining.publish({ ...mining, freshForMillis: 1000 });
    await expect.poll(() => sentence.getAttribute("data-state")).toBe("stale");
  } finally {
    await here.close();
  }
});

test("validating: one switch, a password, its steps, then scores", async () => {
  const here = await visit(browser, { scenario: "ready", stepMillis: 400 });
  try {
    await here.go("/validate");
    await (await enabled(here.get("validate-switch"))).click({ force: true });
    await here.get("validate-dialog").waitFor();
    // Nobody typed a stake: what the node would take on its own is shown in all.
    await expect.poll(() => here.get("worst-case").textContent()).toContain("67.5127");
    expect(await here.get("entry-burn").textContent()).toBe("1.25 τ now, at most 1.5625 τ");
    expect(await here.get("entry-stake").textContent()).toBe("65.95 τ");
    expect(await here.get("entry-fee").textContent()).toBe("0.0002824 τ");
    await expectAccessible(here.page);
    await picture(here.page, "validate-question");
    const confirm = here.get("password-confirm");
    await here.get("password").fill("correct horse");
    await here.get("validate-stake").fill("5000");
    await here.page.getByText("That is more than there is.").waitFor();
    expect(await confirm.isDisabled()).toBe(true);
    await here.get("validate-stake").fill("1,5");
    await here.page.getByText("Type a number such as 1.5").waitFor();
    expect(await confirm.isDisabled()).toBe(true);
    await here.get("validate-stake").fill("100");
    await expect.poll(() => here.get("worst-case").textContent()).toContain("101.5627");
    await expectAccessible(here.page);
    await confirm.click();
    await here.get("validator-steps").waitFor();
    await here.get("scores-row").first().waitFor();
    await expectAccessible(here.page);
    await picture(here.page, "validating");
    await (await enabled(here.get("validate-switch"))).click({ force: true });
    await expect.poll(() => here.get("validator-steps").count()).toBe(0);
    await expect.poll(() => here.node.world.validator.state).toBe("off");
    // Registered and staked by now: nothing to pay, no password asked.
    await (await enabled(here.get("validate-switch"))).click({ force: true });
    await here.get("validator-steps").waitFor();
    expect(await here.get("validate-dialog").count()).toBe(0);
  } finally {
    await here.close();
  }
});
