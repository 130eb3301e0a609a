import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pauseFor, resume, setGovernor } from "../../fakes/fake-node/machine/governor-desk.ts";
import { expectAccessible, picture, startBrowser, visit } from "./harness.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

test("a GPU's card: charts that a reader can hear, what probes say, and who holds its memory", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.get("device").first().waitFor();
    const chart = here.get("chart-celsius").first().getByRole("img");
    expect(await chart.getAttribute("aria-label")).toMatch(
      /^Temperature over the last ten minutes: at least \d+ °C, on average \d+ °C, at most \d+ °C/,
    );
    await here.get("device-details-gpu-0").click();
    await here.get("processes-row").first().waitFor();
    expect(await here.get("processes-row").first().textContent()).toContain("hearth-engine");
    await here.get("history-table").waitFor();
    await here.page.goBack();
    await here.get("device-details-gpu-1").click();
    expect(await here.get("disagreements").textContent()).toContain("systeminformation4.0 GiB");
    await here.page.keyboard.press("Escape");
    await expect.poll(() => here.get("device-panel").count()).toBe(0);
    expect(new URL(here.page.url()).hash).toBe("#/");
  } finally {
    await here.close();
  }
});

test("hovering a chart reads the value of that time, and the table has the same figures", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.go("/mine/hardware");
    const chart = here.get("chart-watts").first();
    const readout = chart.locator("figcaption");
    await chart.locator("canvas").first().waitFor();
    expect(await readout.textContent()).toContain("limit 450 W");
    const box = await chart.getByRole("img").boundingBox();
    if (box === null) throw new Error("no chart");
    await here.page.mouse.move(box.x + box.width / 3, box.y + box.height / 2);
    await expect.poll(() => readout.textContent()).toMatch(/Power\d+ W\d\d:\d\d:\d\d/);
    await here.get("hardware-view").getByText("Table").click();
    const rows = here.get("history-table").first().getByRole("row");
    expect(await rows.count()).toBeGreaterThan(30);
    await expectAccessible(here.page);
  } finally {
    await here.close();
  }
});

test("a hot GPU pauses mining, and Home says why and when it goes on", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    const sentence = here.get("state-sentence");
    await expect.poll(() => sentence.getAttribute("data-state")).toBe("earning");
    const { world } = here.node;
    pauseFor(world, {
      kind: "temperature",
      action: "pause",
      since: Date.now(),
      value: 84.2,
      limit: 84,
      subject: "NVIDIA GeForce RTX 4090",
    });
    await expect
      .poll(() => sentence.textContent())
      .toBe("Paused: NVIDIA GeForce RTX 4090 at 84 °C, resumes below 76 °C.");
    await expectAccessible(here.page);
    await picture(here.page, "home-paused");
    await here.go("/mine/governor");
    expect(await here.get("governor-state").textContent()).toBe("Paused");
    await here.get("governor-freed").waitFor();
    resume(world);
    await expect.poll(() => here.get("governor-state").textContent()).toBe("May run");
    setGovernor(world, {
      state: "slowed",
      pace: 0.4,
      reasons: [
        { kind: "powerBudget", action: "slow", since: Date.now(), value: 540, limit: 500 },
        { kind: "presence", action: "slow", since: Date.now(), value: 1, limit: 5 },
        { kind: "temperatureUnknown", action: "none", since: Date.now() },
        { kind: "powerUnknown", action: "none", since: Date.now(), subject: "Arc B580" },
      ],
    });
    await expect
      .poll(() => here.get("governor-sentence").textContent())
      .toBe("Slowed to 40 % of the time: 540 W drawn, your budget is 500 W.");
    await here.page.getByText("Also: you are using the computer.").waitFor();
    await here.page.getByText("the GPU's own driver guards it").waitFor();
    await here.page.getByText("Not covered by your power and energy limits: Arc B580.").waitFor();
    expect(here.problems).toEqual([]);
  } finally {
    await here.close();
  }
});

test("pausing by hand for an hour says until when, and resumes on a click", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.go("/mine");
    await here.get("governor-pause-hour").click();
    await expect
      .poll(() => here.get("governor-sentence").textContent())
      .toMatch(/^Paused: by your own hand, resumes in (1 h|60 min|59 min), at \d\d:\d\d\.$/);
    await here.get("governor-resume").click();
    await here.get("governor-pause").click();
    await expect
      .poll(() => here.get("governor-sentence").textContent())
      .toBe("Paused: by your own hand, until you resume.");
    await here.go("/");
    await here.get("resume").click();
    await expect.poll(() => here.node.world.mining.state).toBe("earning");
    await expect.poll(() => here.get("resume").count()).toBe(0);
  } finally {
    await here.close();
  }
});

