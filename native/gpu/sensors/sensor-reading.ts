/** A program that holds memory of a card, as its driver tells. `ours` when it descends from the process that started the sensors. */
export interface ProcessReading {
  readonly pid: number;
  readonly bytes: number;
  readonly name?: string | undefined;
  readonly ours?: boolean | undefined;
}

/** Which driver interface a reading comes from. */
export type SensorSource = "nvml" | "amdgpu" | "i915" | "xe" | "windows";

/** One card as its vendor's interface tells it, unchecked: any figure can be missing or nonsense. Memory in bytes. */
export interface SensorReading {
  readonly source: SensorSource;
  readonly vendor: string;
  readonly name?: string | undefined;
  readonly uuid?: string | undefined;
  /** PCI address as "0000:01:00.0". */
  readonly bus?: string | undefined;
  readonly integrated?: boolean | undefined;
  readonly driver?: string | undefined;
  readonly totalBytes?: number | undefined;
  readonly usedBytes?: number | undefined;
  /** 0..1. */
  readonly load?: number | undefined;
  readonly celsius?: number | undefined;
  readonly celsiusLimit?: number | undefined;
  readonly watts?: number | undefined;
  readonly wattsLimit?: number | undefined;
  readonly coreMegahertz?: number | undefined;
  readonly memoryMegahertz?: number | undefined;
  /** 0..1 of the fan's most. */
  readonly fan?: number | undefined;
  readonly throttled?: readonly string[] | undefined;
  readonly processes?: readonly ProcessReading[] | undefined;
}

/** What all vendors' interfaces tell at one time, with plain sentences on what they could not. */
export interface SensorReport {
  readonly readings: readonly SensorReading[];
  readonly notes: readonly string[];
}

/** One vendor's interface, opened. `read` may hang or crash its process; it rejects when nothing at all can be read any more. */
export interface SensorSet {
  read(): Promise<SensorReport>;
}
