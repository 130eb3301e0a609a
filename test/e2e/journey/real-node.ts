import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, Locator, Page } from "playwright";
import { expect } from "vitest";
import { allGone, type Product, startProduct } from "../../fakes/product.ts";

const pictures = join(import.meta.dirname, "../../../test-results/journey");

/** The page of the real node in a real browser. */
export interface RealVisit {
  readonly node: Product;
  readonly page: Page;
  readonly context: BrowserContext;
  /** Everything the browser complained about, and every request that left this computer's node. */
  readonly problems: string[];
  readonly get: (testId: string) => Locator;
  /** Follows the rail to a page. */
  readonly to: (page: string) => Promise<void>;
  readonly picture: (name: string) => Promise<void>;
}

/** Starts the real node on `folder`, at its default pace, and opens the page that its ready line names. */
export async function visitRealNode(browser: Browser, folder: string): Promise<RealVisit> {
  const node = await startProduct({ folder, parameters: [] });
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: "dark",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  const origin = new URL(node.url).host;
  page.on("request", (request) => {
    if (new URL(request.url()).host !== origin) problems.push(request.url());
  });
  await page.goto(node.url);
  const get = (testId: string): Locator => page.getByTestId(testId);
  return {
    node,
    page,
    context,
    problems,
    get,
    to: async (name) => {
      await get(`nav-${name}`).click();
      await get("main").waitFor();
    },
    picture: async (name) => {
      await mkdir(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${name}.png`) });
    },
  };
}

/** Closes the page and the node, and proves that neither left anything: no process, no complaint. */
export async function endVisit(visit: RealVisit): Promise<void> {
  const children = visit.node.processes();
  await visit.context.close();
  expect((await visit.node.end("SIGTERM")).code).toBe(0);
  await allGone(children);
}
