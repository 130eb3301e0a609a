import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { MiningStatus, MiningStepName } from "../../native/api/mining.ts";
import { type Connection, connectTo, type HearthClient } from "../../native/cli/connect.ts";

/** The repository's root. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Four blocks a second and an epoch every five seconds: fast, and slow enough for two busy cores. */
export const fastPace: readonly string[] = ["--block-time", "0.25", "--tempo", "20"];

/** How a program ended and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A started program of the repository. */
export interface Started {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** What it has said so far. */
  said(): { readonly stdout: string; readonly stderr: string };
  kill(signal: NodeJS.Signals): void;
}

/** What to run and where; `environment` is added to this process's own. */
export interface ProgramOptions {
  /** Node unless told. */
  readonly command?: string;
  /** Words before the parameters, for a command that runs another. */
  readonly before?: readonly string[];
  readonly cwd?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** What still runs; a test that failed before it could end its node leaves it to the end of the worker. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGTERM");
});

/** Starts a program and keeps what it says. Whoever started it ends it. */
export function startProgram(parameters: readonly string[], options: ProgramOptions = {}): Started {
  const child: ChildProcess = spawn(
    options.command ?? process.execPath,
    [...(options.before ?? []), ...parameters],
    {
      cwd: options.cwd ?? root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, HEARTH_HOME: undefined, ...options.environment },
    },
  );
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  running.add(child);
  const ended = once(child, "exit").then(async ([code, signal]): Promise<Ended> => {
    running.delete(child);
    // The last words may still be in the pipe; a grandchild could hold it open for ever.
    await Promise.race([once(child, "close"), delay(300)]);
    return { code, signal, stdout, stderr };
  });
  return {
    pid: child.pid ?? 0,
    ended,
    said: () => ({ stdout, stderr }),
    kill: (signal) => void child.kill(signal),
  };
}

/** Runs `hearth` with these words and waits for its end. */
export async function hearth(
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return startProgram(["native/cli/main.ts", ...parameters], { environment }).ended;
}

