import { setTimeout as delay } from "node:timers/promises";
import { HearthError, reasonOf } from "../api/errors.ts";
import {
  type BackoffEvent,
  type BackoffPolicy,
  type BackoffState,
  defaultBackoff,
  nextBackoff,
} from "./backoff.ts";
import type { Launcher, LaunchSpec, RunningProcess } from "./launcher.ts";
import { type HealthCheck, type RunEnd, runOnce } from "./supervised-run.ts";
import { publicState, type SupervisedStatus } from "./supervised-status.ts";
import { createWaiters } from "./waiters.ts";

export type { SupervisedStatus } from "./supervised-status.ts";

/** What to keep alive and how. */
export interface SuperviseOptions<T> {
  readonly name: string;
  readonly launcher: Launcher;
  /** Asked before each start, so that arguments may change between lives. */
  readonly spec: () => LaunchSpec;
  /** Resolves with the live value (a client, an endpoint) once the process serves; a rejection counts as a failed start. */
  readonly ready: (process: RunningProcess, signal: AbortSignal) => Promise<T>;
  /** Called at each change of the status. */
  readonly onChange: (status: SupervisedStatus) => void;
  readonly policy?: Partial<BackoffPolicy>;
  readonly health?: HealthCheck<T>;
  /** How long a start may take; 90 s unless told, which a busy computer or a cold disk may need. */
  readonly readyMillis?: number;
  /** How long it may take to stop before it is killed; 2 s unless told. */
  readonly stopGraceMillis?: number;
  /** The error of `whenReady` once given up or finished; NOT_READY unless told. */
  readonly failure?: (reason: string) => HearthError;
}

/** A process that is kept alive until `close`. */
export interface Supervised<T> {
  status(): SupervisedStatus;
  /** The live value once running. Rejects with `failure` when given up, CANCELLED when closed or the signal aborts. */
  whenReady(signal?: AbortSignal): Promise<T>;
  /** Starts it again at once after it was given up, finished, or while it waits. */
  restart(): void;
  /** Stops it for good; resolves when no process is left. */
  close(): Promise<void>;
}

/** Starts a process and keeps it alive by the policy of backoff.ts. The caller ends it with `close`. */
export function supervise<T>(options: SuperviseOptions<T>): Supervised<T> {
  const policy = { ...defaultBackoff, ...options.policy };
  const failure =
    options.failure ?? ((reason) => new HearthError("NOT_READY", { what: options.name, reason }));
  const closing = new AbortController();
  const waiters = createWaiters<T>();
  let state: BackoffState = { kind: "starting", failures: 0 };
  let live: { readonly value: T } | undefined;
  let child: RunningProcess | undefined;
  let starts = 0;
  let startedAt: number | undefined;
  let lastError: string | undefined;
  let wake = (): void => {};

  const status = (): SupervisedStatus => ({
    name: options.name,
    state: publicState(state),
    restarts: Math.max(0, starts - 1),
    ...(child?.pid === undefined ? {} : { pid: child.pid }),
    ...(lastError === undefined ? {} : { lastError }),
    ...(startedAt === undefined ? {} : { startedAt }),
  });
  const dispatch = (event: BackoffEvent): void => {
    const before = state;
    state = nextBackoff(state, event, Date.now(), policy);
    if (state === before) return;
    if (state.kind === "gave-up" || state.kind === "finished") {
      waiters.reject(failure(state.reason));
    }
    options.onChange(status());
    wake();
  };

  const liveOnce = async (): Promise<void> => {
    starts += 1;
    const end = await attempt().catch((error: unknown) => ({
      clean: false,
      reason: reasonOf(error),
    }));
    live = undefined;
    child = undefined;
    startedAt = undefined;
    if (!end.clean && !closing.signal.aborted) lastError = end.reason;
    dispatch({ kind: "exited", ...end });
  };
  const attempt = async (): Promise<RunEnd> =>
    runOnce(
      {
        ...options,
        spec: options.spec(),
        readyMillis: options.readyMillis ?? 90_000,
        stopGraceMillis: options.stopGraceMillis ?? 2000,
        onStarted: (process) => {
          child = process;
          startedAt = Date.now();
          options.onChange(status());
        },
        onReady: (value) => {
          live = { value };
          dispatch({ kind: "ready" });
          waiters.resolve(value);
        },
      },
      closing.signal,
    );

  /** Waits until the state may have changed: a wish, the closing, or the end of the back-off. */
  const pause = async (millis?: number): Promise<void> => {
    const over = new AbortController();
    wake = () => over.abort();
    if (millis === undefined) {
      await new Promise<void>((resolve) => over.signal.addEventListener("abort", () => resolve()));
    } else {
      await delay(millis, undefined, { signal: over.signal }).catch(() => {});
    }
    wake = () => {};
  };

  const run = async (): Promise<void> => {
    for (;;) {
      switch (state.kind) {
        case "starting":
        case "running":
          await liveOnce();
          break;
        case "waiting":
          await pause(Math.max(0, state.until - Date.now()));
          dispatch({ kind: "due" });
          break;
        case "gave-up":
        case "finished":
          await pause();
          break;
        case "closed":
          return;
        default:
          return state satisfies never;
      }
    }
  };
  const ended = run();

  return {
    status,
    whenReady: async (signal) => {
      if (live !== undefined) return live.value;
      if (state.kind === "closed") throw new HearthError("CANCELLED");
      if (state.kind === "gave-up" || state.kind === "finished") throw failure(state.reason);
      return waiters.wait(signal);
    },
    restart: () => dispatch({ kind: "restart" }),
    close: async () => {
      dispatch({ kind: "close" });
      closing.abort();
      waiters.reject(new HearthError("CANCELLED"));
      await ended;
    },
  };
}