test("rules are tried in the preview, saved whole, and what contradicts itself is not", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.go("/mine/governor");
    const sum = here.get("preview-sum");
    await sum.waitFor();
    const before = await sum.textContent();
    // What this computer cannot sense is said at its rule.
    await here.page.getByText("this desktop does not tell what fills the screen").waitFor();
    await here.get("hours-never").click();
    await expect.poll(() => sum.textContent()).toContain("0 of 168 hours");
    expect(here.node.world.governor.settings.schedule.hours[1]?.[3]).toBe(true);
    await here.get("governor-discard").click();
    await expect.poll(() => sum.textContent()).toBe(before);
    await here.get("temperature-resumeBelow").fill("95");
    await here.page.getByText("They must rise").waitFor();
    expect(await here.get("governor-save").isDisabled()).toBe(true);
    await here.get("temperature-resumeBelow").fill("70");
    await here.get("rate-1-remove").click();
    await expectAccessible(here.page);
    await here.get("governor-save").click();
    await expect.poll(() => here.get("governor-changed").count()).toBe(0);
    const { settings } = here.node.world.governor;
    expect(settings.temperature.resumeBelow).toBe(70);
    expect(settings.tariff.rates).toHaveLength(1);
    expect(here.problems).toEqual([]);
  } finally {
    await here.close();
  }
});

test("the week's hours are painted by mouse and by keyboard", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.go("/mine/governor");
    const hour = (row: number, at: number) =>
      here.get("week-grid").locator(`[data-place="${row}-${at}"]`);
    const pressed = (row: number, at: number) => hour(row, at).getAttribute("aria-pressed");
    await hour(0, 9).scrollIntoViewIfNeeded();
    expect(await pressed(0, 9)).toBe("false");
    await hour(0, 9).hover();
    await here.page.mouse.down();
    await hour(2, 11).hover();
    await here.page.mouse.up();
    for (const [row, at] of [
      [0, 9],
      [1, 10],
      [2, 11],
    ] as const) {
      expect(await pressed(row, at)).toBe("true");
    }
    expect(await pressed(3, 9)).toBe("false");
    await hour(5, 22).hover();
    expect(await pressed(5, 22)).toBe("true");
    await hour(5, 22).focus();
    await here.page.keyboard.press("Space");
    expect(await pressed(5, 22)).toBe("false");
    await here.page.keyboard.press("Shift+ArrowRight");
    expect(await pressed(5, 23)).toBe("false");
    await here.page.keyboard.press("Shift+ArrowDown");
    expect(await pressed(6, 22)).toBe("false");
    expect(await hour(6, 23).evaluate((cell) => cell === document.activeElement)).toBe(true);
    await here.page.keyboard.press("Home");
    expect(await pressed(6, 0)).toBe("true");
  } finally {
    await here.close();
  }
});

test("the log: live, searched, held still, and one request beside it", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.go("/mine/requests");
    const rows = here.get("requests-row");
    await rows.first().waitFor();
    const newest = await rows.first().textContent();
    await expect.poll(() => rows.first().textContent()).not.toBe(newest);
    await here.get("requests-hold").click();
    await here.get("requests").getByRole("textbox").fill("StaleRequest");
    await expect.poll(() => rows.count()).toBeGreaterThan(0);
    for (const text of await rows.allTextContents()) expect(text).toContain("Refused");
    await rows.first().getByRole("button").click();
    await here.get("request-panel").waitFor();
    expect(await here.get("request-panel").textContent()).toContain("It is too old");
    await expectAccessible(here.page);
    await picture(here.page, "mine-request");
    await here.page.goBack();
    await expect.poll(() => here.get("request-panel").count()).toBe(0);
  } finally {
    await here.close();
  }
});

test("the model is switched while mining, and nothing else stops", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.go("/mine");
    await here.get("at-once").focus();
    await here.page.getByText("8 at once: with twice as many the model might not fit").waitFor();
    expect(await here.get("model-swap").isDisabled()).toBe(true);
    await here.get("model-choice").click();
    await here.page.getByRole("option", { name: /^Qwen3 4B Instruct/ }).click();
    await here.get("model-swap").click();
    await here.get("engine-swap").waitFor();
    await expect.poll(() => here.node.world.mining.model).toBe("qwen3-4b-q4_k_m");
    await here.page.getByRole("link", { name: "Qwen3 4B Instruct Q4_K_M" }).waitFor();
    expect(here.node.world.mining.state).toBe("earning");
    expect(here.problems).toEqual([]);
  } finally {
    await here.close();
  }
});
