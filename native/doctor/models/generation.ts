import { bad, byPerson, type Check, check, good, type Judgement, skipped } from "../check.ts";
import { spanText } from "../text.ts";

/** A real answer of one token, why there was none, or why nobody asked. */
export type GenerationFacts =
  | {
      readonly kind: "answered";
      readonly model: string;
      readonly backend: string;
      readonly tokens: number;
      readonly millis: number;
    }
  | {
      readonly kind: "failed";
      readonly model: string;
      readonly code: string;
      readonly reason: string;
    }
  | { readonly kind: "paused" }
  | { readonly kind: "no-model" };

/** Whether the engine answers. */
export function judgeGeneration(facts: GenerationFacts): Judgement {
  switch (facts.kind) {
    case "answered": {
      const { model, backend, tokens, millis } = facts;
      const evidence = { model, backend, tokens, time: spanText(millis) };
      return tokens > 0 ? good(evidence) : bad("empty", evidence);
    }
    case "failed": {
      const { model, code, reason } = facts;
      return bad("failed", { model, code, reason }, byPerson("seeEngine"));
    }
    case "paused":
      return skipped("paused");
    case "no-model":
      return bad("noModel", {}, byPerson("seeFiles"));
    default:
      return facts satisfies never;
  }
}

/** The check that has the engine write one token; loading a small model is part of it where none is loaded. */
export function generationCheck(tryOut: (signal: AbortSignal) => Promise<GenerationFacts>): Check {
  return check({
    id: "generation",
    group: "models",
    timeout: 60_000,
    probe: tryOut,
    judge: judgeGeneration,
  });
}
