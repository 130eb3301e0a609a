import { join } from "node:path";
import { parseArgs } from "node:util";
import { errorText, HearthError, toHearthError } from "../../api/errors.ts";
import { connectChain } from "../../chain/client.ts";
import { createLlamaEngine } from "../../engine/llama/llama-engine.ts";
import { startLlama } from "../../engine/llama/runtime/llama-runtime.ts";
import { createCatalogue } from "../../models/catalogue/catalogue.ts";
import { parentPort } from "../../processes/parent-port.ts";
import { startResidents } from "./residents.ts";

/**
 * The residents' process: `--endpoint ws://… --data-dir DIR --models FOLDER`. Posts `{ ready: true }` when all are at work, or
 * `{ ready: false, code, reason }` and ends. Ends within two seconds of SIGTERM or of its parent's end. Its engine runs inside it,
 * on the CPU: the house needs no GPU, and whoever supervises this process supervises its engine with it.
 */
async function main(): Promise<void> {
  const port = parentPort();
  const ending = Promise.withResolvers<void>();
  // Not `once`: a library that watches signals too would see no listener left and end the process by itself.
  process.on("SIGTERM", () => ending.resolve());
  process.on("SIGINT", () => ending.resolve());
  const closers: (() => Promise<void>)[] = [];
  try {
    const { values } = parseArgs({
      options: {
        endpoint: { type: "string" },
        "data-dir": { type: "string" },
        models: { type: "string" },
      },
    });
    const { endpoint, models } = values;
    const dataFolder = values["data-dir"];
    if (endpoint === undefined || models === undefined || dataFolder === undefined) {
      throw new HearthError("BAD_INPUT", {
        reason: "--endpoint, --data-dir and --models are needed",
      });
    }
    const engine = createLlamaEngine(await startLlama("cpu"));
    closers.push(() => engine.close());
    const chain = connectChain({ endpoints: [endpoint] });
    closers.push(() => chain.close());
    const catalogue = createCatalogue({
      shippedFolder: models,
      modelsFolder: join(dataFolder, "models"),
    });
    const starting = startResidents({ chain, engine, catalogue });
    const residents = await Promise.race([starting, ending.promise]);
    if (residents !== undefined) {
      closers.push(() => residents.close());
      port.postMessage({ ready: true });
      await ending.promise;
    }
  } catch (error) {
    const { code, detail } = toHearthError(error);
    const { what, why } = errorText(code, detail);
    port.postMessage({ ready: false, code, reason: `${what} ${why}` });
    process.exitCode = 1;
  }
  for (const close of closers.reverse()) await close();
}

await main();
process.exit();
