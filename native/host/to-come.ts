import { HearthError } from "../api/errors.ts";
import type { HostHandlers } from "./router.ts";

const later = (what: string) => (): never => {
  throw new HearthError("NOT_READY", { what, reason: "This build does not have it yet." });
};

/** Procedures of standing nouns that are being built. */
export const modelsToCome = {
  browse: later("models.browse"),
  propose: later("models.propose"),
  fit: later("models.fit"),
  add: later("models.add"),
  forget: later("models.forget"),
  remove: later("models.remove"),
  loads: later("models.loads"),
} satisfies Partial<HostHandlers["models"]>;
