import type { DigestRecord } from "../catalogue/digest-record.ts";
import type { ModelFacts } from "../head/model-facts.ts";

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
