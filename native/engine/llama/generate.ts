import { randomInt } from "node:crypto";
import type { ControlledEvaluateInputItem, LlamaContextSequence, Token } from "node-llama-cpp";
import { HearthError } from "../../api/errors.ts";
import type { GenerateRequest, Generation } from "../engine-port.ts";
import type { LoadedLlama } from "./loaded-model.ts";
import { choose, DRAW_FROM, seededRandom } from "./sampler.ts";
import { textStream } from "./text-stream.ts";

/**
 * Writes an answer token by token. The vocabulary stays in C++: only the chosen logits and the softmax's normaliser
 * come here. `prompt` must leave room for one token at least; the answer ends where the context does.
 */
export async function generate(
  loaded: LoadedLlama,
  sequence: LlamaContextSequence,
  prompt: readonly Token[],
  request: GenerateRequest,
  signal?: AbortSignal,
  onToken?: (token: number, text: string) => void,
): Promise<Generation> {
  const { model } = loaded;
  const started = performance.now();
  const random = seededRandom(request.seed ?? randomInt(2 ** 32));
  const limit = Math.min(request.maxTokens, loaded.contextSize - prompt.length);
  const text = textStream((held, before) =>
    model.detokenize(held as Token[], false, before as Token[]),
  );
  const tokens: Token[] = [];
  const logprobs: number[] = [];
  let finish: Generation["finish"] = "length";
  let input = asking(prompt, request.temperature);
  // What an earlier request left would change the shape of the first pass, and with it the last digits.
  await sequence.clearHistory();
  while (tokens.length < limit) {
    if (signal?.aborted === true) throw new HearthError("CANCELLED");
    const pass = input;
    const outputs = await loaded.pacer.work(() => sequence.controlledEvaluate(pass), signal);
    const next = outputs.at(-1)?.next;
    if (next?.logits === undefined || next.totalLogitWeight === undefined) {
      throw new Error("llama.cpp gave no logits");
    }
    const choice = choose(
      { logits: next.logits, totalWeight: next.totalLogitWeight },
      request.temperature,
      random,
    );
    const token = choice.token as Token;
    tokens.push(token);
    logprobs.push(choice.logprob);
    const ends = model.isEogToken(token);
    onToken?.(token, ends ? "" : text(token));
    if (ends) {
      finish = "stop";
      break;
    }
    input = asking([token], request.temperature);
  }
  const served = finish === "stop" ? tokens.slice(0, -1) : tokens;
  return {
    text: model.detokenize(served),
    tokens,
    logprobs,
    finish,
    promptTokens: prompt.length,
    millis: performance.now() - started,
  };
}

function asking(tokens: readonly Token[], temperature: number): ControlledEvaluateInputItem[] {
  const filter =
    temperature === 0
      ? { tokens: [], includeSelected: true }
      : { tokens: [], includeTop: DRAW_FROM };
  const last = tokens.length - 1;
  return tokens.map((token, index) =>
    index < last
      ? token
      : [token, { generateNext: { totalLogitWeight: true, logits: { filter } } }],
  );
}
