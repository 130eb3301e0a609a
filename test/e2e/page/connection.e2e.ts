import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { say } from "../../fakes/fake-node/say.ts";
import { networkInfo } from "../../fakes/fake-node/world.ts";
import { expectAccessible, picture, startBrowser, visit } from "./harness.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

test("the token leaves the address and survives a reload", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.get("main").waitFor();
    expect(here.page.url()).not.toContain("token");
    expect(here.page.url()).not.toContain(here.node.token);
    await here.go("/wallet");
    await here.page.reload();
    await here.get("balance-total").waitFor();
    expect(here.page.url()).toMatch(/#\/wallet$/);
  } finally {
    await here.close();
  }
});

test("without a token the page says what to do", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    const other = await here.context.newPage();
    await other.goto(here.node.origin);
    const error = other.getByTestId("error");
    await error.waitFor();
    expect(await error.getAttribute("data-code")).toBe("UNAUTHORIZED");
    await expectAccessible(other);
    await other.goto(`${here.node.origin}/#token=wrong`);
    await other.reload();
    await error.waitFor();
    expect(await error.getAttribute("data-code")).toBe("UNAUTHORIZED");
  } finally {
    await here.close();
  }
});

test("a broken socket is shown, mended, and the figures go on", async () => {
  const here = await visit(browser, { scenario: "earning", blockSeconds: 0.5 });
  try {
    const block = here.get("block");
    await expect.poll(() => block.getAttribute("data-connection")).toBe("connected");
    // The server stays away for the first tries by not accepting sockets at all.
    await here.context.setOffline(true);
    here.node.cut();
    await here.get("connection-banner").waitFor();
    expect(await here.get("state-sentence").getAttribute("data-state")).toBe("unreachable");
    expect(await here.get("error").count()).toBe(0);
    expect(await here.get("mining-stop").isDisabled()).toBe(true);
    await expectAccessible(here.page);
    await picture(here.page, "disconnected");
    await here.context.setOffline(false);
    await expect.poll(() => here.get("connection-banner").count(), { timeout: 30_000 }).toBe(0);
    const before = await block.textContent();
    await expect.poll(() => block.textContent()).not.toBe(before);
    expect(await here.get("state-sentence").getAttribute("data-state")).toBe("earning");
  } finally {
    await here.close();
  }
});

test("a node that hangs behind an open socket is noticed, and so is its return", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    const sentence = here.get("state-sentence");
    await expect.poll(() => sentence.getAttribute("data-state")).toBe("earning");
    // Longer than the page's patience, so that no answer of that time comes while it is looked at.
    here.node.world.delayMillis = 90_000;
    const banner = here.get("connection-banner");
    await banner.waitFor({ timeout: 40_000 });
    expect(await banner.getByRole("status").textContent()).toContain("does not answer");
    expect(await sentence.getAttribute("data-state")).toBe("unreachable");
    expect(await here.get("block").getAttribute("data-connection")).toBe("disconnected");
    expect(await here.get("mining-stop").isDisabled()).toBe(true);
    await expectAccessible(here.page);
    await picture(here.page, "silent");
    here.node.world.delayMillis = 0;
    await expect.poll(() => banner.count(), { timeout: 40_000 }).toBe(0);
    await expect.poll(() => sentence.getAttribute("data-state")).toBe("earning");
  } finally {
    await here.close();
  }
});

test("trouble of the node is said on every page, and a lost network on Home", async () => {
  const here = await visit(browser, { scenario: "earning", blockSeconds: 3600 });
  try {
    await here.go("/wallet");
    await here.get("block").waitFor();
    say(here.node.world, "warning", "engine", "processDown", { name: "engine", reason: "" });
    await here.page.getByText("Engine: stopped and starts again soon.").waitFor();
    await expectAccessible(here.page);
    await picture(here.page, "alert");
    await here.go("/");
    here.node.world.connection = "disconnected";
    here.node.world.channels.network.publish(networkInfo(here.node.world));
    await expect
      .poll(() => here.get("state-sentence").getAttribute("data-state"))
      .toBe("chainLost");
    expect(await here.get("block").getAttribute("data-connection")).toBe("disconnected");
  } finally {
    await here.close();
  }
});

test("a failure that is said can be closed, closes itself after a while, and stays in the timeline", async () => {
  const here = await visit(browser, { scenario: "earning", blockSeconds: 3600 });
  try {
    // What is there when the lines are first read is no news: they are followed from here on.
    await here.get("timeline").getByText("was created").waitFor();
    await here.go("/wallet");
    const toast = here.page.getByRole("alert").filter({ hasText: "Engine: stopped too often" });
    const fail = () =>
      say(here.node.world, "error", "engine", "processGaveUp", { name: "engine", reason: "" });
    fail();
    await toast.waitFor();
    await toast.getByRole("button", { name: "Close" }).click();
    await expect.poll(() => toast.count()).toBe(0);

    // A toast under the mouse stays for as long as it is read.
    await here.page.mouse.move(0, 0);
    await here.page.clock.install();
    fail();
    await toast.waitFor();
    await here.page.clock.runFor(15_000);
    expect(await toast.count()).toBe(1);
    await here.page.clock.runFor(10_000);
    await expect.poll(() => toast.count()).toBe(0);
    await here.go("/");
    const kept = here.get("timeline").getByText("Engine: stopped too often");
    await expect.poll(() => kept.count()).toBe(2);
  } finally {
    await here.close();
  }
});

test("a node that no longer knows the token is said to refuse the page", async () => {
  const here = await visit(browser, { scenario: "ready" });
  try {
    await here.get("main").waitFor();
    here.node.refuse(true);
    here.node.cut();
    await here.page.getByText("The node refuses this page").waitFor();
  } finally {
    await here.close();
  }
});

test("the policy is strict: no script, style or request slips through it", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.page.evaluate(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    await here.get("mining-stop").click();
    await here.go("/earnings");
    await here.get("chart").waitFor();
    await here.go("/stake");
    await here.get("stake-to-0").click();
    await here.get("stake-drawer").waitFor();
    await here.page.keyboard.press("Escape");
    await here.page.keyboard.press("Control+k");
    await here.page.getByRole("dialog").waitFor();
    const evalWorks = await here.page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.slipped = true";
      document.head.append(script);
      return "slipped" in window;
    });
    expect(evalWorks).toBe(false);
    const own = here.problems.filter((problem) => !problem.includes("inline script"));
    expect(own.filter((problem) => !problem.includes("script-src-elem"))).toEqual([]);
  } finally {
    await here.close();
  }
});
