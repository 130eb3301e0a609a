import { parentPort } from "node:worker_threads";
import type { HeadOrder } from "../read-head.ts";
import { headOutcome } from "./head-task.ts";

/** The thread behind read-head.ts: one head after another, each answered under its number. */
parentPort?.on("message", ({ number, task }: HeadOrder) => {
  parentPort?.postMessage({ number, outcome: headOutcome(task) });
});
