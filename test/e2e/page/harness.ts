import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright";
import { expect } from "vitest";
import { type FakeNode, type FakeNodeOptions, startFakeNode } from "../../fakes/fake-node.ts";
import { ensureBrowser } from "../browser.ts";

/** Where pictures of the page are left to be looked at. */
const pictures = join(import.meta.dirname, "../../../test-results/page");

/** The two window sizes the page is designed for. */
export const sizes = [
  { width: 1280, height: 800 },
  { width: 900, height: 600 },
] as const;

/** A browser, ended by whoever started it. */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await ensureBrowser(), args: ["--no-sandbox"] });
}

/** Every page and panel that has an address, by the name of its picture. */
export const pages = {
  home: "/",
  mine: "/mine",
  models: "/models",
  earnings: "/earnings",
  wallet: "/wallet",
  stake: "/stake",
  network: "/network",
  validate: "/validate",
  doctor: "/doctor",
  settings: "/settings",
  "mine-hardware": "/mine/hardware",
  "mine-device": "/mine/hardware/gpu-1",
  "mine-governor": "/mine/governor",
  "mine-endpoint": "/mine/endpoint",
  "mine-requests": "/mine/requests",
  "home-device": "/device/gpu-0",
  "models-one": "/models/here/qwen3-4b-q4_k_m",
  "models-browse": "/models/browse",
  "models-file": "/models/browse/llama-3.3-70b-q4_k_m",
  "models-add": "/models/browse/add",
  "models-downloads": "/models/downloads",
  "models-download-settings": "/models/downloads/settings",
  "models-receipt": "/models/receipt",
} as const;

/** The page on a fake node of its own. */
export interface Visit {
  readonly node: FakeNode;
  readonly page: Page;
  readonly context: BrowserContext;
  /** Everything the browser complained about: errors, policy violations, requests that left this computer's node. */
  readonly problems: string[];
  readonly get: (testId: string) => Locator;
  readonly go: (path: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens the page of a fresh fake node. */
export async function visit(
  browser: Browser,
  options: FakeNodeOptions & { readonly scheme?: "dark" | "light" } = {},
): Promise<Visit> {
  const node = await startFakeNode(options);
  const context = await browser.newContext({
    colorScheme: options.scheme ?? "dark",
    viewport: { ...sizes[0] },
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("request", (request) => {
    const { host, protocol } = new URL(request.url());
    if (!node.origin.endsWith(host) && protocol !== "blob:") problems.push(request.url());
  });
  await page.goto(node.url);
  return {
    node,
    page,
    context,
    problems,
    get: (testId) => page.getByTestId(testId),
    go: async (path) => {
      await page.goto(`${node.origin}/#${path}`);
      await page.getByTestId("main").waitFor();
    },
    close: async () => {
      await context.close();
      await node.close();
    },
  };
}

/** Waits until a control can be used, for what presses it without looking: a key, or a click on the hidden box of a switch. */
export async function enabled(control: Locator): Promise<Locator> {
  await expect.poll(() => control.isEnabled()).toBe(true);
  return control;
}

/** Fails with what axe found on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(
    (violation) =>
      `${violation.id}: ${violation.nodes.map((one) => `${one.target.join(" ")} ${one.failureSummary ?? ""}`).join("; ")}`,
  );
  expect(found).toEqual([]);
}

/** Takes a picture at both sizes and leaves the window at the first. */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  for (const size of [...sizes].reverse()) {
    await page.setViewportSize({ ...size });
    await page.screenshot({ path: join(pictures, `${name}-${size.width}.png`) });
  }
}

/** Fails where the page, or a table in it, needs a sideways scroll bar at either size. */
export async function expectNoOverflow(page: Page): Promise<void> {
  for (const size of [...sizes].reverse()) {
    await page.setViewportSize({ ...size });
    await expect.poll(() => overflowing(page), { message: `at ${size.width}` }).toEqual([]);
  }
}

/** What is larger than its place: the window's content, the page, and tables by their caption. */
export function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const main = document.querySelector("main");
    const found = main !== null && main.scrollWidth > main.clientWidth ? ["main"] : [];
    // Only the page scrolls; a window that does moves rail and bar away.
    if (document.documentElement.scrollHeight > innerHeight) found.push("window");
    for (const place of document.querySelectorAll("[role=group]:has(> table)")) {
      if (place.scrollWidth <= place.clientWidth) continue;
      found.push(place.getAttribute("aria-label") ?? "");
    }
    return found;
  });
}

/** Goes to a view and waits until nothing loads and the Doctor has looked at everything. */
export async function settle({ page, go }: Visit, path: string): Promise<void> {
  await go(path);
  await page.waitForFunction(
    () =>
      document.querySelector(
        '[aria-busy="true"], [data-state="loading"], [data-testid="doctor-run"][aria-disabled="true"]',
      ) === null,
  );
}

/** Goes to a view, waits until it is whole, and looks at it as every view is looked at: axe, no overflow, a picture. */
export async function lookAt(here: Visit, path: string, name: string): Promise<void> {
  await settle(here, path);
  await expectAccessible(here.page);
  await expectNoOverflow(here.page);
  await picture(here.page, name);
}
