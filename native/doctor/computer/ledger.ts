import { stat } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import { processEntry } from "../../processes/entry.ts";
import { bad, byPerson, type Check, check, good, type Judgement } from "../check.ts";
import { bytesText } from "../text.ts";

/** SQLite's own verdict on the ledger: "ok", or the first thing that is wrong. */
export interface LedgerFacts {
  readonly verdict: string;
  readonly bytes: number;
}

/** Whether the ledger is whole. */
export function judgeLedger({ verdict, bytes }: LedgerFacts): Judgement {
  const evidence = { verdict, size: bytesText(bytes) };
  return verdict === "ok" ? good(evidence) : bad("damaged", evidence, byPerson("startAgain"));
}

/** The check of the ledger over a connection of its own that only reads. */
export function ledgerCheck(file: string): Check {
  return check({
    id: "ledger",
    group: "computer",
    timeout: 20_000,
    probe: async (signal) => {
      const { size } = await stat(file);
      return { verdict: await verdictOn(file, signal), bytes: size };
    },
    judge: judgeLedger,
  });
}

/** Asked in a thread: reading a year's ledger from a hard disk takes seconds, in which the node must go on answering. */
async function verdictOn(file: string, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const thread = new Worker(processEntry("./ledger-thread.ts", import.meta.url), {
    workerData: file,
  });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const leave = (): void => reject(signal.reason);
  signal.addEventListener("abort", leave, { once: true });
  thread.on("message", resolve);
  thread.on("error", reject);
  thread.on("exit", () => reject(new Error("its thread ended without an answer")));
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", leave);
    // Not waited for: SQLite hears it only after the page that it reads.
    void thread.terminate();
  }
}
