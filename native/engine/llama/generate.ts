import type { Token } from "node-llama-cpp";
import { HearthError } from "../../api/errors.ts";
import type { GenerateRequest, Generation } from "../engine-port.ts";
import type { WritingModel } from "./model/loaded-model.ts";
import type { Chooser } from "./passes/chooser.ts";
import { keepable, type Lane, rewind } from "./passes/lane.ts";
import { pass } from "./passes/pass.ts";
import { prefill } from "./passes/prefill.ts";
import { textStream } from "./text-stream.ts";

const LAST = [true] as const;

/** Who hears of an answer while it is written; text is only made for `onToken`. */
export interface WritingListeners {
  readonly onWritten?: (() => void) | undefined;
  readonly onToken?: ((token: number, text: string) => void) | undefined;
}

/**
 * Writes an answer token by token. The vocabulary stays in C++: only the chosen logits and the softmax's normaliser
 * come here. `prompt` must leave room for one token at least; the answer ends where the context does.
 */
export async function generate(
  loaded: WritingModel,
  lane: Lane,
  prompt: readonly Token[],
  request: GenerateRequest,
  chooser: Chooser,
  signal?: AbortSignal,
  { onWritten, onToken }: WritingListeners = {},
): Promise<Generation> {
  const { model, pacer, contextSize, writer } = loaded;
  const { sequence } = lane;
  const started = performance.now();
  const limit = Math.min(request.maxTokens, contextSize - prompt.length);
  const text =
    onToken === undefined
      ? undefined
      : textStream((held, before) => model.detokenize(held as Token[], false, before as Token[]));
  const tokens: number[] = [];
  const logprobs: number[] = [];
  const last = prompt.length - 1;
  const kept = keepable(
    lane,
    prompt,
    request.reusePrefix === true ? "all" : "exact",
    writer.batchSize,
  );
  await rewind(lane, kept, writer.crowd);
  const work = {
    ...{ tokens: prompt, kept, read: chooser },
    wanted: (index: number) => index === last,
  };
  let [choice] = await prefill({ ...writer, pacer }, lane, work, signal);
  for (;;) {
    if (choice === undefined) throw new Error("llama.cpp gave no row to read");
    const { token, logprob } = choice;
    tokens.push(token);
    onWritten?.();
    if (request.logprobs !== false) logprobs.push(logprob);
    const ends = model.isEogToken(token as Token);
    const over = ends || tokens.length >= limit;
    if (text !== undefined) {
      const completed = ends ? "" : text.add(token);
      onToken?.(token, over ? completed + text.rest() : completed);
    }
    if (over) {
      const served = ends ? tokens.slice(0, -1) : tokens;
      return {
        text: model.detokenize(served as Token[]),
        tokens,
        logprobs,
        finish: ends ? "stop" : "length",
        promptTokens: prompt.length,
        reusedTokens: kept,
        millis: performance.now() - started,
      };
    }
    if (signal?.aborted === true) throw new HearthError("CANCELLED");
    [choice] = await pacer.work(() => pass(sequence, [token], LAST, chooser, writer.crowd), signal);
  }
}
