import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("../../native/practice/main.ts", import.meta.url));
const READY_MILLIS = 60_000;

/** What a practice node says once it serves. */
export interface Ready {
  readonly endpoint: string;
  readonly genesis: string;
}

/** A practice node in a process of its own. */
export interface PracticeProcess {
  readonly child: ChildProcess;
  /** Rejects with what it wrote to standard error when it ends before it serves, or takes longer than a minute. */
  readonly ready: Promise<Ready>;
  readonly ended: Promise<void>;
  /** What it wrote to standard error so far. */
  errors(): string;
}

/** Starts a practice node; whoever starts it ends it. */
export function startProcess(folder: string, parameters: readonly string[]): PracticeProcess {
  const child = spawn(process.execPath, [entry, "--data-dir", folder, ...parameters], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  let errors = "";
  child.stderr.on("data", (text) => {
    errors += String(text);
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const ready = new Promise<Ready>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`not ready: ${errors}`)), READY_MILLIS);
    child.stdout.on("data", (text) => {
      said += String(text);
      const line = said.split("\n")[0] ?? "";
      if (!said.includes("\n")) return;
      clearTimeout(late);
      resolve(JSON.parse(line) as Ready);
    });
    child.once("close", () => {
      clearTimeout(late);
      reject(new Error(`ended before it served: ${errors}`));
    });
  });
  // Who kills it before it serves does not wait for it.
  ready.catch(() => undefined);
  return { child, ready, ended, errors: () => errors };
}
