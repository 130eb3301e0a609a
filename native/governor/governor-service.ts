import { HearthError, toHearthError } from "../api/errors.ts";
import { type GovernorSettings, type GovernorStatus, governorSettings } from "../api/governor.ts";
import type { HardwareMonitor } from "../gpu/hardware-monitor.ts";
import { createChannel } from "../timeline/channel.ts";
import type { Timeline } from "../timeline/timeline.ts";
import { type Offset, systemOffset } from "./calendar/local-time.ts";
import { type Preview, preview } from "./calendar/preview.ts";
import { type MemoryProbe, proveFreed } from "./freed-memory.ts";
import { gpuReadings } from "./from-report.ts";
import type { GovernedEngine } from "./governed-engine.ts";
import { firstState, type GovernorAction, type GovernorEvent } from "./governor-state.ts";
import { governorLines } from "./governor-timeline.ts";
import { advance } from "./machine.ts";
import { type GpuReading, limitWatts } from "./readings.ts";
import { chiefReason, reasonText } from "./reason-text.ts";
import { workingWatts } from "./rules/energy.ts";
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

/** Without a GPU there is no sensor that a rule looks at each second. */
const WITHOUT_GPU = 30_000;
/** What a day has used is kept this often. */
const KEEP_ENERGY = 60_000;
/** Between two looks at whether memory is free. */
const PROOF_PAUSE = 100;
const MINUTE = 60_000;

/** Starts the governor: it looks at once and then every second. The caller ends it with `close`; the engine is left as it is. */
export function startGovernor(options: GovernorOptions): Governor {
  const { engine, senses, store, timeline, now } = options;
  const offset = options.offset ?? systemOffset;
  const statuses = createChannel<GovernorStatus>();
  const closing = new AbortController();
  let settings = store.settings() ?? options.defaults;
  let state = firstState({ now: now(), hand: store.hand(), energy: store.energy() });
  let gpus: readonly GpuReading[] = [];
  let reportDue = 0;
  let energyDue = now() + KEEP_ENERGY;
  let published = "";
  let proving = new AbortController();

  const circumstances = () => ({ settings, offset, now: now() });
  const status = (): GovernorStatus => statusOf(circumstances(), state, senses.available());
  const reason = (): string | undefined => {
    if (state.phase.kind === "running") return undefined;
    const chief = chiefReason(state.reasons.filter(({ action }) => action !== "slow"));
    return chief === undefined ? "it is about to run again" : reasonText(chief);
  };

  function dispatch(event: GovernorEvent): void {
    const before = state;
    const step = advance(circumstances(), before, event);
    state = step.state;
    if (before.hand !== state.hand) store.saveHand(state.hand);
    for (const line of governorLines(before, state, event)) timeline.write(line);
    for (const action of step.actions) act(action);
    publish();
  }

  function publish(): void {
    const current = status();
    const text = JSON.stringify(current);
    if (text === published) return;
    published = text;
    statuses.publish(current);
  }

  function act(action: GovernorAction): void {
    switch (action.kind) {
      case "pace":
        engine.setPace(action.share);
        break;
      case "suspend":
        void suspend(action);
        break;
      case "resume":
        void resume(action);
        break;
      default:
        action satisfies never;
    }
  }

  async function suspend({
    turn,
    graceMillis,
  }: Extract<GovernorAction, { kind: "suspend" }>): Promise<void> {
    proving.abort();
    proving = new AbortController();
    const signal = AbortSignal.any([proving.signal, closing.signal]);
    const startedAt = now();
    // Asked before, read while the grace lasts: not even a probe may hold a pause up.
    const held = options.memory();
    const done = engine.suspend({ graceMillis, reason: reason() ?? "it is paused" });
    if (!(await told(done, turn, "suspended"))) return;
    const freed = await proveFreed({
      before: await held,
      probe: options.memory,
      startedAt,
      now,
      wait: () => wait(PROOF_PAUSE, signal),
      signal,
    });
    if (freed !== undefined) dispatch({ kind: "freed", freed });
  }

  async function resume({
    turn,
    again,
  }: Extract<GovernorAction, { kind: "resume" }>): Promise<void> {
    proving.abort();
    const asleep = again
      ? engine.suspend({ graceMillis: 0, reason: "it is about to run again" })
      : Promise.resolve();
    await told(
      asleep.then(() => engine.resume()),
      turn,
      "resumed",
    );
  }

  async function told(
    order: Promise<void>,
    turn: number,
    kind: "suspended" | "resumed",
  ): Promise<boolean> {
    try {
      await order;
    } catch (error) {
      if (closing.signal.aborted || turn !== state.turn) return false;
      const { code, message } = toHearthError(error);
      const what = kind === "suspended" ? "governor.pauseFailed" : "governor.resumeFailed";
      timeline.write({
        level: "warning",
        source: "governor",
        message: what,
        values: { reason: message },
        code,
      });
      dispatch({ kind: "failed", turn });
      return false;
    }
    if (closing.signal.aborted) return false;
    const current = turn === state.turn;
    dispatch({ kind, turn });
    return current;
  }

  async function lookOnce(): Promise<void> {
    if (now() >= reportDue) {
      gpus = gpuReadings(await options.hardware.report());
      reportDue = gpus.length === 0 ? now() + WITHOUT_GPU : 0;
      if (closing.signal.aborted) return;
    }
    const wanted = {
      presence: settings.presence.action !== "run",
      fullScreen: settings.others.fullScreen !== "run",
      battery: settings.battery.action !== "run",
    };
    dispatch({ kind: "read", readings: { gpus, ...senses.read(wanted) } });
    if (now() >= energyDue) keepEnergy();
  }

  function keepEnergy(): void {
    energyDue = now() + KEEP_ENERGY;
    if (state.memory.energy.kilowattHours > 0) store.saveEnergy(state.memory.energy);
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      await lookOnce().catch((error: unknown) => console.error(error));
      await wait(options.interval ?? 1000, closing.signal);
    }
  }
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
    preview: (wanted) =>
      preview(
        wanted ?? settings,
        now(),
        offset,
        workingWatts(state.memory.energy) ?? limitWatts(gpus),
      ),
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
      keepEnergy();
    },
  };
}

function joined(closing: AbortSignal, signal: AbortSignal | undefined): AbortSignal {
  return signal === undefined ? closing : AbortSignal.any([closing, signal]);
}
