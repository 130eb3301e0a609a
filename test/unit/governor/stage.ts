import { afterEach, beforeEach, vi } from "vitest";
import type { GovernorSettings } from "../../../native/api/governor.ts";
import type { Device, HardwareReport } from "../../../native/api/hardware.ts";
import type { Offset } from "../../../native/governor/calendar/local-time.ts";
import { defaultSettings } from "../../../native/governor/default-settings.ts";
import { type Governor, startGovernor } from "../../../native/governor/governor-service.ts";
import { noSense } from "../../../native/governor/senses/sense.ts";
import { createSenses, type SenseSources } from "../../../native/governor/senses/senses.ts";
import { type GovernorStore, governorStore } from "../../../native/governor/stored.ts";
import { openStore } from "../../../native/store/database.ts";
import { createNotes } from "../../../native/store/notes.ts";
import type { TimelineLine } from "../../../native/timeline/timeline.ts";
import { fakeGovernedEngine } from "../../fakes/fake-governed-engine.ts";

/** Bytes. */
export const GIB = 2 ** 30;
/** When each test begins, by a clock that stands still unless time passes. */
export const START = Date.UTC(2026, 5, 1, 12);
/** A computer that can sense nothing of the person. */
export const nothing: SenseSources = { battery: noSense, presence: noSense, fullScreen: noSense };
/** A card at work that is not hot. */
export const gpu: Device = {
  id: "gpu-0",
  kind: "gpu",
  name: "RTX",
  backend: "cuda",
  memory: { totalBytes: 24 * GIB, usedBytes: 0, hearthBytes: 0 },
  celsius: 60,
  watts: 300,
  wattsLimit: 350,
  seenBy: ["test"],
};
/** A hot processor. */
export const cpu: Device = {
  id: "cpu",
  kind: "cpu",
  name: "Two cores",
  backend: "cpu",
  memory: { totalBytes: 8 * GIB, usedBytes: GIB, hearthBytes: 0 },
  celsius: 97,
  seenBy: ["test"],
};

/** A governor on a fake engine that holds 8 GiB, with a store and a timeline of each test's own, on a clock that the test moves. */
export function governorStage() {
  let stage: Stage;
  let governor: Governor | undefined;
  const running = (): Governor => {
    if (governor === undefined) throw new Error("no governor was started");
    return governor;
  };

  beforeEach(() => {
    vi.useFakeTimers({ now: START });
    stage = open();
  });
  afterEach(() => {
    governor?.close();
    governor = undefined;
    stage.close();
    vi.useRealTimers();
  });

  return {
    get engine() {
      return stage.engine;
    },
    get store() {
      return stage.store;
    },
    get lines() {
      return stage.lines;
    },
    get governor() {
      return running();
    },
    /** What the hardware monitor reports from now on. */
    set devices(devices: readonly Device[]) {
      stage.devices = devices;
    },
    start: (
      sources = nothing,
      defaults = defaultSettings({ practice: false }),
      offset: Offset = () => 0,
    ): Governor => {
      governor = startGovernor({
        engine: stage.engine,
        hardware: { report: async () => report(stage) },
        memory: async () => ({
          own: { vram: stage.engine.held, ram: 0 },
          engine: GIB + stage.engine.held,
        }),
        senses: createSenses(sources, Date.now),
        store: stage.store,
        timeline: { write: (line) => stage.lines.push(line) },
        defaults,
        now: Date.now,
        offset,
      });
      return governor;
    },
    pass: (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1_000),
    heat: (celsius: number | undefined): void => {
      stage.devices = [{ ...gpu, celsius } as Device];
    },
    said: () => stage.lines.map(({ message }) => message),
    changed: (change: Partial<GovernorSettings>): GovernorSettings => ({
      ...running().settings(),
      ...change,
    }),
  };
}

interface Stage {
  readonly engine: ReturnType<typeof fakeGovernedEngine>;
  readonly store: GovernorStore;
  readonly lines: TimelineLine[];
  devices: readonly Device[];
  close(): void;
}

function open(): Stage {
  const engine = fakeGovernedEngine();
  engine.held = 8 * GIB;
  const { database, close } = openStore(":memory:");
  return { engine, store: governorStore(createNotes(database)), lines: [], devices: [gpu], close };
}

function report({ devices, engine }: Stage): HardwareReport {
  const seen = devices.map((device) => {
    if (device.kind === "cpu") return device;
    const { totalBytes, usedBytes } = device.memory;
    const memory = { totalBytes, usedBytes: usedBytes + engine.held, hearthBytes: engine.held };
    return { ...device, memory };
  });
  const memory = { totalBytes: 8 * GIB, freeBytes: GIB };
  return { time: Date.now(), devices: seen, memory, notes: [] };
}
