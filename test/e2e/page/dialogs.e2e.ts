import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enabled, expectAccessible, picture, startBrowser, type Visit, visit } from "./harness.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

/** The test id of what has the focus. */
function focused({ page }: Visit): Promise<string | undefined> {
  return page.evaluate(() => {
    const { activeElement } = document;
    return activeElement instanceof HTMLElement ? activeElement.dataset.testid : undefined;
  });
}

test("a dialog begins in its first field and gives the focus back to what opened it", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    const ways = [
      { path: "/", opener: "mining-start", dialog: "start-dialog", first: "password" },
      { path: "/stake", opener: "stake-to-0", dialog: "stake-drawer", first: "stake-amount" },
      { path: "/wallet", opener: "wallet-add", dialog: "wallet-name", first: "wallet-name" },
      {
        path: "/validate",
        opener: "validate-switch",
        dialog: "validate-dialog",
        first: "validate-stake",
      },
    ];
    for (const { path, opener, dialog, first } of ways) {
      await here.go(path);
      await (await enabled(here.get(opener))).focus();
      await here.page.keyboard.press(opener === "validate-switch" ? "Space" : "Enter");
      await here.get(dialog).waitFor();
      await expect.poll(() => focused(here), { message: `into ${dialog}` }).toBe(first);
      await here.page.keyboard.press("Escape");
      await expect.poll(() => here.get(dialog).count()).toBe(0);
      await expect.poll(() => focused(here), { message: `back from ${dialog}` }).toBe(opener);
    }
  } finally {
    await here.close();
  }
});

test("the words of a further wallet are left only by saying that they are written down", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.go("/wallet");
    await here.get("wallet-add").click();
    await here.get("wallet-name").fill("default");
    await here.page.getByText("A wallet of that name exists.").waitFor();
    await here.get("wallet-name").fill("../keys");
    await here.page.getByText("Use letters, digits").waitFor();
    await createFurther(here);
    const words = here.get("mnemonic");
    await words.waitFor();
    await here.page.keyboard.press("Escape");
    await here.page.mouse.click(40, 400);
    expect(await here.page.getByRole("button", { name: "Close" }).count()).toBe(0);
    expect(await words.locator("li").count()).toBe(12);
    await expectAccessible(here.page);
    await picture(here.page, "further-words");
    await here.get("wallet-words-done").click();
    await expect.poll(() => words.count()).toBe(0);
  } finally {
    await here.close();
  }
});

/** Fills in the open form of a further wallet and asks for it. */
async function createFurther({ get }: Visit): Promise<void> {
  await get("wallet-name").fill("second");
  await get("new-password").fill("correct horse 9");
  await get("new-password-again").fill("correct horse 9");
  await get("wallet-create").click();
}

test("neither the palette nor Back leads away from the words of a further wallet", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.go("/stake");
    await here.go("/wallet");
    await here.get("wallet-add").click();
    await createFurther(here);
    const words = here.get("mnemonic").locator("li");
    await expect.poll(() => words.count()).toBe(12);
    await here.page.keyboard.press("Control+K");
    await here.page.getByPlaceholder("Search pages").fill("Settings");
    await here.page.keyboard.press("Enter");
    await expect.poll(() => new URL(here.page.url()).hash).toBe("#/settings");
    expect(await words.count()).toBe(12);
    await here.page.goBack();
    await here.page.goBack();
    await expect.poll(() => new URL(here.page.url()).hash).toBe("#/stake");
    expect(await words.count()).toBe(12);
    await here.page.keyboard.press("Escape");
    expect(await words.count()).toBe(12);
    await expectAccessible(here.page);
    await here.get("wallet-words-done").click();
    await expect.poll(() => words.count()).toBe(0);
    // They are nowhere any more, and the next wallet begins empty.
    await here.go("/wallet");
    expect(await words.count()).toBe(0);
    await here.get("wallet-add").click();
    expect(await here.get("wallet-name").inputValue()).toBe("");
    expect(here.problems).toEqual([]);
  } finally {
    await here.close();
  }
});

test("words that come after the page was left are shown all the same, and a form that was left is gone", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.go("/stake");
    await here.get("main").waitFor();
    await here.go("/wallet");
    await here.get("wallet-add").click();
    here.node.world.delayMillis = 3_000;
    await createFurther(here);
    await here.page.goBack();
    await expect.poll(() => new URL(here.page.url()).hash).toBe("#/stake");
    await here.get("mnemonic").waitFor();
    here.node.world.delayMillis = 0;
    await here.get("wallet-words-done").click();
    await expect.poll(() => here.get("mnemonic").count()).toBe(0);

    await here.go("/wallet");
    await here.get("wallet-add").click();
    await here.get("wallet-name").fill("third");
    await here.page.goBack();
    await expect.poll(() => here.get("wallet-name").count()).toBe(0);
    expect(here.problems).toEqual([]);
  } finally {
    await here.close();
  }
});

test("a panel stays while its transaction is being signed", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.go("/stake");
    await here.get("stake-to-0").click();
    await here.get("stake-amount").fill("0");
    await here.page.getByText("Type more than 0.").waitFor();
    await here.get("stake-amount").fill("1");
    await here.get("quote").waitFor();
    await here.get("password").fill("correct horse");
    here.node.world.delayMillis = 3_000;
    await here.get("password-confirm").click();
    await here.page.keyboard.press("Escape");
    await here.page.mouse.click(40, 400);
    expect(await here.page.getByRole("button", { name: "Cancel" }).isDisabled()).toBe(true);
    await here.get("receipt").waitFor();
    here.node.world.delayMillis = 0;
  } finally {
    await here.close();
  }
});

test("the address of nobody's key offers nothing to sign", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.go("/stake/nonsense");
    await here.get("stake-nobody").waitFor();
    expect(await here.get("stake-amount").count()).toBe(0);
    await expectAccessible(here.page);
  } finally {
    await here.close();
  }
});

test("what a schema turned away is named", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.go("/stake");
    await here.get("stake-to-0").click();
    await here.get("stake-amount").fill("1");
    await here.get("quote").waitFor();
    await here.get("password").fill("x".repeat(2000));
    await here.get("password-confirm").click();
    const error = here.get("error");
    await error.waitFor();
    expect(await error.textContent()).toMatch(/password: Too big/i);
    expect(await error.textContent()).not.toContain("xxx");
  } finally {
    await here.close();
  }
});
