import type { ModelFit, RunShape } from "../../api/models.ts";

/** Contexts worth having, the longest first; longer ones only for who asks. */
const contexts = [32_768, 16_384, 8192, 4096];
/** Below this a conversation loses its beginning too soon. */
const SHORT = 4096;

/**
 * The best way to run a model: the longest context that fits for four requests at once, then for fewer, then with a smaller cache,
 * which moves log-probabilities and is therefore the last resort, then shorter ones. `fitOf` is asked in that order until
 * something fits; where nothing does, what one request of a short context comes to.
 */
export function bestRun(contextLength: number, fitOf: (run: RunShape) => ModelFit): ModelFit {
  const wanted = contexts.filter((context) => context <= contextLength);
  const lengths = wanted.length > 0 ? wanted : [Math.max(8, Math.min(contextLength, SHORT))];
  const shortest = lengths.at(-1) ?? SHORT;
  const least: RunShape = { contextSize: shortest, sequences: 1, cacheType: "f16" };
  const runs: readonly RunShape[] = [
    ...lengths.map((contextSize) => ({ ...least, contextSize, sequences: 4 })),
    ...lengths.map((contextSize) => ({ ...least, contextSize, sequences: 2 })),
    ...lengths.map((contextSize) => ({ ...least, contextSize })),
    { ...least, cacheType: "q8_0" },
    ...[2048, 1024]
      .filter((size) => size < shortest)
      .map((contextSize) => ({ ...least, contextSize })),
  ];
  // Most files of a long list do not fit at all, and then one look suffices.
  const smallest = runs.at(-1) ?? least;
  if (fitOf(smallest).verdict !== "fits") return fitOf(least);
  for (const run of runs) {
    const fit = fitOf(run);
    if (fit.verdict === "fits") return fit;
  }
  return fitOf(least);
}
