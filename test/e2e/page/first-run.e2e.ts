import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectAccessible, picture, startBrowser, type Visit, visit } from "./harness.ts";

const PASSWORD = "correct horse";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

async function screen(here: Visit): Promise<string | null> {
  return here.get("wizard").getAttribute("data-screen");
}

async function toWords(here: Visit): Promise<string[]> {
  await here.get("new-password").fill(PASSWORD);
  await here.get("new-password-again").fill(PASSWORD);
  await here.get("setup-next").click();
  await here.get("mnemonic").waitFor();
  return here.get("mnemonic").locator("b").allTextContents();
}

async function confirm(here: Visit, words: readonly string[]): Promise<void> {
  for (const field of await here.get("confirm-word").all()) {
    const place = Number(await field.getAttribute("data-place"));
    await field.fill(words[place - 1] ?? "");
  }
  await here.get("setup-next").click();
}

test("five screens from nothing to Home, each accessible", async () => {
  const here = await visit(browser, { scenario: "fresh", scheme: "light" });
  try {
    await here.get("wizard").waitFor();
    await expectAccessible(here.page);
    await picture(here.page, "setup-1-welcome");
    await here.get("setup-next").click();

    await here.get("new-password").waitFor();
    await expectAccessible(here.page);
    const words = await toWords(here);
    expect(words).toHaveLength(12);
    await expectAccessible(here.page);
    await picture(here.page, "setup-3-words");
    await here.get("setup-next").click();

    await here.get("confirm-word").first().waitFor();
    expect(await here.get("confirm-word").count()).toBe(3);
    await confirm(
      here,
      Array.from({ length: 12 }, () => "zoo"),
    );
    await here.get("confirm-wrong").waitFor();
    expect(here.node.world.wallets).toHaveLength(0);
    await expectAccessible(here.page);
    await confirm(here, words);

    await here.get("faucet-fill").click();
    await here.get("receipt").waitFor();
    await expectAccessible(here.page);
    await picture(here.page, "setup-5-faucet");
    await here.get("setup-finish").click();
    await here.get("mining-start").waitFor();
    expect(here.node.world.setup.step).toBe("done");
    expect(here.problems).toEqual([]);
  } finally {
    await here.close();
  }
});

test.each([
  { own: "practice", others: ["test", "finney"] },
  { own: "finney", others: ["practice", "test"] },
  { own: "custom", others: ["practice", "test", "finney"] },
] as const)(
  "a node on $own has it chosen, and each other network says how to get there",
  async ({ own, others }) => {
    const here = await visit(browser, { scenario: "fresh" });
    try {
      await here.get("wizard").waitFor();
      here.node.world.setup = { step: "welcome", network: own };
      await here.page.reload();
      await here.get("wizard").waitFor();
      expect(await here.get(`network-${own}`).getAttribute("aria-checked")).toBe("true");
      for (const other of others) {
        const card = here.get(`network-${other}`);
        expect(await card.isDisabled()).toBe(true);
        expect(await card.getAttribute("aria-checked")).toBe("false");
        const described = await card.getAttribute("aria-describedby");
        const words = await here.page.locator(`[id="${described}"]`).textContent();
        expect(words).toContain(
          `Cannot be chosen here. Start Hearth headless with --network ${other}`,
        );
      }
      await expectAccessible(here.page);
      await picture(here.page, `setup-1-${own}`);
      await here.page.setViewportSize({ width: 900, height: own === "custom" ? 700 : 600 });
      await expect(here.get("setup-next").isVisible()).resolves.toBe(true);
      const seen = await here.get("setup-next").evaluate((button) => {
        const { bottom } = button.getBoundingClientRect();
        return bottom <= innerHeight;
      });
      expect(seen).toBe(true);
      await here.get("setup-next").click();
      await here.get("new-password").waitFor();
      expect(here.node.world.setup.network).toBe(own);
    } finally {
      await here.close();
    }
  },
);

test("left in the middle it resumes, and the words are kept nowhere", async () => {
  const here = await visit(browser, { scenario: "fresh" });
  try {
    await here.get("setup-next").click();
    await here.get("new-password").waitFor();
    const words = await toWords(here);
    const kept = await here.page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]),
    );
    for (const word of words) expect(kept).not.toContain(word);
    expect(kept).not.toContain(PASSWORD);

    await here.page.reload();
    await here.get("new-password").waitFor();
    expect(await screen(here)).toBe("password");
    expect(await here.get("mnemonic").count()).toBe(0);

    const again = await toWords(here);
    await here.get("setup-next").click();
    await confirm(here, again);
    await here.get("faucet-fill").waitFor();
    await here.page.reload();
    await here.get("faucet-fill").waitFor();
    expect(await screen(here)).toBe("faucet");
  } finally {
    await here.close();
  }
});

test("a wallet from an earlier try is offered, not overwritten", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.get("main").waitFor();
    here.node.world.setup = { step: "wallet", network: "practice" };
    await here.page.reload();
    await here.get("setup-keep-wallet").click();
    await here.get("setup-finish").waitFor();
    expect(here.node.world.setup).toMatchObject({ step: "faucet", wallet: "default" });
    expect(here.node.world.wallets).toHaveLength(1);
  } finally {
    await here.close();
  }
});

test("a password that is too short or mistyped cannot be used", async () => {
  const here = await visit(browser, { scenario: "fresh" });
  try {
    await here.get("setup-next").click();
    await here.get("new-password").fill("short");
    await here.page.getByText("At least 8 characters.", { exact: true }).waitFor();
    await here.get("new-password").fill(PASSWORD);
    await here.get("new-password-again").fill("correct hors");
    await here.page.getByText("The two are not the same.").waitFor();
    expect(await here.get("setup-next").isDisabled()).toBe(true);
  } finally {
    await here.close();
  }
});