/** A folder for one test; `remove()` deletes it. */
export function temporaryFolder(name = "product"): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `hearth-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** A real headless node as a child process. */
export interface Product extends AsyncDisposable {
  readonly folder: string;
  readonly pid: number;
  readonly url: string;
  readonly client: HearthClient;
  /** A second client, as a page that was opened anew. */
  connect(): Promise<Connection>;
  /** All processes below it, at this moment. */
  processes(): readonly number[];
  said(): { readonly stdout: string; readonly stderr: string };
  /** Sends the signal and waits until it ended; also says how long that took in milliseconds. */
  end(signal?: NodeJS.Signals): Promise<Ended & { readonly millis: number }>;
}

/** Where and how the node is to run. */
export interface ProductOptions extends ProgramOptions {
  readonly folder: string;
  /** `fastPace` unless told. */
  readonly parameters?: readonly string[];
}

/** The words that start the node on a folder. */
export function headlessCommand(folder: string, parameters = fastPace): readonly string[] {
  return ["native/headless.ts", "--data-dir", folder, ...parameters];
}

/** Starts a node that is expected to refuse, and returns its one JSON line with how it ended. */
export async function refusedStart(
  options: ProductOptions,
): Promise<Ended & { readonly line: { ready: boolean; code?: string; detail?: object } }> {
  const program = startProgram(headlessCommand(options.folder, options.parameters), options);
  const ended = await program.ended;
  return { ...ended, line: JSON.parse(ended.stdout.trim() || "null") };
}

/** Starts the real node, waits for its ready line and connects. Throws with all it said when it ends instead. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const program = startProgram(headlessCommand(options.folder, options.parameters), options);
  const ready = await Promise.race([
    until(() => firstLine(program.said().stdout), "the ready line", 150_000),
    program.ended.then((ended) => {
      throw new Error(`the node ended: ${JSON.stringify(ended)}`);
    }),
  ]);
  const { url, pid } = JSON.parse(ready) as { url: string; pid: number };
  const token = new URL(url).hash.replace("#token=", "");
  const connection = await connectTo(url, token, options.folder);
  const end = async (signal: NodeJS.Signals = "SIGTERM") => {
    connection.close();
    const before = performance.now();
    program.kill(signal);
    const ended = await program.ended;
    return { ...ended, millis: performance.now() - before };
  };
  return {
    folder: options.folder,
    pid,
    url,
    client: connection.client,
    connect: () => connectTo(url, token, options.folder),
    processes: () => descendants(pid),
    said: program.said,
    end,
    [Symbol.asyncDispose]: async () => {
      const children = descendants(pid);
      await end("SIGTERM");
      await allGone(children);
    },
  };
}

function firstLine(text: string): string | undefined {
  const end = text.indexOf("\n");
  return end < 0 ? undefined : text.slice(0, end);
}

/** All processes below `pid`, from /proc. */
export function descendants(pid: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(Number(name));
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const found: number[] = [];
  for (let level = [pid]; level.length > 0; ) {
    level = [...parents].filter(([, parent]) => level.includes(parent)).map(([child]) => child);
    found.push(...level);
  }
  return found;
}

function parentOf(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before it may hold anything, closing brackets too.
    const [state, parent] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return state === "Z" ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}

/** True while a process of that number runs; one that only waits to be reaped does not. */
export function isAlive(pid: number): boolean {
  return parentOf(pid) !== undefined;
}

/** Waits until none of these processes runs. Throws naming those that are left. */
export async function allGone(pids: readonly number[], millis = 90_000): Promise<void> {
  await until(
    () => (pids.some(isAlive) ? undefined : true),
    () => `the end of processes ${pids.filter(isAlive).join(", ")}`,
    millis,
  );
}

/** Asks again and again until there is an answer. Throws naming what was waited for. */
export async function until<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  what: string | (() => string),
  millis = 90_000,
): Promise<T> {
  const end = performance.now() + millis;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) {
      throw new Error(`waited ${millis} ms for ${typeof what === "string" ? what : what()}`);
    }
    await delay(100);
  }
}

/** Waits until mining is as `wanted` says, and returns that status. Throws with the last status. */
export async function untilMining(
  client: HearthClient,
  wanted: (status: MiningStatus) => boolean,
  what: string,
  millis = 90_000,
): Promise<MiningStatus> {
  let last: MiningStatus | undefined;
  return until(
    async () => {
      last = await client.mining.status({});
      return wanted(last) ? last : undefined;
    },
    () => `${what}; mining is ${JSON.stringify(last)}`,
    millis,
  );
}

/** One step of a mining status. */
export function stepOf(status: MiningStatus, name: MiningStepName): MiningStatus["steps"][number] {
  const found = status.steps.find((step) => step.name === name);
  if (found === undefined) throw new Error(`there is no step ${name}`);
  return found;
}

/** The code of a failed call; throws when the call succeeds. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: { code?: unknown; message?: unknown }) => ({ code: error.code ?? error.message }),
  );
  if ("value" in outcome) throw new Error(`it succeeded: ${JSON.stringify(outcome.value)}`);
  return String(outcome.code);
}

/** The password of every wallet of these tests. */
export const password = "correct horse 9";

/** A wallet with practice TAO and everything mining needs; returns the hotkey's address. */
export async function readyWallet(client: HearthClient, name = "alice"): Promise<string> {
  const { wallet } = await client.wallet.create({ name, hotkey: "miner", password });
  await client.practice.faucet({ wallet: name, amount: "1000000000000" });
  return wallet.hotkeys[0]?.address ?? "";
}

/** Changes one byte in the middle of a file's weights and returns all of its bytes. */
export function flipByte(file: string): Buffer {
  const bytes = readFileSync(file);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 0x10;
  writeFileSync(file, bytes);
  return bytes;
}
