/** Who loads models under names of their own. */
export type LoadPurpose = "receipt" | "doctor";

/** What an id of the engine stands for: a model, and for whom it was loaded where that is not the miner or a person. */
export function loadedFor(id: string): {
  readonly model: string;
  readonly purpose?: LoadPurpose;
} {
  const [, purpose, model] = /^(receipt|doctor)-(.+)$/.exec(id) ?? [];
  if (model === undefined) return { model: id };
  return { model, purpose: purpose === "doctor" ? "doctor" : "receipt" };
}
