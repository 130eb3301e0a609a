import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import type { ModelFile } from "../../../native/engine/engine-port.ts";
import type { DirectReply } from "./direct-llama.ts";

/** llama.cpp's own server on a loopback port. */
export interface LlamaServer {
  /** `probabilities` asks for each token's log-probability as well, which is what a miner owes. */
  ask(
    prompts: readonly string[],
    concurrency: number,
    maxTokens: number,
    probabilities: boolean,
  ): Promise<DirectReply>;
  close(): Promise<void>;
}

const completion = z.object({ tokens_predicted: z.number(), tokens_evaluated: z.number() });

/** What `llama-server --version` says; undefined where none is on the PATH. */
export function llamaServerVersion(): string | undefined {
  const { stdout, stderr, status } = spawnSync("llama-server", ["--version"], { encoding: "utf8" });
  return status === 0 ? /version: (.*)/.exec(`${stdout}${stderr}`)?.[1] : undefined;
}

/** Starts it with `slots` slots of `contextSize` tokens, without flash attention, as the engine has it. */
export async function startLlamaServer(
  file: ModelFile,
  contextSize: number,
  slots: number,
  threads: number,
): Promise<LlamaServer> {
  const port = await freePort();
  const child = spawn(
    "llama-server",
    [
      ...["--model", file.path, "--ctx-size", `${contextSize * slots}`, "--parallel", `${slots}`],
      ...[
        "--threads",
        `${threads}`,
        "--batch-size",
        "512",
        "--flash-attn",
        "off",
        "--no-kv-unified",
      ],
      ...["--host", "127.0.0.1", "--port", `${port}`, "--gpu-layers", "999", "--offline"],
    ],
    { stdio: ["ignore", "ignore", "ignore"] },
  );
  const address = `http://127.0.0.1:${port}`;
  await whenHealthy(address, child);
  const ask = async (
    prompt: string,
    maxTokens: number,
    probabilities: boolean,
  ): Promise<number> => {
    const answer = await fetch(`${address}/completion`, {
      method: "POST",
      body: JSON.stringify({
        prompt: `<|im_start|>user\n${prompt}<|im_end|>\n<|im_start|>assistant\n`,
        n_predict: maxTokens,
        temperature: 0,
        cache_prompt: false,
        n_probs: probabilities ? 1 : 0,
      }),
    });
    return completion.parse(await answer.json()).tokens_predicted;
  };
  return {
    ask: async (prompts, concurrency, maxTokens, probabilities) => {
      const waiting = [...prompts];
      const started = performance.now();
      const lane = async (): Promise<number> => {
        let written = 0;
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
          written += await ask(next, maxTokens, probabilities);
        return written;
      };
      const each = await Promise.all(Array.from({ length: concurrency }, lane));
      const tokens = each.reduce((sum, written) => sum + written, 0);
      return { tokens, millis: performance.now() - started };
    },
    close: async () => {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}

async function whenHealthy(address: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) throw new Error(`llama-server ended with ${child.exitCode}`);
    const answer = await fetch(`${address}/health`).catch(() => undefined);
    if (answer?.ok === true) return;
    await delay(100);
  }
  child.kill();
  throw new Error("llama-server was not ready within a minute");
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
