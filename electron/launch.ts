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

/** How a program ended: its exit code or the signal that ended it, after so many milliseconds. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly millis: number;
}

/** A crash this early is Electron's own start, not something that a person did in the window. */
const EARLY_MILLIS = 10_000;
/** What Electron's start dies of where a library, the sandbox or the display's server is missing. */
const CRASHES: ReadonlySet<string> = new Set(["SIGTRAP", "SIGABRT", "SIGSEGV", "SIGILL", "SIGBUS"]);

/** True where Electron itself could not start: the loader lacks a library (127), or it crashed at once. */
export function couldNotOpen({ code, signal, millis }: ProgramEnd): boolean {
  if (millis > EARLY_MILLIS) return false;
  // Through a shell a signal arrives as 128 and its number; 133 is SIGTRAP, 134 SIGABRT, 139 SIGSEGV.
  return code === 127 || code === 133 || code === 134 || code === 139 || CRASHES.has(signal ?? "");
}

/** Runs a program of the checkout in the foreground; this process then ends as it ended, unless `instead` takes over. */
function runInstead(
  command: string,
  parameters: readonly string[],
  instead: (end: ProgramEnd) => boolean = () => false,
): void {
  const started = performance.now();
  const child = spawn(command, parameters, { cwd: root, stdio: "inherit" });
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of signals) process.on(signal, pass);
  const stopWatching = whenNpmEnds(() => child.kill("SIGTERM"));
  const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
    for (const each of signals) process.off(each, pass);
    stopWatching();
    if (!instead({ code, signal, millis: performance.now() - started })) process.exit(code ?? 1);
  };
  child.once("exit", ended);
  // A binary that cannot be run at all never exits.
  child.once("error", () => child.pid === undefined && ended(127, null));
}

function runHeadless(reason: string): void {
  console.log(
    `No desktop window: ${reason}. The same node runs headless; its page opens in the browser at the address below.`,
  );
  runInstead(process.execPath, [
    join(root, "native", "headless.ts"),
    "--open",
    ...process.argv.slice(2),
  ]);
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
    runInstead(choice.binary, [root], (end) => {
      if (!couldNotOpen(end)) return false;
      runHeadless("Electron could not start on this system, as its lines above say");
      return true;
    });
  } else {
    runHeadless(choice.kind === "headless" ? choice.reason : "the window could not be built");
  }
}
