import { setTimeout as delay } from "node:timers/promises";
import type { HardwareReport } from "../api/hardware.ts";
import type { EnginePort } from "../engine/engine-port.ts";
import { createProbe } from "./probe.ts";
import { reconcile } from "./reconcile.ts";
import { createSystemProbe, type SystemProbe } from "./system-probe.ts";

/** The hardware, sampled at most once a second however many ask. */
export interface HardwareMonitor {
  /** The report of now, or of less than a second ago. Never rejects: what fails stands in its notes. */
  report(): Promise<HardwareReport>;
  /** A report at once and then one a second, until the signal aborts, the reader leaves or the monitor closes. */
  watch(signal?: AbortSignal): AsyncGenerator<HardwareReport, void, void>;
  /** Ends every watch. */
  close(): void;
}

/** What a monitor asks. Times in milliseconds; the defaults are for real use. */
export interface HardwareMonitorOptions {
  readonly engine: Pick<EnginePort, "devices">;
  readonly system?: SystemProbe;
  readonly interval?: number;
  readonly timeout?: number;
  readonly now?: () => number;
}

/** Cards without live sensors change only when someone opens the case, and listing them starts several programs. */
const WITHOUT_SENSORS = 60_000;

/** A monitor on real probes or those given. The caller ends it with `close`. */
export function createHardwareMonitor(options: HardwareMonitorOptions): HardwareMonitor {
  const system = options.system ?? createSystemProbe();
  const interval = options.interval ?? 1000;
  const timeout = options.timeout ?? 3000;
  const now = options.now ?? Date.now;
  const closing = new AbortController();
  const llama = createProbe({
    ask: () => options.engine.devices(),
    freshFor: () => interval,
    timeout,
    now,
  });
  const graphics = createProbe({
    ask: () => system.graphics(),
    freshFor: (cards) =>
      cards.some(({ load, celsius }) => load !== undefined || celsius !== undefined)
        ? 2 * interval
        : WITHOUT_SENSORS,
    timeout,
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

  const sample = async (): Promise<HardwareReport> => {
    const [ofLlama, ofGraphics, ofProcessor] = await Promise.all([
      llama.read(),
      graphics.read(),
      processor.read(),
    ]);
    const probes = {
      basic: system.basic(),
      llama: ofLlama,
      graphics: ofGraphics,
      processor: ofProcessor,
    };
    return reconcile(probes, now());
  };
  const report = (): Promise<HardwareReport> => {
    if (sampled === undefined || now() - sampledAt >= interval) {
      sampledAt = now();
      sampled = sample();
    }
    return sampled;
  };

  return {
    report,
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
