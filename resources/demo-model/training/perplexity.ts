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

/**
 * Scores the answers of `documents` with the model in the file: the negative log-likelihood in nats of every answer token, in
 * order. Throws what node-llama-cpp throws for a bad file.
 */
export async function measureLosses(
  llama: Llama,
  modelPath: string,
  documents: readonly TokenisedDocument[],
): Promise<number[]> {
  const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
  try {
    const context = await model.createContext({
      contextSize: CONTEXT,
      batchSize: CONTEXT,
      threads: 1,
    });
    const sequence = context.getSequence();
    const losses: number[] = [];
    for (const document of documents) losses.push(...(await answerLosses(sequence, document)));
    return losses;
  } finally {
    await model.dispose();
  }
}

/** Sums token losses up. */
export function perplexityOf(losses: readonly number[]): Perplexity {
  const nats = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  return { nats, perplexity: Math.exp(nats), tokens: losses.length };
}

/** Mean of `worse - better` over the same tokens in nats, and the standard error of that mean. */
export function pairedDifference(
  better: readonly number[],
  worse: readonly number[],
): { mean: number; standardError: number } {
  const differences = worse.map((loss, at) => loss - better[at]!);
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares) / differences.length };
}
