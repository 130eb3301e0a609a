import { HearthError } from "../api/errors.ts";
import type { AtOnce } from "../api/mining.ts";
import type { RunShape } from "../api/models.ts";
import type { LoadedModel, LoadOptions, ModelFile } from "../engine/engine-port.ts";
import type { ServedModel } from "../engine/served-model.ts";
import { type SequenceChoice, USUAL_SEQUENCES } from "../models/fit/streams/sequence-choice.ts";
import { challengeContext } from "../subnets/challenge-context.ts";
import type { MiningDependencies } from "./mining-dependencies.ts";

/** How many requests are worked on at once, and why as many. */
export type Chosen = SequenceChoice | { readonly sequences: number; readonly because: "asked" };

/** As many as are in memory: whoever had the model there before may have had room for more. */
export function atOnceOf(served: ServedModel, chosen: Chosen): AtOnce {
  const { sequences } = served.current();
  return sequences === chosen.sequences ? { ...chosen } : { sequences, because: "held" };
}

/** How many requests at once: as a person asked, or as suits model, computer and subnet. */
export async function chooseAtOnce<Challenge, Answer>(
  { mechanism, sequences }: Pick<MiningDependencies<Challenge, Answer>, "mechanism" | "sequences">,
  file: ModelFile,
  run: RunShape | undefined,
): Promise<Chosen> {
  if (run !== undefined) return { sequences: run.sequences, because: "asked" };
  const { contextTokens, answerTokens, answerMillis } = mechanism.description;
  const promptTokens = Math.max(0, contextTokens - answerTokens);
  const answer = { promptTokens, tokens: answerTokens, millis: answerMillis };
  const usual: Chosen = { sequences: USUAL_SEQUENCES, because: "unknown" };
  // Nobody mines less for want of advice; what is wrong with the file itself its load will say.
  const { enoughContext } = challengeContext(mechanism);
  return (await sequences?.(file, answer, enoughContext).catch(() => usual)) ?? usual;
}

/**
 * Loads for as many as were chosen. For more than the usual number only where all of it comes to lie on the GPU: an estimate that was too
 * kind then costs sequences and no layers, which would make every answer slow.
 */
export async function loadAtMost(
  load: (options: LoadOptions) => Promise<LoadedModel>,
  base: LoadOptions,
  first: Chosen,
): Promise<{ readonly chosen: Chosen; readonly loaded: LoadedModel }> {
  const { placement = "fitting", concede = "backend" } = base;
  const whole = {
    placement: "whole",
    concede: "nothing",
    afterwards: { placement, concede },
  } as const;
  let chosen = first;
  while (chosen.because !== "asked" && chosen.sequences > USUAL_SEQUENCES) {
    try {
      return { chosen, loaded: await load({ ...base, ...whole, sequences: chosen.sequences }) };
    } catch (error) {
      const code = error instanceof HearthError ? error.code : undefined;
      if (code !== "MODEL_TOO_LARGE" && code !== "ENGINE_DOWN") throw error;
      // Some drivers end the process where memory runs out; that is not tried again and again.
      const sequences = code === "ENGINE_DOWN" ? USUAL_SEQUENCES : chosen.sequences / 2;
      chosen = { sequences, because: "memory" };
    }
  }
  return { chosen, loaded: await load({ ...base, sequences: chosen.sequences }) };
}
