import { availableParallelism } from "node:os";
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { startLlama } from "../../../native/engine/llama/llama-runtime.ts";
import { threadsFor } from "../../../native/engine/llama/loaded-model.ts";
import { promptTokens } from "../../../native/engine/llama/prompt.ts";
import { parentPort } from "../../../native/processes/parent-port.ts";

/** What the parent asks for: answers to all prompts, so many at a time. */
export interface DirectRequest {
  readonly prompts: readonly string[];
  readonly concurrency: number;
  readonly maxTokens: number;
}

/** Tokens written, end tokens included, and how long all of it took. */
export interface DirectReply {
  readonly tokens: number;
  readonly millis: number;
}

/**
 * node-llama-cpp alone, in a process of its own: no supervisor, no signatures, no log-probabilities. Same file, prompts,
 * threads, context and batch as the engine's (native/engine/loaded-model.ts). Arguments: file, context size, sequences.
 */
const [path = "", contextText, sequencesText] = process.argv.slice(2);
const contextSize = Number(contextText);
const port = parentPort();
const { library, llama } = await startLlama("any");
const model = await llama.loadModel({ modelPath: path, gpuLayers: "auto" });
const context = await model.createContext({
  contextSize,
  sequences: Number(sequencesText),
  flashAttention: false,
  batchSize: contextSize,
  threads: threadsFor(model.size, Math.min(llama.cpuMathCores, availableParallelism())),
});
const wrapper = library.resolveChatWrapper(model);
const sequences = Array.from({ length: Number(sequencesText) }, () => context.getSequence());

async function answer(sequence: LlamaContextSequence, prompt: Token[], most: number) {
  await sequence.clearHistory();
  let written = 0;
  for await (const token of sequence.evaluate(prompt, { temperature: 0 })) {
    written += 1;
    if (model.isEogToken(token) || written === most) break;
  }
  return written;
}

async function answerAll({ prompts, concurrency, maxTokens }: DirectRequest): Promise<DirectReply> {
  const waiting = [...prompts];
  const started = performance.now();
  const lane = async (sequence: LlamaContextSequence): Promise<number> => {
    let written = 0;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const messages = [{ role: "user" as const, content: next }];
      const prompt = promptTokens(model, wrapper, messages, contextSize, 1);
      written += await answer(sequence, prompt, Math.min(maxTokens, contextSize - prompt.length));
    }
    return written;
  };
  const each = await Promise.all(sequences.slice(0, concurrency).map(lane));
  return {
    tokens: each.reduce((sum, written) => sum + written, 0),
    millis: performance.now() - started,
  };
}

port.onMessage((message) => {
  void answerAll(message as DirectRequest).then((reply) => port.postMessage(reply));
});
process.once("SIGTERM", () => process.exit(0));
port.postMessage({ ready: true });
