import type { ControlledEvaluateInputItem, LlamaContextSequence, Token } from "node-llama-cpp";
import type { ScoredToken } from "../engine-port.ts";
import type { LoadedLlama } from "./loaded-model.ts";
import { largest, logProbability } from "./sampler.ts";

/**
 * Scores every served token in one prefill pass. Prompt and tokens must fit the context, and the tokens the vocabulary:
 * the caller checks both. Of each position only the served and the greedy token's logits leave C++; the greedy one comes
 * as "selected", since the library's includeMax gives nothing unless the token was asked for anyway (node-llama-cpp 3.22).
 */
export async function score(
  loaded: LoadedLlama,
  sequence: LlamaContextSequence,
  prompt: readonly Token[],
  served: readonly Token[],
): Promise<readonly ScoredToken[]> {
  const start = prompt.length - 1;
  const input = [...prompt, ...served.slice(0, -1)].map(
    (token, index): ControlledEvaluateInputItem => {
      const next = served[index - start];
      if (index < start || next === undefined) return token;
      const filter = { tokens: [next], includeSelected: true };
      return [token, { generateNext: { totalLogitWeight: true, logits: { filter } } }];
    },
  );
  await sequence.clearHistory();
  const outputs = await loaded.pacer.work(() => sequence.controlledEvaluate(input));
  return served.map((token, index) => {
    const next = outputs[start + index]?.next;
    if (next?.logits === undefined || next.totalLogitWeight === undefined) {
      throw new Error("llama.cpp gave no logits");
    }
    const known = { logits: next.logits, totalWeight: next.totalLogitWeight };
    const logprob = logProbability(known, token);
    const best = largest(known);
    return {
      logprob,
      argmax: best.token,
      gap: logProbability(known, best.token) - logprob,
      ends: loaded.model.isEogToken(token),
    };
  });
}
