import { os } from "@orpc/server";
import * as z from "zod";
import { HearthError } from "../../../native/api/errors.ts";
import { parentPort } from "../../../native/processes/parent-port.ts";
import { servePort } from "../../../native/processes/rpc.ts";

/** A child for the process tests; its first argument says how it behaves. */
const port = parentPort();
const [mode = "serve"] = process.argv.slice(2);

const router = {
  echo: os
    .input(z.object({ bytes: z.instanceof(Uint8Array), big: z.bigint() }))
    .handler(({ input }) => input),
  fail: os.handler(() => {
    throw new HearthError("QUEUE_FULL", { waiting: 3 });
  }),
  bug: os.handler(() => {
    throw new TypeError("off by one");
  }),
  count: os.input(z.number().int()).handler(async function* ({ input }) {
    for (let index = 0; index < input; index++) yield index;
  }),
  failingStream: os.handler(async function* () {
    yield 1;
    throw new HearthError("MODEL_DAMAGED", { file: "x.gguf", reason: "test" });
  }),
  hang: os.handler(async ({ signal }) => {
    port.postMessage({ begun: true });
    await new Promise<void>((resolve) => {
      signal?.addEventListener("abort", () => {
        port.postMessage({ aborted: true });
        resolve();
      });
    });
  }),
  environment: os.handler(() => ({ ...process.env })),
  exit: os.input(z.number()).handler(({ input }) => {
    setTimeout(() => process.exit(input), 10);
  }),
};
export type ChildRouter = typeof router;

switch (mode) {
  case "crash":
    throw new Error("broken on purpose");
  case "exit-before-ready":
    process.exit(0);
    break;
  case "never-ready":
    setInterval(() => {}, 1000);
    break;
  case "ignores-sigterm":
    process.on("SIGTERM", () => {});
    break;
  case "spawner":
    port.postMessage({ pid: process.pid });
    break;
}
if (mode !== "never-ready") {
  servePort(router, port);
  port.postMessage({ ready: true });
}
