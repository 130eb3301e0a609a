import { setTimeout as delay } from "node:timers/promises";
import { reasonOf } from "../api/errors.ts";
import type { ExitStatus, Launcher, LaunchSpec, RunningProcess } from "./launcher.ts";
import { lastLine } from "./text-tail.ts";

/** A repeated question to a running process; one that fails or is not answered in time ends the process. */
export interface HealthCheck<T> {
  readonly check: (value: T, signal: AbortSignal) => Promise<unknown>;
  readonly everyMillis: number;
  readonly timeoutMillis: number;
}

/** What one life of a process needs. */
export interface RunOptions<T> {
  readonly launcher: Launcher;
  readonly spec: LaunchSpec;
  readonly ready: (process: RunningProcess, signal: AbortSignal) => Promise<T>;
  readonly readyMillis: number;
  readonly stopGraceMillis: number;
  readonly health?: HealthCheck<T>;
  readonly onStarted: (process: RunningProcess) => void;
  readonly onReady: (value: T) => void;
}

/** How one life ended: `clean` when the process chose to exit with code 0. */
export interface RunEnd {
  readonly clean: boolean;
  readonly reason: string;
}

/**
 * One life of a child process, from launch to exit; resolves only when nothing of it is left. Aborting the signal stops
 * it: SIGTERM, and SIGKILL after the grace. A process that is not ready in time or fails its health check is killed.
 */
export async function runOnce<T>(options: RunOptions<T>, signal: AbortSignal): Promise<RunEnd> {
  const child = options.launcher.launch(options.spec);
  options.onStarted(child);
  const life = new AbortController();
  let forced: string | undefined;
  const force = (reason: string): void => {
    forced ??= reason;
    child.kill("SIGKILL");
  };
  const stop = (): void => {
    child.kill("SIGTERM");
    void delay(options.stopGraceMillis, undefined, { signal: life.signal }).then(
      () => child.kill("SIGKILL"),
      () => {},
    );
  };
  const exited = child.exited.then((status) => {
    life.abort();
    return status;
  });
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  void tend(options, child, life.signal, force);
  const status = await exited;
  signal.removeEventListener("abort", stop);
  return {
    clean: status.code === 0 && forced === undefined,
    reason: forced ?? describe(status, child.stderrTail()),
  };
}

async function tend<T>(
  options: RunOptions<T>,
  child: RunningProcess,
  life: AbortSignal,
  force: (reason: string) => void,
): Promise<void> {
  const { readyMillis, health } = options;
  try {
    const value = await within(readyMillis, life, "it was not ready in time", (signal) =>
      options.ready(child, signal),
    );
    if (life.aborted) return;
    options.onReady(value);
    while (health !== undefined) {
      await delay(health.everyMillis, undefined, { signal: life });
      await within(health.timeoutMillis, life, "it stopped answering", (signal) =>
        health.check(value, signal),
      );
    }
  } catch (error) {
    if (!life.aborted) force(reasonOf(error));
  }
}

/** Runs a task that must settle within the time; its signal aborts then, or when `life` ends. */
async function within<R>(
  millis: number,
  life: AbortSignal,
  late: string,
  task: (signal: AbortSignal) => Promise<R>,
): Promise<R> {
  const over = new AbortController();
  const signal = AbortSignal.any([life, over.signal]);
  const timer = delay(millis, undefined, { signal }).then(() => {
    throw new Error(late);
  });
  try {
    return await Promise.race([task(signal), timer]);
  } finally {
    over.abort();
    timer.catch(() => {});
  }
}

function describe(status: ExitStatus, stderr: string): string {
  const end =
    status.signal !== null
      ? `ended by ${status.signal}`
      : status.code === null
        ? "could not be started"
        : `exit code ${status.code}`;
  const line = status.code === 0 ? undefined : lastLine(stderr);
  return line === undefined ? end : `${end}: ${line}`;
}
