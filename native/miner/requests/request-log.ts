import type { MinerRequest } from "../../api/mining.ts";

/** Ended requests that are kept: those that were worked on, refusals of validators, refusals of everybody else. */
export const LOG_LIMITS = { served: 200, refused: 50, strangers: 50 } as const;

/**
 * What happens to requests; `at` is milliseconds since 1970. `key` names a challenge of one session of the miner. A refusal has the
 * hotkey only where a signature proved it, and is `known` where that hotkey may ask.
 */
export type RequestEvent = { readonly at: number } & (
  | {
      readonly kind: "received";
      readonly key: string;
      readonly hotkey: string;
      readonly uid?: number;
    }
  | { readonly kind: "started"; readonly key: string }
  | { readonly kind: "committed"; readonly key: string; readonly tokens?: number }
  | { readonly kind: "revealed"; readonly key: string }
  | { readonly kind: "failed"; readonly key: string; readonly code: string }
  | {
      readonly kind: "refused";
      readonly code: string;
      readonly known: boolean;
      readonly hotkey?: string;
      readonly uid?: number;
    }
  /** The endpoint closed: nothing of the keys that begin so will be heard again. */
  | { readonly kind: "closed"; readonly prefix: string }
);

interface Entry {
  readonly key: string;
  readonly request: MinerRequest;
}

/** The requests of a miner: those that wait or run, and the newest of each kind that ended, newest first. */
export interface RequestLog {
  /** How many were logged ever; ids are made of it. */
  readonly count: number;
  readonly active: readonly Entry[];
  readonly served: readonly Entry[];
  readonly refused: readonly MinerRequest[];
  readonly strangers: readonly MinerRequest[];
}

/** Nothing was asked yet. */
export const emptyLog: RequestLog = {
  count: 0,
  active: [],
  served: [],
  refused: [],
  strangers: [],
};

/**
 * The log after an event. Total: what names no request of the log leaves it as it is. Strangers have a list of their own, since
 * nothing bounds how many they are and how often they knock.
 */
export function logged(log: RequestLog, event: RequestEvent): RequestLog {
  switch (event.kind) {
    case "received":
      return received(log, event);
    case "started": {
      const entry = oldest(log.active, event.key, "waiting");
      if (entry === undefined) return log;
      const waitMillis = since(entry.request.receivedAt, event.at);
      const request: MinerRequest = { ...entry.request, state: "working", waitMillis };
      const working = { ...entry, request };
      return { ...log, active: log.active.map((one) => (one === entry ? working : one)) };
    }
    case "committed":
    case "failed":
      return ended(log, event);
    case "revealed": {
      const entry = log.served.find(
        ({ key, request }) => key === event.key && request.state === "committed",
      );
      if (entry === undefined) return log;
      const request: MinerRequest = { ...entry.request, state: "revealed", endedAt: event.at };
      return {
        ...log,
        served: log.served.map((one) => (one === entry ? { ...one, request } : one)),
      };
    }
    case "refused":
      return refused(log, event);
    case "closed": {
      const { prefix, at } = event;
      const left = log.active.filter(({ key }) => key.startsWith(prefix));
      return left.reduce(
        (after, { key }) => ended(after, { kind: "failed", key, code: "CANCELLED", at }),
        log,
      );
    }
    default:
      return event satisfies never;
  }
}

/** Everything in the log as clients see it, newest first. */
export function requestsOf(log: RequestLog): MinerRequest[] {
  return [
    ...[...log.active, ...log.served].map(({ request }) => request),
    ...log.refused,
    ...log.strangers,
  ].sort((left, right) => Number(right.id) - Number(left.id));
}

function received(log: RequestLog, event: Extract<RequestEvent, { kind: "received" }>): RequestLog {
  const request: MinerRequest = {
    id: String(log.count),
    hotkey: event.hotkey,
    ...(event.uid === undefined ? {} : { uid: event.uid }),
    receivedAt: event.at,
    state: "waiting",
  };
  return { ...log, count: log.count + 1, active: [{ key: event.key, request }, ...log.active] };
}

function ended(
  log: RequestLog,
  event: Extract<RequestEvent, { kind: "committed" | "failed" }>,
): RequestLog {
  // An asker may send one challenge twice at once: who works on it ends first.
  const entry = oldest(log.active, event.key, "working") ?? oldest(log.active, event.key);
  if (entry === undefined) return log;
  const { request } = entry;
  const spent = since(request.receivedAt, event.at);
  const times =
    request.waitMillis === undefined
      ? { waitMillis: spent }
      : { workMillis: Math.max(0, spent - request.waitMillis) };
  const done: MinerRequest = {
    ...request,
    ...times,
    endedAt: Math.max(event.at, request.receivedAt),
    ...(event.kind === "committed"
      ? { state: "committed", ...(event.tokens === undefined ? {} : { tokens: event.tokens }) }
      : { state: event.code === "CANCELLED" ? "cancelled" : "failed", code: event.code }),
  };
  return {
    ...log,
    active: log.active.filter((one) => one !== entry),
    served: [{ ...entry, request: done }, ...log.served].slice(0, LOG_LIMITS.served),
  };
}

function refused(log: RequestLog, event: Extract<RequestEvent, { kind: "refused" }>): RequestLog {
  const request: MinerRequest = {
    id: String(log.count),
    hotkey: event.hotkey ?? "",
    ...(event.uid === undefined ? {} : { uid: event.uid }),
    receivedAt: event.at,
    endedAt: event.at,
    state: "refused",
    code: event.code,
  };
  const list = event.known ? "refused" : "strangers";
  return {
    ...log,
    count: log.count + 1,
    [list]: [request, ...log[list]].slice(0, LOG_LIMITS[list]),
  };
}

function oldest(
  entries: readonly Entry[],
  wanted: string,
  state?: MinerRequest["state"],
): Entry | undefined {
  return entries.findLast(
    ({ key, request }) => key === wanted && (state === undefined || request.state === state),
  );
}

/** Milliseconds between two readings of a clock that may be set back in between. */
function since(before: number, now: number): number {
  return Math.max(0, now - before);
}
