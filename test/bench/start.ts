import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { chromium } from "playwright";
import { builtPage } from "../../native/host/page/page-build.ts";
import { findBrowser } from "../e2e/browser.ts";
import { startHeadless } from "./headless-node.ts";
import { millisOf, type Row, repeat, type Section, spread } from "./measure.ts";

/** From nothing running to a page that can be used. */
export const start: Section = {
  name: "start",
  about: "a fresh data folder, the page already built; the files of both are in the system's cache",
  run: async ({ runs, folder, say }) => {
    await builtPage(say);
    const executablePath = findBrowser();
    if (executablePath === undefined) say("no Chromium here, so the page is not measured");
    const all = await repeat(runs, async (run) => {
      const bareNode = await millisOf(emptyNode);
      const blankPage = executablePath && (await browse(executablePath));
      const node = await startHeadless(join(folder, `${run}`));
      try {
        // Past the first run, whose screens wait for a person.
        await node.client.node.saveSetup({ step: "done", network: "practice" });
        const page = executablePath && (await browse(executablePath, node.url));
        return { bareNode, blankPage, ready: node.readyMillis, page };
      } finally {
        await node.close();
      }
    });
    const ready = all.map((each) => each.ready);
    const bare = all.map((each) => each.bareNode);
    const rows: Row[] = [
      {
        name: "node, spawn to ready line",
        unit: "ms",
        measured: spread(ready),
        against: { name: "node -e 0", measured: spread(bare) },
      },
    ];
    const paged = all.flatMap(({ page, blankPage, ready, bareNode }) =>
      page && blankPage ? [{ page, blankPage, ready, bareNode }] : [],
    );
    if (paged.length === 0) return rows;
    const blank = spread(paged.map(({ blankPage }) => blankPage));
    return [
      ...rows,
      {
        name: "page, Chromium's start to interactive",
        unit: "ms",
        measured: spread(paged.map(({ page }) => page)),
        against: { name: "Chromium with a blank page", measured: blank },
      },
      {
        name: "both, one after the other",
        unit: "ms",
        measured: spread(paged.map(({ page, ready }) => page + ready)),
        against: {
          name: "both alternatives",
          measured: spread(paged.map(({ blankPage, bareNode }) => blankPage + bareNode)),
        },
      },
    ];
  },
};

async function emptyNode(): Promise<void> {
  await once(spawn(process.execPath, ["-e", "0"], { stdio: "ignore" }), "exit");
}

/** Milliseconds from a fresh Chromium's start to a page that can be used; without an address, to a blank one. */
async function browse(executablePath: string, url?: string): Promise<number> {
  const started = performance.now();
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    await page.goto(url ?? "about:blank");
    if (url !== undefined) await page.getByTestId("main").waitFor({ timeout: 60_000 });
    return performance.now() - started;
  } finally {
    await browser.close();
  }
}
