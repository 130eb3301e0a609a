import { HearthError } from "../api/errors.ts";
import { type GovernorSettings, type GovernorStatus, governorSettings } from "../api/governor.ts";
import type { HardwareMonitor } from "../gpu/hardware-monitor.ts";
import { createChannel } from "../timeline/channel.ts";
import type { Timeline } from "../timeline/timeline.ts";
import { localDate, type Offset, rereadTimeZone, systemOffset } from "./calendar/local-time.ts";
import { type Preview, preview } from "./calendar/preview.ts";
import { failureLine, governorLines, settingsLostLine } from "./governor-timeline.ts";
import { gpuReadings } from "./machine/from-report.ts";
import { firstState, type GovernorEvent } from "./machine/governor-state.ts";
import { advance } from "./machine/machine.ts";
import { counted, type GpuReading, limitWatts } from "./machine/readings.ts";
import { engineOrders } from "./orders/engine-orders.ts";
import type { MemoryProbe } from "./orders/freed-memory.ts";
import type { GovernedEngine } from "./orders/governed-engine.ts";
import { chiefReason, reasonText } from "./reason-text.ts";
import { workingWatts } from "./rules/energy.ts";
import { unmetered } from "./rules/metering.ts";
import type { Senses, ShellReport } from "./senses/senses.ts";
import { statusOf } from "./status.ts";
import type { GovernorStore } from "./stored.ts";
import { wait } from "./wait.ts";
import type { WorkPause } from "./work-pause.ts";

/** What the governor is built from. Times in milliseconds. */
export interface GovernorOptions {
  readonly engine: GovernedEngine;
  readonly hardware: Pick<HardwareMonitor, "report">;
  readonly memory: MemoryProbe;
  readonly senses: Senses;
  readonly store: GovernorStore;
  readonly timeline: Pick<Timeline, "write">;
  readonly defaults: GovernorSettings;
  readonly now: () => number;
  readonly offset?: Offset;
  /** Between two looks; a second unless told. */
  readonly interval?: number;
}

/** Keeps the computer usable, cool and cheap; runs until `close`. */
export interface Governor {
  settings(): GovernorSettings;
  /** BAD_INPUT where the settings contradict themselves. They hold at once. */
  save(settings: GovernorSettings): GovernorSettings;
  status(): GovernorStatus;
  watch(signal?: AbortSignal): AsyncGenerator<GovernorStatus, void, void>;
  preview(settings?: GovernorSettings): Preview;
  pause(minutes?: number): GovernorStatus;
  resume(): GovernorStatus;
  sense(report: ShellReport): void;
  /** For those whose work it pauses. */
  readonly work: WorkPause;
  /** Ends it. A look that is under way has no effect any more. */
  close(): void;
}

/** Without a GPU there is no sensor that a rule looks at each second … */
const WITHOUT_GPU = 30_000;
/** … but a GPU may only be seen once its driver is loaded: in the first minute it is looked for more often. */
const FIRST_MINUTE = { millis: 60_000, every: 3_000 };
/** What a day has used is kept this often. */
const KEEP_ENERGY = 60_000;
/** A computer that travels is in another zone when it is set so. */
const REREAD_ZONE = 60_000;
const MINUTE = 60_000;

