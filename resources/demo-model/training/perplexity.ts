import {
  getLlama,
  type Llama,
  type LlamaContextSequence,
  LlamaLogLevel,
  type Token,
} from "node-llama-cpp";
import type { TokenisedDocument } from "./chat-template.ts";

/** Likelihood of text under a model: mean negative log-likelihood per token in nats, its exponential, tokens counted. */
export type Perplexity = { nats: number; perplexity: number; tokens: number };

/** Tokens of a document that are scored at most: the length of a training window. */
const CONTEXT = 256;

/** Opens llama.cpp on the CPU from its prebuilt binary. The caller disposes it. */
export function openLlama(): Promise<Llama> {
  return getLlama({
    gpu: false,
    build: "never",
    logLevel: LlamaLogLevel.error,
    skipDownload: true,
  });
}

/** Negative log-likelihoods in nats of each answer token of one document. */
async function answerLosses(
  sequence: LlamaContextSequence,
  document: TokenisedDocument,
): Promise<number[]> {
  const ids = document.ids as Token[];
  const length = Math.min(ids.length, CONTEXT - 1);
  const counted = (at: number): boolean => at + 1 < length && document.answer[at + 1] === 1;
  const last = document.answer.lastIndexOf(1, length - 1);
  await sequence.clearHistory();
  const outputs = await sequence.controlledEvaluate(
    ids.slice(0, last).map((token, at) => {
      const next = ids[at + 1];
      if (!counted(at) || next === undefined) return token;
      const filter = { tokens: [next], includeSelected: true };
      return [token, { generateNext: { totalLogitWeight: true, logits: { filter } } }];
    }),
  );
  return outputs.flatMap((output, at) => {
    if (output === undefined || !counted(at)) return [];
    const { logits, totalLogitWeight } = output.next;
    const logit = logits?.get(ids[at + 1]!);
    if (logits === undefined || logit === undefined || totalLogitWeight === undefined) {
      throw new Error("llama.cpp returned no logits for a scored token");
    }
    return [Math.max(...logits.values()) + Math.log(totalLogitWeight) - logit];
  });
}

/** Scores the answers of `documents` with the model in the file. Throws what node-llama-cpp throws for a bad file. */
export async function measurePerplexity(
  llama: Llama,
  modelPath: string,
  documents: readonly TokenisedDocument[],
): Promise<Perplexity> {
  const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
  try {
    const context = await model.createContext({
      contextSize: CONTEXT,
      batchSize: CONTEXT,
      threads: 1,
    });
    const sequence = context.getSequence();
    let sum = 0;
    let tokens = 0;
    for (const document of documents) {
      for (const loss of await answerLosses(sequence, document)) {
        sum += loss;
        tokens += 1;
      }
    }
    return { nats: sum / tokens, perplexity: Math.exp(sum / tokens), tokens };
  } finally {
    await model.dispose();
  }
}
