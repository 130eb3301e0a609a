import { setTimeout as delay } from "node:timers/promises";
import type { DownloadTrouble, LastFailure } from "../../../api/downloads.ts";
import { HearthError } from "../../../api/errors.ts";
import { shownAddress } from "../mirrors.ts";
import type { KnownFile } from "../requests/answer.ts";
import type { FetchProblem } from "../requests/problem.ts";
import type { Shortcut } from "../requests/ranged-request.ts";
import { backOffMillis, isHopeless } from "../requests/retry.ts";

/** One address that may have the file. */
export interface Source {
  readonly address: string;
  /** What it said about the file before. */
  known?: KnownFile;
  /** Where its redirects lead. */
  readonly shortcut: Shortcut;
}

/** Why the download waits, until when, and what failed last at the server that is asked next. */
export interface SourceWait {
  readonly reason: "retry" | "rate-limit" | "network";
  readonly until: number;
  readonly failure?: LastFailure;
}

/** All addresses of a file: which to ask now, which to leave alone for a while, which to give up. */
export interface Sources {
  readonly all: readonly Source[];
  /** The first that may be asked; waits while all of them rest. Throws DOWNLOAD_FAILED or DOWNLOAD_CHANGED when none is left. */
  ready(signal: AbortSignal, avoid?: string): Promise<Source>;
  /** Bytes came from it. */
  worked(source: Source): void;
  /** A question that began at `askedAt` failed. */
  failed(source: Source, problem: FetchProblem, askedAt: number): void;
  /** It is not asked any more. */
  giveUp(address: string, problem: FetchProblem): void;
  /** Connections are fewer by half for each time a server said that it had too much. */
  readonly crowding: () => number;
}

interface State {
  readonly source: Source;
  failures: number;
  failedAt: number;
  restsUntil: number;
  last?: { readonly kind: DownloadTrouble; readonly reason: string };
  isOut: boolean;
}

/** Failures in a row after which another source is better than this one. */
const WITH_OTHERS = 3;

/** The sources of one run. `onWait` is told when nothing can be asked just now, and undefined when it can again. */
export function createSources(options: {
  readonly file: string;
  readonly addresses: readonly string[];
  readonly now: () => number;
  readonly random: () => number;
  /** True once bytes of this file have come, now or in an earlier run. */
  readonly underway: () => boolean;
  readonly onWait: (wait: SourceWait | undefined) => void;
}): Sources {
  const { file, now, random, underway, onWait } = options;
  const states: State[] = options.addresses.map((address) => ({
    source: { address, shortcut: {} },
    failures: 0,
    failedAt: Number.NEGATIVE_INFINITY,
    restsUntil: 0,
    isOut: false,
  }));
  let crowded = 0;
  const open = (): State[] => states.filter(({ isOut }) => !isOut);
  const stateOf = (source: Source): State | undefined =>
    states.find((state) => state.source === source);

  return {
    all: states.map(({ source }) => source),
    ready: async (signal, avoid) => {
      for (;;) {
        signal.throwIfAborted();
        const left = open();
        if (left.length === 0) throw noneLeft(file, states);
        const others = left.filter(({ source }) => source.address !== avoid);
        const wanted = others.length > 0 ? others : left;
        const free = wanted.find(({ restsUntil }) => restsUntil <= now());
        if (free !== undefined) {
          onWait(undefined);
          return free.source;
        }
        const soonest = wanted.reduce((a, b) => (a.restsUntil <= b.restsUntil ? a : b));
        onWait(waitFor(soonest));
        // In slices: a computer that slept should not wait out a time that has passed long ago.
        const wait = Math.min(Math.max(0, soonest.restsUntil - now()), 1_000);
        await delay(wait, undefined, { signal });
      }
    },
    worked: (source) => {
      const state = stateOf(source);
      if (state !== undefined) state.failures = 0;
    },
    failed: (source, problem, askedAt) => {
      const state = stateOf(source);
      if (state === undefined) return;
      state.last = { kind: problem.kind, reason: problem.message };
      // Several connections that broke together are one failure.
      const at = now();
      if (askedAt > state.failedAt) {
        state.failures += 1;
        state.failedAt = at;
        if (problem.kind === "busy") crowded += 1;
      }
      const hasOthers = open().length > 1;
      state.isOut ||=
        isHopeless(problem.kind, state.failures, underway()) ||
        (hasOthers && state.failures >= WITH_OTHERS);
      const wait = backOffMillis(state.failures, problem.waitMillis, random());
      // The first cut of a connection that had worked is mended at once.
      if (problem.kind !== "cut" || state.failures > 1)
        state.restsUntil = Math.max(state.restsUntil, at + wait);
    },
    giveUp: (address, { kind, message }) => {
      const state = states.find(({ source }) => source.address === address);
      if (state === undefined) return;
      state.isOut = true;
      state.last = { kind, reason: message };
    },
    crowding: () => crowded,
  };
}

function waitFor({ source, last, restsUntil, failures, failedAt }: State): SourceWait {
  const wait = { reason: waitReason(last?.kind), until: restsUntil };
  if (last === undefined) return wait;
  const code = last.kind;
  const reason = last.reason.replace(/\.$/, "");
  const host = new URL(source.address).host;
  return { ...wait, failure: { code, reason, host, at: failedAt, times: Math.max(1, failures) } };
}

function waitReason(kind: DownloadTrouble | undefined): SourceWait["reason"] {
  if (kind === "busy") return "rate-limit";
  return kind === "network" ? "network" : "retry";
}

function noneLeft(file: string, states: readonly State[]): HearthError {
  if (states.some(({ last }) => last?.kind === "changed"))
    return new HearthError("DOWNLOAD_CHANGED", { file });
  const reasons = states.map(
    ({ source, last }) =>
      `${shownAddress(source.address)}: ${(last?.reason ?? "not asked").replace(/\.$/, "")}`,
  );
  return new HearthError("DOWNLOAD_FAILED", { file, reason: reasons.join("; ") });
}
