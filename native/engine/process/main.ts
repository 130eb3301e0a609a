import { parentPort } from "../../processes/parent-port.ts";
import { servePort } from "../../processes/rpc.ts";
import { createLlamaEngine } from "../llama/llama-engine.ts";
import { gpuChoices, startLlama } from "../llama/runtime/llama-runtime.ts";
import { openVerifiedRecords } from "../verify/verified-record.ts";
import { verifyModel } from "../verify/verify-model.ts";
import { engineRouter } from "./engine-router.ts";

/**
 * The engine process. Arguments: which compute layers may be tried (see gpuChoices), and the folder of records of verified files, without
 * which every file is read as a whole before it is loaded. Posts `{ ready: <layer> }` when
 * llama.cpp is loaded, and serves the engine's calls until SIGTERM or until its parent goes away.
 */
const port = parentPort();
const wanted = process.argv[2];
const choice = gpuChoices.find((known) => known === wanted) ?? "any";
const runtime = await startLlama(choice);
const folder = process.argv[3];
const records = folder === undefined ? undefined : openVerifiedRecords(folder);
const engine = createLlamaEngine(
  runtime,
  records === undefined
    ? {}
    : {
        verify: async (model, signal) => {
          await verifyModel(model, records, signal);
        },
      },
);
const stop = servePort(engineRouter(engine), port);

let ending = false;
// Not "once": without a listener left, llama.cpp's own watcher raises the signal again and ends this process midway.
process.on("SIGTERM", () => {
  if (ending) return;
  ending = true;
  stop();
  void engine.close().finally(() => process.exit(0));
});
port.postMessage({ ready: runtime.llama.gpu === false ? "cpu" : runtime.llama.gpu });
