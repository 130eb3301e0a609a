import { open } from "node:fs/promises";
import { basename } from "node:path";
import { Worker } from "node:worker_threads";
import { HearthError } from "../../api/errors.ts";
import { processEntry } from "../../processes/entry.ts";
import type { JoinedHead, PartBytes } from "../join/joined-head.ts";
import {
  type HeadFacts,
  type HeadOutcome,
  type HeadTask,
  headOutcome,
} from "./thread/head-task.ts";

/** A task with the number that its answer will have. */
export interface HeadOrder {
  readonly number: number;
  readonly task: HeadTask;
}

/** A head within so many bytes is read at once, which takes some milliseconds at most; others are for the thread. */
const AT_ONCE = 256 * 1024;

/**
 * What the head of a local file says. Throws MODEL_DAMAGED with the reason, BAD_INPUT for one part of several, or what the file
 * system throws.
 */
export async function readFileHead(path: string): Promise<HeadFacts> {
  const first = await firstOf(path);
  const found = told(first.kind === "more" ? await inThread({ kind: "file", path }) : first);
  if (found === undefined) throw new Error("a file gave no facts");
  return found;
}

/** Whether a file begins with a head at all, whatever it says. Throws as readFileHead, but for what a model must have. */
export async function checkFileHead(path: string): Promise<void> {
  told(await inThread({ kind: "check", path }));
}

/**
 * What a model in several parts says, from the first bytes of each; or which parts, from 0, more bytes are needed of. Throws as
 * readFileHead.
 */
export async function readHeadOfParts(
  parts: readonly PartBytes[],
  file: string,
): Promise<HeadFacts | { readonly short: readonly number[] }> {
  const outcome = await inThread({ kind: "joinBytes", parts, file });
  if (outcome.kind === "short") return { short: outcome.parts };
  const found = told(outcome);
  if (found === undefined) throw new Error("parts gave no facts");
  return found;
}

/** The head that the parts of a model have together, and where their data lie. `file` is what to call it. Throws as readFileHead. */
export async function joinFileHeads(paths: readonly string[], file: string): Promise<JoinedHead> {
  const outcome = await inThread({ kind: "join", paths, file });
  if (outcome.kind === "joined") return { head: Buffer.from(outcome.head), pieces: outcome.pieces };
  told(outcome);
  throw new Error("parts gave no head");
}

async function firstOf(path: string): Promise<HeadOutcome> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(AT_ONCE, size));
    await handle.read(bytes, 0, bytes.length, 0);
    return headOutcome({ kind: "bytes", bytes, fileSize: size, file: basename(path) });
  } finally {
    await handle.close();
  }
}

/** What the first bytes of a file say; undefined when more of them are needed. The bytes are the reader's from here on. Throws as readFileHead. */
export async function readHeadWithin(
  bytes: Buffer,
  fileSize: number,
  file: string,
): Promise<HeadFacts | undefined> {
  const first = headOutcome({ kind: "bytes", bytes: bytes.subarray(0, AT_ONCE), fileSize, file });
  if (first.kind !== "more" || bytes.length <= AT_ONCE) return told(first);
  return told(await inThread({ kind: "bytes", bytes, fileSize, file }));
}

function told(outcome: HeadOutcome): HeadFacts | undefined {
  switch (outcome.kind) {
    case "facts":
      return { facts: outcome.facts, sizeBytes: outcome.sizeBytes };
    case "more":
    case "short":
    case "sound":
    case "joined":
      return undefined;
    case "refused":
      throw new HearthError(outcome.code, outcome.detail);
    case "system":
      throw Object.assign(new Error(outcome.message), { code: outcome.code });
    default:
      return outcome satisfies never;
  }
}

interface Waiting {
  readonly resolve: (outcome: HeadOutcome) => void;
  readonly reject: (error: unknown) => void;
}
interface Running {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

let running: Running | undefined;
let numbers = 0;

/** All heads that wait share one thread, which ends with the last of them: a folder of fifty models is no fifty threads. */
function inThread(task: HeadTask): Promise<HeadOutcome> {
  running ??= startThread();
  const { worker, waiting } = running;
  const number = numbers++;
  const { promise, resolve, reject } = Promise.withResolvers<HeadOutcome>();
  waiting.set(number, { resolve, reject });
  const order: HeadOrder = { number, task };
  // Some MiB that nobody here needs any more are handed over and not copied.
  worker.postMessage(order, task.kind === "bytes" ? [task.bytes.buffer as ArrayBuffer] : []);
  return promise;
}

function startThread(): Running {
  const worker = new Worker(processEntry("./thread/head-thread.ts", import.meta.url));
  const own: Running = { worker, waiting: new Map() };
  const end = (): void => {
    if (running === own) running = undefined;
    void worker.terminate();
  };
  const fail = (error: unknown): void => {
    for (const { reject } of own.waiting.values()) reject(error);
    own.waiting.clear();
    end();
  };
  worker.on("message", ({ number, outcome }: { number: number; outcome: HeadOutcome }) => {
    const asker = own.waiting.get(number);
    own.waiting.delete(number);
    if (own.waiting.size === 0) end();
    asker?.resolve(outcome);
  });
  // A head can run the thread out of memory; that is the head's fault and nobody else's.
  worker.on("error", fail);
  worker.on("exit", () => fail(new Error("the thread that reads heads ended")));
  return own;
}
