import childProcess from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import { startLlama } from "../../../native/engine/llama/runtime/llama-runtime.ts";

/** Does what an Electron utility process does to node-llama-cpp: no RunAsNode, so no fork; with "electron", it says what it is. */
childProcess.fork = () => {
  throw new Error("the RunAsNode fuse is off");
};
syncBuiltinESMExports();
if (process.argv[2] === "electron") {
  Object.defineProperty(process.versions, "electron", { value: "45.4.1", enumerable: true });
}
try {
  const { llama } = await startLlama("cpu");
  console.log(`gpu ${llama.gpu}`);
  process.exit(0);
} catch (error) {
  console.log(`failed ${error instanceof Error ? error.name : ""}`);
  process.exit(1);
}
