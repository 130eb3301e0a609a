import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "playwright";

const installed = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

/** The path of a Chromium: HEARTH_BROWSER, playwright's own, or the system's; undefined where there is none. */
export function findBrowser(): string | undefined {
  const named = process.env.HEARTH_BROWSER;
  return [named, chromium.executablePath(), ...installed].find(
    (path) => path !== undefined && path !== "" && existsSync(path),
  );
}

/** One program to run on the way to a browser. */
type Attempt = readonly [command: string, parameters: readonly string[]];

/** Root on a system with apt takes the distribution's Chromium; anybody else lets playwright download its own. */
function attempts(): readonly Attempt[] {
  const own: Attempt = ["node_modules/.bin/playwright", ["install", "chromium"]];
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync("/usr/bin/apt-get")) return [own];
  return [
    ["apt-get", ["update", "-qq"]],
    ["apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"]],
    ["node_modules/.bin/playwright", ["install", "--with-deps", "chromium"]],
  ];
}

/** A Chromium to test with; where none is found one is installed. Throws when that does not work either. */
export async function ensureBrowser(): Promise<string> {
  const found = findBrowser();
  if (found !== undefined) return found;
  for (const [command, parameters] of attempts()) {
    console.log(`no browser found: ${command} ${parameters.join(" ")}`);
    spawnSync(command, parameters, {
      stdio: ["ignore", "inherit", "inherit"],
      timeout: 600_000,
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    const now = findBrowser();
    if (now !== undefined) return now;
  }
  throw new Error(
    "no Chromium was found and none could be installed; set HEARTH_BROWSER to the path of one",
  );
}
