import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changeEndpoint } from "../../fakes/fake-node/machine/endpoint-desk.ts";
import { expectAccessible, expectNoOverflow, picture, startBrowser, visit } from "./harness.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const router = { kind: "upnp1", host: "192.168.1.1", name: "Home Router 3000" } as const;

test("on the practice network nothing can be set, and the page says why", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    await here.go("/mine");
    await picture(here.page, "mine-overview");
    await here.page.getByRole("link", { name: "How validators reach you" }).click();
    await expect
      .poll(() => here.get("endpoint-sentence").textContent())
      .toContain("no router is asked");
    expect(await here.get("endpoint-form").count()).toBe(0);
    expect(await here.get("endpoint-ask").count()).toBe(0);
    await expectAccessible(here.page);
    await picture(here.page, "endpoint-practice");
    expect(here.problems).toEqual([]);
  } finally {
    await here.close();
  }
});

test("from closed to forwarded, by keyboard: one switch, one save, and the router's answer", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    const { world } = here.node;
    changeEndpoint(world, { network: "finney" });
    await here.go("/mine/endpoint");
    const sentence = here.get("endpoint-sentence");
    await expect.poll(() => sentence.textContent()).toContain("this computer only");
    expect(await here.get("endpoint-state").textContent()).toBe("Not reachable");
    await picture(here.page, "endpoint-closed");
    const forward = here.page.getByRole("switch", { name: "Let the router forward the port" });
    await forward.focus();
    await here.page.keyboard.press("Space");
    // A router leads nowhere else: the home network is chosen with it.
    expect(await here.page.getByRole("radio", { name: "Home network" }).isChecked()).toBe(true);
    await here.get("endpoint-changed").waitFor();
    await expectAccessible(here.page);
    await here.page.keyboard.press("Enter");
    await here.get("endpoint-changed").waitFor({ state: "detached" });
    expect(world.endpoint.settings).toEqual({ listen: "home", forward: true });
    await expect.poll(() => sentence.textContent()).toContain("asked when you start mining");
    await here.get("endpoint-ask").click();
    await expect
      .poll(() => here.get("endpoint-router").textContent())
      .toBe("Can forward · Home Router 3000 · UPnP");
    const open = { host: "0.0.0.0", port: 42_001 };
    const until = Date.now() + 3_600_000;
    const forwarded = { externalIp: "8.8.4.4", externalPort: 42_001, until };
    changeEndpoint(world, { open, forwarding: { kind: "forwarded", router, ...forwarded } });
    await expect
      .poll(() => sentence.textContent())
      .toBe("Validators are told 8.8.4.4:42001, and your router leads that to this computer.");
    expect(await here.get("endpoint-state").textContent()).toBe("Open");
    await expectAccessible(here.page);
    await expectNoOverflow(here.page);
    await picture(here.page, "endpoint-forwarded");
    expect(here.problems).toEqual([]);
  } finally {
    await here.close();
  }
});

test("a router that does not help says why and what to do, and what cannot be saved changes nothing", async () => {
  const here = await visit(browser, { scenario: "earning", scheme: "light" });
  try {
    const { world } = here.node;
    const settings = { listen: "home", forward: true } as const;
    const open = { host: "0.0.0.0", port: 42_001 };
    const retryAt = Date.now() + 60_000;
    changeEndpoint(world, {
      ...{ network: "finney", settings, open },
      forwarding: { kind: "failed", trouble: "refused", router, retryAt },
    });
    await here.go("/mine/endpoint");
    const sentence = here.get("endpoint-sentence");
    await expect.poll(() => sentence.textContent()).toContain("does not allow programs");
    expect(await here.get("endpoint-advice").textContent()).toContain("Allow UPnP or NAT-PMP");
    await picture(here.page, "endpoint-refused-light");
    const behind = { externalIp: "100.72.3.4", externalPort: 42_001 };
    changeEndpoint(world, { forwarding: { kind: "forwarded", router, ...behind } });
    await expect.poll(() => sentence.textContent()).toContain("shared among many");

    await here.get("endpoint-announce").fill("192.168.1.20");
    await here.get("endpoint-save").click();
    await here.get("error").waitFor();
    expect(await here.get("error").getAttribute("data-code")).toBe("BAD_INPUT");
    expect(await here.get("error").textContent()).toContain("not an address of the internet");
    await here.get("endpoint-announce").fill("9.9.9.9");
    await here.get("endpoint-announce-port").fill("99999");
    await expect.poll(() => here.get("endpoint-save").isDisabled()).toBe(true);
    await here.get("endpoint-announce-port").fill("7000");
    await here.get("endpoint-port").fill("80");
    await here.get("endpoint-save").click();
    await expect.poll(() => here.get("error").getAttribute("data-code")).toBe("PORT_TAKEN");
    await expectAccessible(here.page);
    expect(world.endpoint.settings).toEqual(settings);
    await here.get("endpoint-port").fill("");
    await here.get("endpoint-save").click();
    await expect.poll(() => sentence.textContent()).toContain("9.9.9.9:7000");
    expect(here.problems.filter((problem) => !problem.includes("WebSocket"))).toEqual([]);

    // What the Doctor or the command line saves is in the form at once.
    changeEndpoint(world, { settings: { listen: "address", address: "fd00::20", forward: false } });
    await expect.poll(() => here.get("endpoint-address").inputValue()).toBe("fd00::20");
    await expectNoOverflow(here.page);
    await picture(here.page, "endpoint-address-light");
  } finally {
    await here.close();
  }
});

test("a node that does not answer is said, and the page comes back by itself", async () => {
  const here = await visit(browser, { scenario: "earning" });
  try {
    here.node.world.failNext("mining.watchEndpoint", "INTERNAL", { reason: "the disk is gone" });
    await here.go("/mine/endpoint");
    await here.get("endpoint-sentence").waitFor();
  } finally {
    await here.close();
  }
});
