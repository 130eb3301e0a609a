import type { EngineDevice } from "../engine/engine-port.ts";

/** What one probe brought: a value, perhaps an old one, or why there is none. */
export type ProbeResult<T> =
  | { readonly kind: "fresh"; readonly value: T }
  | { readonly kind: "stale"; readonly value: T; readonly reason: string }
  | { readonly kind: "failed"; readonly reason: string };

/** A graphics controller as systeminformation names it, unchecked: any figure can be missing or nonsense. */
export interface GraphicsReading {
  readonly name: string;
  readonly vendor: string;
  readonly totalBytes?: number | undefined;
  readonly usedBytes?: number | undefined;
  /** 0..1. */
  readonly load?: number | undefined;
  readonly celsius?: number | undefined;
  readonly watts?: number | undefined;
}

/** The processor and its load, unchecked. */
export interface ProcessorReading {
  readonly name: string;
  readonly vendor?: string | undefined;
  readonly cores?: number | undefined;
  readonly threads?: number | undefined;
  readonly load?: number | undefined;
  readonly celsius?: number | undefined;
}

/** What Node itself always knows. Memory in bytes. */
export interface BasicReading {
  readonly processor: string;
  readonly threads: number;
  readonly totalBytes: number;
  readonly freeBytes: number;
}

/** Everything that one report is made of. */
export interface Probes {
  readonly basic: BasicReading;
  readonly llama: ProbeResult<readonly EngineDevice[]>;
  readonly graphics: ProbeResult<readonly GraphicsReading[]>;
  readonly processor: ProbeResult<ProcessorReading>;
}
