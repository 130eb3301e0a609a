import type { ModelFacts } from "../head/model-facts.ts";
import type { DigestRecord } from "./digest-record.ts";

/** A local file that is in the models folder now. */
export interface TakenFile {
  readonly file: string;
  readonly facts: ModelFacts;
  readonly sizeBytes: number;
  readonly sha256?: string;
}

/** Where it goes, and what it must hash to where the person said so. */
export interface TakeOptions {
  readonly modelsFolder: string;
  readonly digests: Pick<DigestRecord, "get" | "set" | "filesOf">;
  readonly sha256?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}
