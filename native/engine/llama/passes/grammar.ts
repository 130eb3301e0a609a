import type { LlamaGrammar, LlamaGrammarEvaluationState, LlamaModel, Token } from "node-llama-cpp";
import { HearthError, reasonOf } from "../../../api/errors.ts";
import type { AnswerFormat } from "../../requests.ts";
import type { LlamaRuntime } from "../runtime/llama-runtime.ts";
import { type Choice, choose, DRAW_FROM, largest, type NextToken } from "../sampler.ts";
import {
  createAddonSampler,
  grammarAccept,
  grammarAllows,
  grammarHandle,
  type SamplerConfig,
} from "./addon.ts";
import type { Chooser, Choosing } from "./chooser.ts";
import { pairs, type ReadingRoom, readLikeliest, readPeak } from "./readings.ts";
import { checkSchema } from "./schema-check.ts";
import { checkWords } from "./schema-words.ts";

/** Characters of the longest grammar that is taken, so that reading one cannot hold everyone up. */
const LONGEST_GRAMMAR = 64 * 1024;
/** What the library puts behind every schema for models that do not know how to stop; ours end with their end token. */
const LIBRARY_TAIL = ` "${"\\n".repeat(4)}" [\\n]*`;

/** Reads a format. Throws BAD_INPUT for a grammar that llama.cpp does not understand and for a schema that would not be kept to. */
export async function readGrammar(
  { llama }: LlamaRuntime,
  format: AnswerFormat,
): Promise<LlamaGrammar> {
  try {
    const grammar =
      "grammar" in format ? format.grammar : await schemaGrammar(llama, format.schema);
    if (grammar.length > LONGEST_GRAMMAR) throw new Error("it is longer than 65,536 characters");
    // llama.cpp would read up to there, and find another grammar.
    if (grammar.includes("\0")) throw new Error("it holds a NUL character");
    return await llama.createGrammar({ grammar });
  } catch (error) {
    const reason = reasonOf(error);
    const what = "grammar" in format ? "grammar" : "JSON schema";
    throw new HearthError("BAD_INPUT", { reason: `the ${what}: ${reason}` }, { cause: error });
  }
}

async function schemaGrammar(
  llama: LlamaRuntime["llama"],
  schema: Readonly<Record<string, unknown>>,
): Promise<string> {
  checkSchema(schema);
  checkWords(schema);
  const { grammar } = await llama.createGrammarForJsonSchema(schema as { type: "object" });
  return grammar.replace(LIBRARY_TAIL, "");
}

/** `state` is the grammar's place in the answer and moves with it. */
export interface Constraint extends Choosing {
  readonly model: LlamaModel;
  readonly state: LlamaGrammarEvaluationState;
}

/**
 * Chooses among the tokens that a grammar allows next; log-probabilities stay those of the model without it. The free choice is tried
 * first, as it is mostly allowed: drawing from all and again from the allowed ones when that was none of them has the same
 * distribution as drawing from the allowed ones at once, and masking a vocabulary takes milliseconds.
 * @returns a chooser that throws BAD_INPUT where the grammar leaves no token of the vocabulary.
 */
export function boundChooser(
  room: ReadingRoom,
  { model, state, temperature, random, logprobs }: Constraint,
): Chooser {
  return async (row) => {
    const free = await freeReading(room, row, temperature, logprobs);
    let choice = choose(free, temperature, random);
    if (!grammarAllows(model, state, choice.token)) {
      const allowed = await allowedLogits(room, row, model, state, temperature);
      const rescue = choose({ logits: allowed, totalWeight: 1 }, temperature, random);
      const peak = largest(free).logit;
      const logit = (allowed.get(rescue.token) ?? Number.NaN) - peak;
      choice = { token: rescue.token, logprob: logit - Math.log(free.totalWeight) };
    }
    // llama.cpp ends the process for an end token that comes to a grammar.
    if (!model.isEogToken(choice.token as Token)) grammarAccept(model, state, choice.token);
    return choice satisfies Choice;
  };
}

/** The greedy logit alone at temperature 0, otherwise those that are drawn from. */
async function freeReading(
  room: ReadingRoom,
  row: number,
  temperature: number,
  weighed: boolean,
): Promise<NextToken> {
  if (temperature > 0) return readLikeliest(room, row, DRAW_FROM, weighed);
  const { totalWeight } = await readPeak(room, row, weighed);
  const [, , , peak] = await room.samplers.use(0, (sampler) =>
    room.context.sampleToken(row, sampler, false, false, [[], false, false, true, 0], false),
  );
  return { logits: pairs(peak ?? []), totalWeight };
}

/** The logits of the likeliest tokens that the grammar allows; a sampler of its own, since it accepts what it chooses. */
async function allowedLogits(
  { context }: ReadingRoom,
  row: number,
  model: LlamaModel,
  state: LlamaGrammarEvaluationState,
  temperature: number,
): Promise<Map<number, number>> {
  const grammarEvaluationState = grammarHandle(state.clone());
  const kind: SamplerConfig =
    temperature === 0
      ? { temperature: 0, seed: 0, grammarEvaluationState }
      : { temperature: 1, topK: DRAW_FROM, seed: 0, grammarEvaluationState };
  const sampler = createAddonSampler(model, kind);
  try {
    const wish = temperature === 0 ? ([[], false, false, true, 0] as const) : true;
    const [, , , found] = await context.sampleToken(row, sampler, false, false, wish, false);
    const allowed = [...pairs(found ?? [])].filter(([, logit]) => Number.isFinite(logit));
    if (allowed.length === 0) {
      throw new HearthError("BAD_INPUT", {
        reason: "the format leaves no token of this model's vocabulary",
      });
    }
    return new Map(allowed);
  } finally {
    sampler.dispose();
  }
}