/** Starts the governor: it looks at once and then every second. The caller ends it with `close`; the engine is left as it is. */
export function startGovernor(options: GovernorOptions): Governor {
  const { senses, store, timeline, now } = options;
  const offset = options.offset ?? systemOffset;
  const statuses = createChannel<GovernorStatus>();
  const closing = new AbortController();
  let settings = store.settings() ?? options.defaults;
  let state = firstState({ now: now(), hand: store.hand(), energy: store.energy() });
  let gpus: readonly GpuReading[] = [];
  let reported: { readonly at: number; readonly every: number } = { at: 0, every: 0 };
  let keptAt = now();
  let zoneAt = now();
  let published = "";
  const startedAt = now();

  const circumstances = () => ({ settings, offset, now: now() });
  const status = (): GovernorStatus => statusOf(circumstances(), state, senses.available());
  const reason = (): string | undefined => {
    if (state.phase.kind === "running") return undefined;
    const chief = chiefReason(state.reasons.filter(({ action }) => action !== "slow"));
    return chief === undefined ? "it is about to run again" : reasonText(chief);
  };

  const order = engineOrders({
    engine: options.engine,
    memory: options.memory,
    reason,
    turn: () => state.turn,
    tell: (event) => dispatch(event),
    onFailure: (kind, error) => {
      // The first of several in a row: they go on for as long as it takes.
      if (!("failures" in state.phase) || state.phase.failures === 0)
        timeline.write(failureLine(kind, error));
    },
    now,
    closing: closing.signal,
  });

  function dispatch(event: GovernorEvent): void {
    const before = state;
    const step = advance(circumstances(), before, event);
    state = step.state;
    for (const action of step.actions) order(action);
    for (const line of governorLines(before, state, event)) timeline.write(line);
    publish();
    // Last: a full disk may fail the call, never the pause.
    if (before.hand !== state.hand) keepHand(event);
  }

  function keepHand(event: GovernorEvent): void {
    try {
      store.saveHand(state.hand);
    } catch (error) {
      // Who pauses or resumes by hand is told; when a pause ends by the clock there is nobody to tell.
      if (event.kind === "hand" || event.kind === "release") throw error;
      console.error(error);
    }
  }

  function publish(): void {
    const current = status();
    const text = JSON.stringify(current);
    if (text === published) return;
    published = text;
    statuses.publish(current);
  }

  /** Whether so much time went by since; a clock that was set back tells no span. */
  function passed(since: number, millis: number): boolean {
    const span = now() - since;
    return span >= millis || span < 0;
  }

  async function lookOnce(): Promise<void> {
    if (passed(reported.at, reported.every)) {
      gpus = gpuReadings(await options.hardware.report());
      const young = now() - startedAt < FIRST_MINUTE.millis;
      const every = young ? FIRST_MINUTE.every : WITHOUT_GPU;
      reported = { at: now(), every: gpus.length > 0 ? 0 : every };
      if (closing.signal.aborted) return;
    }
    const wanted = {
      presence: settings.presence.action !== "run",
      fullScreen: settings.others.fullScreen !== "run",
      battery: settings.battery.action !== "run",
    };
    const ids = options.engine.wanted?.().map(({ id }) => id);
    const models = ids?.toSorted().join("\n");
    dispatch({ kind: "read", readings: { gpus, models, ...senses.read(wanted) } });
    if (passed(keptAt, KEEP_ENERGY)) keepEnergy();
  }

  function keepEnergy(): void {
    keptAt = now();
    if (state.memory.energy.kilowattHours > 0) store.saveEnergy(state.memory.energy);
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      if (passed(zoneAt, REREAD_ZONE)) {
        zoneAt = now();
        rereadTimeZone();
      }
      await lookOnce().catch((error: unknown) => console.error(error));
      await wait(options.interval ?? 1000, closing.signal);
    }
  }
  if (store.settingsAreLost()) timeline.write(settingsLostLine);
  // Before anything was read: a pause by hand or by the clock holds from the first moment on.
  dispatch({ kind: "settings" });
  void run();

  return {
    settings: () => settings,
    save: (wanted) => {
      const checked = governorSettings.safeParse(wanted);
      if (!checked.success) {
        const why = checked.error.issues[0]?.message ?? "they contradict themselves";
        throw new HearthError("BAD_INPUT", { reason: why });
      }
      store.saveSettings(checked.data);
      settings = checked.data;
      dispatch({ kind: "settings" });
      return settings;
    },
    status,
    watch: (signal) => statuses.followFrom(status, joined(closing.signal, signal)),
    preview: (wanted) => {
      const { energy } = state.memory;
      const mean = workingWatts(energy);
      const watts = mean ?? limitWatts(counted(gpus));
      const today = energy.date === localDate(now(), offset) ? energy.kilowattHours : 0;
      const until = state.hand?.until;
      const week = preview(wanted ?? settings, now(), offset, watts, today, until);
      // Limits are only added up where all tell theirs; what was measured may lack some.
      const without = mean === undefined ? [] : unmetered(state.memory.meters, counted(gpus));
      return without.length === 0 ? week : { ...week, unmetered: [...without] };
    },
    pause: (minutes) => {
      const until = minutes === undefined ? undefined : now() + minutes * MINUTE;
      dispatch({ kind: "hand", until });
      return status();
    },
    resume: () => {
      dispatch({ kind: "release" });
      return status();
    },
    sense: (report) => {
      senses.hear(report);
      const { asleep } = report;
      // Sleep comes in a moment: it is not left to the next look.
      if (asleep !== undefined) dispatch({ kind: "read", readings: { ...state.readings, asleep } });
    },
    work: {
      reason,
      onChange: (listener) => statuses.listen(listener),
    },
    close: () => {
      closing.abort();
      try {
        keepEnergy();
      } catch (error) {
        // A full disk costs a minute's count, and must not keep what is closed after this one open.
        console.error(error);
      }
    },
  };
}

function joined(closing: AbortSignal, signal: AbortSignal | undefined): AbortSignal {
  return signal === undefined ? closing : AbortSignal.any([closing, signal]);
}
