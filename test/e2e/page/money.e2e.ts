import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sampleAddress } from "../../fakes/fake-node/samples.ts";
import { expectAccessible, picture, startBrowser, type Visit, visit } from "./harness.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

/** Takes back all of the one position and waits for its receipt. */
async function unstakeAll({ get }: Visit): Promise<void> {
  await get("unstake").click();
  await get("stake-all").click();
  await get("quote").waitFor();
  await get("password").fill("correct horse");
  await get("password-confirm").click();
  await get("receipt").waitFor();
}

test("staking shows what leaves, what arrives and the worst case before the password, and the block after", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.go("/stake");
    await here.get("stake-to-0").click();
    expect(here.page.url()).toContain("#/stake/5");
    await here.get("stake-amount").fill("12.5");
    await here.get("quote").waitFor();
    expect(await here.get("quote-receives").textContent()).toContain("126.88");
    expect(await here.get("worst-case").textContent()).toContain("126.25");
    const size = (id: string) =>
      here.get(id).evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
    expect(await size("worst-case")).toBeGreaterThan(await size("quote-receives"));
    await expectAccessible(here.page);
    await picture(here.page, "stake-quote");

    await here.get("password").fill("wrong");
    await here.get("password-confirm").click();
    await here.get("error").waitFor();
    expect(here.node.world.positions).toHaveLength(0);
    await here.get("password").fill("correct horse");
    await here.get("password-confirm").click();
    await here.get("receipt").waitFor();
    expect(await here.get("receipt").textContent()).toMatch(/Block \d+/);
    await expectAccessible(here.page);
    await picture(here.page, "staked");
    await here.get("stake-done").click();
    await here.get("positions-row").first().waitFor();

    await unstakeAll(here);
    await here.get("stake-done").click();
    await here.page.getByText("Nothing staked yet").waitFor();
    expect(here.node.world.positions).toHaveLength(0);
    expect(here.problems).toEqual([]);
  } finally {
    await here.close();
  }
});

test("the receipt of the last stake on a key that is no validator's stays until it was read", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    const [position] = here.node.world.positions;
    if (!position) throw new Error("nothing staked");
    const hotkey = sampleAddress("hotkey-default");
    here.node.world.positions = [{ ...position, hotkey, own: true }];
    await here.go("/stake");
    await unstakeAll(here);
    // The list below has read that the position is gone.
    await here.page.getByText("Nothing staked yet").waitFor();
    expect(await here.get("stake-nobody").count()).toBe(0);
    expect(await here.get("receipt").textContent()).toMatch(/Block \d+/);
    await here.get("stake-done").click();
    await expect.poll(() => here.get("stake-drawer").count()).toBe(0);
    // Its address leads to nobody's key from now on.
    await here.go(`/stake/${hotkey}`);
    await here.get("stake-nobody").waitFor();
    expect(here.problems).toEqual([]);
  } finally {
    await here.close();
  }
});

test("too much slippage is refused with the way out, and a bad amount is never sent", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.go("/stake");
    await here.get("stake-to-0").click();
    await here.get("stake-amount").fill("900");
    await here.get("error").waitFor();
    expect(await here.get("error").getAttribute("data-code")).toBe("SLIPPAGE_TOO_HIGH");
    expect(await here.get("password").count()).toBe(0);
    await picture(here.page, "stake-slippage");
    await here.get("stake-amount").fill("1,5");
    await here.page.getByText("Type a number such as 1.5").waitFor();
    await here.get("stake-amount").fill("1001");
    await here.page.getByText("That is more than there is.").waitFor();
    expect(await here.get("quote").count()).toBe(0);
  } finally {
    await here.close();
  }
});

test("what a lock holds back is told, and is not among what can be unstaked", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    const [position] = here.node.world.positions;
    if (!position) throw new Error("nothing staked");
    here.node.world.positions = [{ ...position, available: "20000000000" }];
    await here.go("/stake");
    await here.get("positions-row").first().waitFor();
    expect(await here.get("positions-row").first().textContent()).toContain("81.72");
    expect(await here.get("positions-row").first().textContent()).toContain("locked");
    await expectAccessible(here.page);
    await picture(here.page, "stake-locked");
    await here.get("unstake").click();
    await here.get("stake-all").click();
    expect(await here.get("stake-amount").inputValue()).toBe("20");
    await here.get("stake-amount").fill("20.1");
    await here.page.getByText("That is more than there is.").waitFor();
  } finally {
    await here.close();
  }
});

test("back closes the side panel, and its address opens it again", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.go("/stake");
    await here.get("stake-to-1").click();
    await here.get("stake-drawer").waitFor();
    const address = here.page.url();
    await here.page.goBack();
    await expect.poll(() => here.get("stake-drawer").count()).toBe(0);
    await here.page.goto(address);
    await here.get("stake-drawer").waitFor();
  } finally {
    await here.close();
  }
});

test("an amount that is shortened shows in full on focus", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.go("/wallet");
    const amount = here.get("balance-total").getByRole("button");
    await amount.focus();
    const tip = here.page.getByRole("tooltip");
    await tip.waitFor();
    expect(await tip.textContent()).toBe("1,009.98821734 τ");
  } finally {
    await here.close();
  }
});

test("a damaged wallet says so and leaves the others usable", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.get("main").waitFor();
    here.node.world.wallets.push({
      name: "old",
      encrypted: true,
      hotkeys: [],
      damaged: "The file ends in the middle.",
    });
    await here.page.reload();
    await here.go("/wallet");
    await here.get("error").waitFor();
    expect(await here.get("error").textContent()).toContain("The file ends in the middle.");
    expect(await here.get("wallets-row").count()).toBe(2);
    await expectAccessible(here.page);
    await here.get("faucet-fill").click();
    await here.get("receipt").waitFor();
  } finally {
    await here.close();
  }
});

test("a further wallet shows its words once, or is restored from words", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.go("/wallet");
    await here.get("wallet-add").click();
    await here.get("wallet-name").fill("second");
    await here.get("new-password").fill("correct horse");
    await here.get("new-password-again").fill("correct horse");
    await expectAccessible(here.page);
    await here.get("wallet-create").click();
    await here.get("mnemonic").waitFor();
    await here.get("wallet-words-done").click();
    await expect.poll(() => here.get("wallets-row").count()).toBe(2);
  } finally {
    await here.close();
  }
});
