import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { whenNpmEnds } from "../native/processes/npm-parent.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const electronFolder = join(root, "node_modules", "electron");

/** What `npm start` can do on this computer. */
export type StartChoice =
  | { readonly kind: "desktop"; readonly binary: string }
  | { readonly kind: "headless"; readonly reason: string };

/** How long fetching Electron's binary may take before the browser is used instead. */
const FETCH_MILLIS = 300_000;

/** Chooses desktop where a display and Electron's binary are there or the binary can be fetched; otherwise says why not. */
export function chooseStart(facts: {
  readonly display: boolean;
  readonly binary: () => string | undefined;
  readonly fetch: () => boolean;
}): StartChoice {
  if (!facts.display) return { kind: "headless", reason: "there is no display" };
  const binary = facts.binary() ?? (facts.fetch() ? facts.binary() : undefined);
  return binary === undefined
    ? { kind: "headless", reason: "Electron's binary is not here and cannot be fetched" }
    : { kind: "desktop", binary };
}

function hasDisplay(): boolean {
  return (
    process.platform !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
  );
}

function electronBinary(): string | undefined {
  const pathFile = join(electronFolder, "path.txt");
  if (!existsSync(pathFile)) return undefined;
  const binary = join(electronFolder, "dist", readFileSync(pathFile, "utf8").trim());
  return existsSync(binary) ? binary : undefined;
}

function fetchElectron(): boolean {
  console.log("Fetching Electron's binary, once.");
  const fetched = spawnSync(process.execPath, [join(electronFolder, "install.js")], {
    stdio: "ignore",
    timeout: FETCH_MILLIS,
  });
  return fetched.status === 0;
}

/** Runs a program of the checkout in the foreground; this process then ends as it ended. */
function runInstead(command: string, parameters: readonly string[]): void {
  const child = spawn(command, parameters, { cwd: root, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => child.kill(signal));
  }
  whenNpmEnds(() => child.kill("SIGTERM"));
  child.on("exit", (code) => process.exit(code ?? 1));
}

function buildDesktop(): boolean {
  const steps = [
    [
      join(root, "node_modules", "vite", "bin", "vite.js"),
      "build",
      "renderer",
      "--logLevel",
      "warn",
    ],
    [
      join(root, "node_modules", "typescript", "bin", "tsc"),
      "-p",
      join("electron", "tsconfig.build.json"),
    ],
  ];
  return steps.every(
    (step) => spawnSync(process.execPath, step, { cwd: root, stdio: "inherit" }).status === 0,
  );
}

if (import.meta.main) {
  const choice = chooseStart({
    display: hasDisplay(),
    binary: electronBinary,
    fetch: fetchElectron,
  });
  if (choice.kind === "desktop" && buildDesktop()) {
    runInstead(choice.binary, [root]);
  } else {
    const reason = choice.kind === "headless" ? choice.reason : "the window could not be built";
    console.log(
      `No desktop window: ${reason}. The same node runs headless; its page opens in the browser at the address below.`,
    );
    runInstead(process.execPath, [
      join(root, "native", "headless.ts"),
      "--open",
      ...process.argv.slice(2),
    ]);
  }
}
