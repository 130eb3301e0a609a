import { HearthError } from "../api/errors.ts";
import type { CacheType } from "../api/models.ts";
import type { LoadOptions } from "./engine-port.ts";

/** What besides the file's bytes moves log-probabilities, and is therefore part of a model's identity. */
export interface HeldForm {
  /** Type of the cache's keys and values. */
  readonly cacheType: CacheType;
  readonly flashAttention: boolean;
}

/** The form that the network fixes: every backend has it for every head size. */
export const networkForm: HeldForm = { cacheType: "f16", flashAttention: false };

/**
 * The form that a load asks for; the network's unless told. llama.cpp can read a quantised cache by flash attention alone, so that is
 * switched on with it. Throws BAD_INPUT where it was switched off expressly.
 */
export function heldForm(options: Pick<LoadOptions, "cacheType" | "flashAttention">): HeldForm {
  const cacheType = options.cacheType ?? networkForm.cacheType;
  const flashAttention = options.flashAttention ?? cacheType !== "f16";
  if (cacheType !== "f16" && !flashAttention) {
    throw new HearthError("BAD_INPUT", {
      reason: `a cache of type ${cacheType} needs flash attention`,
    });
  }
  return { cacheType, flashAttention };
}

/** `sha256/f16/no-fa`: two answers can be compared only where these are the same. */
export function modelIdentity(sha256: string, form: HeldForm): string {
  return `${sha256.toLowerCase()}/${formName(form)}`;
}

/** The name by which requests mean a model: its id in the network's form, `id#q8_0/fa` in any other. */
export function heldId(id: string, form: HeldForm): string {
  const name = formName(form);
  return name === formName(networkForm) ? id : `${id}#${name}`;
}

function formName({ cacheType, flashAttention }: HeldForm): string {
  return `${cacheType}/${flashAttention ? "fa" : "no-fa"}`;
}
