import type { ModelFile } from "../../../native/engine/engine-port.ts";
import { nodeLauncher } from "../../../native/processes/node-launcher.ts";
import type { DirectReply, DirectRequest } from "./direct-llama.ts";

/** node-llama-cpp in a process of its own, with a model in memory. */
export interface Direct {
  /** What loading the model took, without starting the library. */
  readonly loadMillis: number;
  ask(request: DirectRequest): Promise<DirectReply>;
  close(): Promise<void>;
}

/** Starts it with `sequences` sequences of `contextSize` tokens each. Throws with the child's last words when it dies. */
export async function startDirect(
  file: ModelFile,
  contextSize: number,
  sequences: number,
): Promise<Direct> {
  const child = nodeLauncher().launch({
    name: "direct",
    entry: new URL("./direct-llama.ts", import.meta.url),
    args: [file.path, `${contextSize}`, `${sequences}`],
  });
  const next = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const stop = child.onMessage((message) => {
        stop();
        resolve(message);
      });
      void child.exited.then(() => reject(new Error(child.stderrTail())));
    });
  const { loadMillis } = (await next()) as { loadMillis: number };
  return {
    loadMillis,
    ask: async (request) => {
      const reply = next();
      child.postMessage(request);
      return (await reply) as DirectReply;
    },
    close: async () => {
      child.kill();
      await child.exited;
    },
  };
}
