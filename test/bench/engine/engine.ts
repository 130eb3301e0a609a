import type { Section } from "../measure.ts";
import { compare } from "./comparison.ts";
import { llamaServerVersion } from "./llama-server.ts";
import { LARGE, MEDIUM, randomModel, WIDE_VOCABULARY } from "./random-model.ts";
import { CACHE, scoringRows } from "./scoring.ts";

const SMALL_LOAD = { rounds: 2, context: 1024, answer: 128, prompts: { short: 32, long: 480 } };
/** Short, as everything takes fifteen times as long; the context is what four such models fit with into 16 GB. */
const LARGE_LOAD = { rounds: 1, context: 256, answer: 48, prompts: { short: 32, long: 128 } };

/** A small model at several numbers of streams, loading, memory, and scoring with a small and a large vocabulary. */
export const engine: Section = {
  name: "engine",
  about: `a llama of 187 million random weights in Q4_0; prompts of ${SMALL_LOAD.prompts.short} characters and answers of ${SMALL_LOAD.answer} tokens, except for first tokens (${SMALL_LOAD.prompts.long} characters, one token); ours serves each token's log-probability, the others only where it says so`,
  run: async ({ runs, say }) => {
    const rows = [];
    const file = randomModel(CACHE, MEDIUM);
    const withServer = findServer(say);
    for (const streams of [1, 4, 16]) {
      say(`${streams} at once`);
      rows.push(...(await compare(file, { ...SMALL_LOAD, streams }, runs, withServer)));
    }
    for (const shape of [MEDIUM, WIDE_VOCABULARY]) {
      say(`scoring with ${shape.vocabulary} entries in the vocabulary`);
      rows.push(...(await scoringRows(randomModel(CACHE, shape), shape, runs, [64, 256, 1024])));
    }
    return rows;
  },
};

/** The same at a size that people mine with: the vocabulary is a small part of it, and what lies around a pass weighs little. */
export const large: Section = {
  name: "large",
  about: `a llama of 3.3 billion random weights in Q4_0, 36 layers of 2,048, 151,936 entries in the vocabulary; prompts of ${LARGE_LOAD.prompts.short} characters and answers of ${LARGE_LOAD.answer} tokens, except for first tokens (${LARGE_LOAD.prompts.long} characters, one token); scoring 256 tokens`,
  onRequest:
    "writes 1.9 GB into node_modules/.cache, and needs 16 GB of memory and a quarter of an hour",
  run: async ({ runs, say }) => {
    const rows = [];
    say("a file of 1.9 GB");
    const file = randomModel(CACHE, LARGE);
    const withServer = findServer(say);
    for (const streams of [1, 16]) {
      say(`${streams} at once`);
      rows.push(...(await compare(file, { ...LARGE_LOAD, streams }, runs, withServer)));
    }
    say("scoring");
    rows.push(...(await scoringRows(file, LARGE, runs, [256])));
    return rows;
  },
};

function findServer(say: (line: string) => void): boolean {
  const version = llamaServerVersion();
  say(version === undefined ? "no llama-server on the PATH" : `llama-server ${version}`);
  return version !== undefined;
}
