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

/**
 * A Chromium to test with. Where none is found, playwright downloads its own, or, as root on Debian, the system's package
 * manager installs one. Throws when neither works, with what was tried.
 */
export async function ensureBrowser(): Promise<string> {
  const found = findBrowser();
  if (found !== undefined) return found;
  const attempts: readonly (readonly [string, readonly string[]])[] = [
    ["node_modules/.bin/playwright", ["install", "--with-deps", "chromium"]],
    ["apt-get", ["update", "-qq"]],
    ["apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"]],
  ];
  for (const [command, parameters] of attempts) {
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
