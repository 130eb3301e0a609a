import { setTimeout as delay } from "node:timers/promises";
import type { DeviceSample, HardwareReport } from "../api/hardware.ts";
import type { EnginePort } from "../engine/engine-port.ts";
import { createHistory } from "./history.ts";
import { createProbe } from "./probe.ts";
import type { SensorResult } from "./probes.ts";
import { reconcile } from "./reconcile/reconcile.ts";
import { createSystemProbe, type SystemProbe } from "./system-probe.ts";

/** The hardware, sampled at most once a second however many ask. */
export interface HardwareMonitor {
  /** The report of now, or of less than a second ago. Never rejects: what fails stands in its notes. */
  report(): Promise<HardwareReport>;
  /** The same, with the vendors' sensors asked anew at this moment: what a pause gave back must not be a figure of before it. */
  fresh(): Promise<HardwareReport>;
  /** A report at once and then one a second, until the signal aborts, the reader leaves or the monitor closes. */
  watch(signal?: AbortSignal): AsyncGenerator<HardwareReport, void, void>;
  /** Every device's samples of the last `seconds` (an hour at most), oldest first, at most `points` each. */
  history(range: { readonly seconds: number; readonly points: number }): {
    device: string;
    samples: DeviceSample[];
  }[];
  /** Ends every watch and the sampling for the history. */
  close(): void;
}

/** What a monitor asks. Times in milliseconds; the defaults are for real use. */
export interface HardwareMonitorOptions {
  readonly engine: Pick<EnginePort, "devices">;
  /** The vendors' sensors; without, no vendor is asked. */
  readonly sensors?: { read(): Promise<SensorResult>; fresh?(): Promise<SensorResult> };
  readonly system?: SystemProbe;
  /** Numbers of Hearth's own processes. */
  readonly own?: () => Iterable<number>;
  readonly interval?: number;
  readonly timeout?: number;
  /** How often a sample is taken for the history while nobody watches. */
  readonly unwatched?: number;
  readonly now?: () => number;
}

/** Cards change only when someone opens the case, and listing them starts several programs. */
const LISTED = 600_000;
/** Where only those programs tell a card's load and temperature, they are worth asking more often. */
const LISTED_WITH_FIGURES = 30_000;
/** A program that a driver holds inside the kernel cannot be ended: after each failure there are fewer of them, an hour apart at last. */
const restAfter = (failures: number): number => Math.min(3_600_000, 60_000 * 2 ** (failures - 1));

const NO_SENSORS = { kind: "absent", reasons: [] } as const;

/** A monitor on real probes or those given. It samples for its history at once; the caller ends it with `close`. */
export function createHardwareMonitor(options: HardwareMonitorOptions): HardwareMonitor {
  const system = options.system ?? createSystemProbe();
  const interval = options.interval ?? 1000;
  const timeout = options.timeout ?? 3000;
  const now = options.now ?? Date.now;
  const closing = new AbortController();
  const history = createHistory();
  let vendorIsSilent = true;
  const llama = createProbe({
    ask: () => options.engine.devices(),
    freshFor: () => interval,
    timeout,
    now,
  });
  const graphics = createProbe({
    ask: () => system.graphics(),
    freshFor: (cards) =>
      vendorIsSilent &&
      cards.some(({ load, celsius }) => load !== undefined || celsius !== undefined)
        ? LISTED_WITH_FIGURES
        : LISTED,
    timeout,
    // PowerShell takes its time, and the list is wanted by nobody who cannot wait.
    patience: 8 * timeout,
    rest: restAfter,
    now,
  });
  const processor = createProbe({
    ask: () => system.processor(),
    freshFor: () => interval,
    timeout,
    now,
  });
  let sampled: Promise<HardwareReport> | undefined;
  let sampledAt = Number.NEGATIVE_INFINITY;

  const askVendor = async (anew: boolean): Promise<SensorResult> => {
    const { sensors } = options;
    if (sensors === undefined) return NO_SENSORS;
    return anew && sensors.fresh !== undefined ? sensors.fresh() : sensors.read();
  };
  const sample = async (anew: boolean): Promise<HardwareReport> => {
    const [ofVendor, ofLlama, ofGraphics, ofProcessor] = await Promise.all([
      askVendor(anew),
      llama.read(),
      graphics.read(),
      processor.read(),
    ]);
    // A driver that hangs would hang the listing programs as well: they are no way around it.
    vendorIsSilent = ofVendor.kind === "absent";
    const probes = {
      basic: system.basic(),
      llama: ofLlama,
      sensors: ofVendor,
      graphics: ofGraphics,
      processor: ofProcessor,
      own: new Set([process.pid, ...(options.own?.() ?? [])]),
    };
    const report = reconcile(probes, now());
    history.add(report);
    return report;
  };
  const take = (anew: boolean): Promise<HardwareReport> => {
    sampledAt = now();
    sampled = sample(anew);
    return sampled;
  };
  const report = (): Promise<HardwareReport> =>
    sampled === undefined || Math.abs(now() - sampledAt) >= interval ? take(false) : sampled;
  const pause = (millis: number, signal: AbortSignal): Promise<void> =>
    delay(millis, undefined, { signal, ref: false }).catch(() => {});
  const record = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await pause(options.unwatched ?? 5 * interval, closing.signal);
      if (!closing.signal.aborted) await report();
    }
  };
  void record();

  return {
    report,
    fresh: () => take(true),
    history: ({ seconds, points }) => history.read(now() - seconds * 1000, points),
    watch: async function* (signal) {
      const over = AbortSignal.any([closing.signal, ...(signal === undefined ? [] : [signal])]);
      while (!over.aborted) {
        yield await report();
        await delay(interval, undefined, { signal: over }).catch(() => {});
      }
    },
    close: () => closing.abort(),
  };
}
