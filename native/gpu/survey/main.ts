import { Worker } from "node:worker_threads";
import { reasonOf } from "../../api/errors.ts";
import { processEntry } from "../../processes/entry.ts";
import { parentPort } from "../../processes/parent-port.ts";
import { endOwnGroup, leadGroup } from "./process-group.ts";

/**
 * The survey's process: posts the graphics cards that systeminformation lists as `{ graphics }`, or `{ failed }`, once. It lists them
 * in a thread, so that it hears its parent go while a program hangs, and takes that program along.
 */
const port = parentPort();
const leads = await leadGroup();
process.on("SIGTERM", () => endOwnGroup(leads));
const thread = new Worker(processEntry("./listing-thread.ts", import.meta.url));
thread.on("message", (said) => port.postMessage(said));
thread.on("error", (error) => {
  port.postMessage({ failed: reasonOf(error) });
});
