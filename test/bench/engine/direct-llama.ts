import { availableParallelism } from "node:os";
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { threadsFor } from "../../../native/engine/llama/model/loaded-model.ts";
import { promptTokens } from "../../../native/engine/llama/prompt.ts";
import { startLlama } from "../../../native/engine/llama/runtime/llama-runtime.ts";
import { parentPort } from "../../../native/processes/parent-port.ts";

/** What the parent asks for: answers to all prompts, so many at a time; or one pass over a prompt, of which nothing is asked. */
export type DirectRequest =
  | {
      readonly kind: "answer";
      readonly prompts: readonly string[];
      readonly concurrency: number;
      readonly maxTokens: number;
    }
  | { readonly kind: "prefill"; readonly prompt: string; readonly further: readonly number[] };

/** Tokens written, end tokens included, and how long all of it took. */
export interface DirectReply {
  readonly tokens: number;
  readonly millis: number;
}

/**
 * node-llama-cpp alone, in a process of its own: no supervisor, no signatures, no log-probabilities. Same file, prompts,
 * threads, context and batch as the engine's (native/engine/llama/model/loaded-model.ts). Arguments: file, context size, sequences.
 * Posts `{ ready: true, loadMillis }` when the model is in memory.
 */
const [path = "", contextText, sequencesText] = process.argv.slice(2);
const contextSize = Number(contextText);
const port = parentPort();
const { library, llama } = await startLlama("any");
const loading = performance.now();
const model = await llama.loadModel({ modelPath: path, gpuLayers: "auto" });
const context = await model.createContext({
  contextSize,
  sequences: Number(sequencesText),
  flashAttention: false,
  batchSize: Math.min(512, contextSize),
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

async function answerAll({
  prompts,
  concurrency,
  maxTokens,
}: DirectRequest & { kind: "answer" }): Promise<DirectReply> {
  const waiting = [...prompts];
  const started = performance.now();
  const lane = async (sequence: LlamaContextSequence): Promise<number> => {
    let written = 0;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const prompt = tokensOf(next);
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

function tokensOf(prompt: string): Token[] {
  return promptTokens(model, wrapper, [{ role: "user", content: prompt }], contextSize, 1);
}

/** The least that scoring could cost: the same tokens through the same layers, with the head for the last one alone. */
async function prefill(request: DirectRequest & { kind: "prefill" }): Promise<DirectReply> {
  const [sequence] = sequences;
  const tokens = [...tokensOf(request.prompt), ...(request.further as Token[])];
  await sequence?.clearHistory();
  const started = performance.now();
  await sequence?.evaluateWithoutGeneratingNewTokens(tokens);
  return { tokens: tokens.length, millis: performance.now() - started };
}

port.onMessage((message) => {
  const request = message as DirectRequest;
  const reply = request.kind === "answer" ? answerAll(request) : prefill(request);
  void reply.then((done) => port.postMessage(done));
});
process.on("SIGTERM", () => process.exit(0));
port.postMessage({ ready: true, loadMillis: performance.now() - loading });
