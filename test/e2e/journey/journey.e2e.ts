import type { Browser } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../fakes/product.ts";
import { startBrowser } from "../page/harness.ts";
import { endVisit, type RealVisit, visitRealNode } from "./real-node.ts";

const PASSWORD = "correct horse 9";
const steps = [
  "hardware",
  "model",
  "register",
  "endpoint",
  "announce",
  "challenge",
  "answer",
  "reward",
];

/**
 * Points 2 to 8 of what a new user gets, in order, on one fresh data folder: the real node, practice network, engine and
 * demo model behind the real page. Each test goes on where the one before it stopped.
 */
describe("a new user", () => {
  const folder = temporaryFolder("journey");
  let browser: Browser;
  let here: RealVisit;
  beforeAll(async () => {
    browser = await startBrowser();
    here = await visitRealNode(browser, folder.path);
  });
  afterAll(async () => {
    await here?.node[Symbol.asyncDispose]();
    await browser.close();
    folder.remove();
  });

  test("makes a wallet in five screens, leaving and coming back in between, and gets practice TAO", async () => {
    await here.get("setup-next").click();
    await here.get("new-password").fill(PASSWORD);
    await here.page.reload();
    await here.get("new-password").fill(PASSWORD);
    await here.get("new-password-again").fill(PASSWORD);
    await here.get("setup-next").click();
    await here.get("mnemonic").waitFor();
    const words = await here.get("mnemonic").locator("b").allTextContents();
    expect(words).toHaveLength(12);
    await here.get("setup-next").click();
    await here.get("confirm-word").first().waitFor();
    for (const field of await here.get("confirm-word").all()) {
      await field.fill(words[Number(await field.getAttribute("data-place")) - 1] ?? "");
    }
    await here.get("setup-next").click();
    await here.get("faucet-fill").waitFor({ timeout: 150_000 });
    // The words are shown once and kept nowhere in the page.
    const kept = await here.page.evaluate(() =>
      JSON.stringify({ ...localStorage, ...sessionStorage }),
    );
    expect(words.some((word) => kept.includes(`"${word}`))).toBe(false);
    await here.get("faucet-fill").click();
    await here.get("receipt").waitFor({ timeout: 150_000 });
    await here.get("setup-finish").click();
    await here.get("mining-start").waitFor();
    await expect.poll(() => here.get("total-balance").textContent()).toContain("1,000");
    expect(await here.node.client.wallet.list()).toMatchObject([{ encrypted: true }]);
  }, 400_000);

  test("sees the device and the network on Home", async () => {
    await expect.poll(() => here.get("device").count()).toBeGreaterThan(0);
    expect(await here.get("network-badge").first().textContent()).toContain("Practice");
    const height = async (): Promise<number> =>
      Number(/\d+/.exec((await here.get("block").textContent()) ?? "")?.[0]);
    const first = await height();
    await expect.poll(height, { timeout: 150_000 }).toBeGreaterThan(first);
    await here.picture("home");
  });

  test("presses one button and has a first reward, through a reload", async () => {
    await here.get("mining-start").click();
    await here.get("start-dialog").waitFor();
    await here.get("start-dialog").getByTestId("password").fill(PASSWORD);
    await here.get("start-dialog").getByTestId("password-confirm").click();
    await here.get("checklist").waitFor();
    await here.picture("starting");
    await here.page.reload();
    await here.get("state-sentence").waitFor();
    await expect
      .poll(
        async () =>
          (await here.node.client.mining.status()).steps.map(
            (step) => `${step.name} ${step.state}`,
          ),
        { timeout: 150_000, interval: 250 },
      )
      .toEqual(steps.map((name) => `${name} done`));
    await expect
      .poll(() => here.get("state-sentence").getAttribute("data-state"), { timeout: 150_000 })
      .toBe("earning");
    await expect
      .poll(() => here.get("figure-rank").textContent(), { timeout: 150_000 })
      .toMatch(/\d+ of \d+/);
    await here.picture("earning");
  }, 400_000);

  test("finds the reward in the ledger, with its block and event, and the chain agrees", async () => {
    await here.to("earnings");
    await here.get("ledger-row").first().waitFor({ timeout: 150_000 });
    expect(await here.get("ledger-row").first().textContent()).toContain(
      "IncentiveAlphaEmittedToMiners",
    );
    await expect.poll(() => here.get("earnings-total").textContent()).toMatch(/[1-9]/);
    await here.get("reconcile-run").click();
    await expect
      .poll(() => here.get("reconcile-difference").textContent(), { timeout: 150_000 })
      .toMatch(/^0\b|\b0 /);
    await here.picture("earnings");
    const { rows } = await here.node.client.earnings.history({ limit: 1 });
    expect(rows[0]).toMatchObject({
      kind: "miner",
      event: "SubtensorModule.IncentiveAlphaEmittedToMiners",
    });
    expect(BigInt(rows[0]?.alpha ?? 0)).toBeGreaterThan(0n);
  }, 400_000);

  test("stakes to a validator after seeing what it brings, and takes it back", async () => {
    await here.to("stake");
    await here.get("validators-row").first().waitFor();
    await here.page.locator('[data-testid^="stake-to-"]').first().click();
    await here.get("stake-amount").fill("25");
    await here.get("quote").waitFor();
    expect(await here.get("worst-case").textContent()).toMatch(/\d/);
    expect(await here.get("quote-slippage").textContent()).toContain("%");
    await here.picture("stake-quote");
    await here.get("password").fill("not the password");
    await here.get("password-confirm").click();
    await expect
      .poll(() => here.get("error").first().getAttribute("data-code"), { timeout: 150_000 })
      .toBe("WRONG_PASSWORD");
    await here.get("password").fill(PASSWORD);
    await here.get("password-confirm").click();
    await here.get("receipt").waitFor({ timeout: 150_000 });
    await here.get("stake-done").click();
    const foreign = here.get("positions-row").filter({ hasNotText: "Yours" });
    await foreign.first().waitFor({ timeout: 150_000 });
    await here.picture("positions");
    await foreign.first().getByTestId("unstake").click();
    await here.get("stake-all").click();
    await here.get("quote").waitFor();
    await here.get("password").fill(PASSWORD);
    await here.get("password-confirm").click();
    await here.get("receipt").waitFor({ timeout: 150_000 });
    await here.get("stake-done").click();
    // An epoch in between credits dividends that the order, by then signed, does not take along.
    await expect
      .poll(
        () =>
          here.node.client.stake
            .positions()
            .then(
              (all) => all.filter((one) => !one.own && BigInt(one.alpha) > 1_000_000_000n).length,
            ),
        { timeout: 150_000 },
      )
      .toBe(0);
  }, 400_000);

  test("switches on validating and earns dividends", async () => {
    await here.to("validate");
    await here.get("validate-switch").click();
    await here.get("validate-dialog").getByTestId("password").fill(PASSWORD);
    await here.get("validate-dialog").getByTestId("password-confirm").click();
    await expect
      .poll(() => here.node.client.validator.status().then((status) => status.state), {
        timeout: 150_000,
      })
      .toBe("running");
    await expect.poll(() => here.get("scores").textContent(), { timeout: 150_000 }).toMatch(/\d/);
    await expect
      .poll(
        () =>
          here.node.client.earnings
            .summary()
            .then((summary) => BigInt(summary.byKind.validator) > 0n),
        { timeout: 150_000, interval: 1_000 },
      )
      .toBe(true);
    await here.picture("validating");
    await here.get("validate-switch").click();
    await expect
      .poll(() => here.node.client.validator.status().then((status) => status.state))
      .toBe("off");
  }, 600_000);

  test("stops mining, closes without a trace and finds everything where it was", async () => {
    await here.to("home");
    await here.get("mining-stop").click();
    await expect
      .poll(() => here.get("state-sentence").getAttribute("data-state"), { timeout: 150_000 })
      .toBe("off");
    const [wallets, summary, info] = await Promise.all([
      here.node.client.wallet.list(),
      here.node.client.earnings.summary(),
      here.node.client.network.info(),
    ]);
    await endVisit(here);
    here = await visitRealNode(browser, folder.path);
    await here.get("mining-start").waitFor({ timeout: 150_000 });
    expect(await here.node.client.wallet.list()).toEqual(wallets);
    expect(BigInt((await here.node.client.earnings.summary()).total)).toBeGreaterThanOrEqual(
      BigInt(summary.total),
    );
    await expect
      .poll(async () => (await here.node.client.network.info()).best?.number ?? 0, {
        timeout: 150_000,
      })
      .toBeGreaterThanOrEqual(info.best?.number ?? 1);
    expect((await here.node.client.network.info()).genesis).toBe(info.genesis);
    // Registered already, so one click is enough.
    await here.get("mining-start").click();
    await expect
      .poll(() => here.get("state-sentence").getAttribute("data-state"), { timeout: 150_000 })
      .toBe("earning");
    expect(here.problems).toEqual([]);
    await endVisit(here);
  }, 400_000);
});
