import type { Token } from "node-llama-cpp";
import type { ScoredToken } from "../engine-port.ts";
import type { WritingModel } from "./model/loaded-model.ts";
import { keepable, type Lane, rewind } from "./passes/lane.ts";
import { prefill } from "./passes/prefill.ts";
import { readServed } from "./passes/readings.ts";

/** What is scored: `positions` are indices into `served`, each once or more, and `topK` may be 0. */
export interface ScoreWork {
  readonly prompt: readonly Token[];
  readonly served: readonly Token[];
  readonly positions: readonly number[];
  readonly topK: number;
}

/**
 * Scores the asked positions in one prefill pass up to the last of them. Prompt and tokens must fit the context, and the tokens the
 * vocabulary: the caller checks both. Of each position a few logits and one sum leave C++, never the vocabulary.
 */
export async function score(
  loaded: WritingModel,
  lane: Lane,
  { prompt, served, positions, topK }: ScoreWork,
  signal?: AbortSignal,
): Promise<readonly ScoredToken[]> {
  const { writer, pacer, model } = loaded;
  const start = prompt.length - 1;
  const ordered = [...new Set(positions)].sort((a, b) => a - b);
  const asked = new Set(ordered);
  const tokens = [...prompt, ...served.slice(0, ordered.at(-1))];
  // A row that is asked for must be computed, so nothing is kept from the first of them on.
  const before = tokens.slice(0, start + (ordered[0] ?? 0) + 1);
  const kept = keepable(lane, before, "exact", writer.batchSize);
  await rewind(lane, kept, writer.crowd);
  const work = {
    ...{ tokens, kept },
    wanted: (index: number) => asked.has(index - start),
    read: async (row: number, index: number) => {
      const token = served[index - start] as Token;
      const scored = await readServed(writer.readings, row, token, topK);
      return { ...scored, ends: model.isEogToken(token) };
    },
  };
  const scored = await prefill({ ...writer, pacer }, lane, work, signal);
  const byPosition = new Map(ordered.map((position, at) => [position, scored[at]]));
  return positions.flatMap((position) => byPosition.get(position) ?? []);
}
