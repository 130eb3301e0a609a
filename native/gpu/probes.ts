import type { EngineDevice } from "../engine/engine-port.ts";
import type { SensorReport } from "./sensors/sensor-reading.ts";

/**
 * What one probe brought: a value with its age in milliseconds, perhaps too old a one, or why there is none. Pending is a slow
 * question that has its time still.
 */
export type ProbeResult<T> =
  | { readonly kind: "fresh"; readonly value: T; readonly age: number }
  | { readonly kind: "stale"; readonly value: T; readonly age: number; readonly reason: string }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "pending" };

/** The vendors' sensors; absent where this computer has none, with plain sentences where one was expected. */
export type SensorResult =
  | ProbeResult<SensorReport>
  | { readonly kind: "absent"; readonly reasons: readonly string[] };

/** A graphics controller as systeminformation names it, unchecked: any figure can be missing or nonsense. */
export interface GraphicsReading {
  readonly name: string;
  readonly vendor: string;
  /** PCI address as "0000:01:00.0". */
  readonly bus?: string | undefined;
  readonly driver?: string | undefined;
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
  readonly celsiusLimit?: number | undefined;
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
  readonly sensors: SensorResult;
  readonly graphics: ProbeResult<readonly GraphicsReading[]>;
  readonly processor: ProbeResult<ProcessorReading>;
  /** Numbers of Hearth's own processes, as far as it knows them itself. */
  readonly own: ReadonlySet<number>;
}
