import { setTimeout as delay } from "node:timers/promises";
import type { MinerRequest } from "../../api/mining.ts";
import type { KnownCaller } from "../endpoint/callers.ts";
import type { EndpointEvent } from "../endpoint/endpoint-events.ts";
import { emptyLog, logged, type RequestEvent, type RequestLog, requestsOf } from "./request-log.ts";

/** Readers hear of changes at most this often. */
const EVERY_MILLIS = 250;

/** What one open endpoint tells the log. */
export interface RequestLogSession {
  /** `caller` is what the metagraph knows of the event's caller, if anything. */
  hear(event: EndpointEvent, caller: KnownCaller | undefined): void;
  /** The endpoint is closed: what was in work counts as cancelled. */
  close(): void;
}

/** The requests to this node's miner, over all its sessions since the node started. */
export interface RequestLogFeed {
  open(): RequestLogSession;
  /** Newest first. */
  list(): MinerRequest[];
  /** The list now and after changes, at most four times a second; a slow reader misses states, never the newest. */
  watch(signal?: AbortSignal): AsyncGenerator<MinerRequest[], void, void>;
}

/** A log that begins empty. `now` is milliseconds since 1970. */
export function createRequestLog(now: () => number): RequestLogFeed {
  let log: RequestLog = emptyLog;
  let sessions = 0;
  const wakers = new Set<() => void>();

  const take = (event: RequestEvent): void => {
    const before = log;
    log = logged(before, event);
    if (log === before) return;
    for (const wake of [...wakers]) wake();
  };
  const changed = (seen: RequestLog, signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        wakers.delete(wake);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      if (log !== seen || signal?.aborted) return resolve();
      wakers.add(wake);
      signal?.addEventListener("abort", wake, { once: true });
    });

  return {
    open() {
      sessions += 1;
      // A validator may ask a reopened miner the same again; the two must not be taken for one.
      const prefix = `${sessions}:`;
      return {
        hear: (event, caller) => take(requestEvent(event, caller, prefix, now())),
        close: () => take({ kind: "closed", prefix, at: now() }),
      };
    },
    list: () => requestsOf(log),
    async *watch(signal) {
      while (!signal?.aborted) {
        const seen = log;
        yield requestsOf(seen);
        await delay(EVERY_MILLIS, undefined, { signal, ref: false }).catch(() => undefined);
        await changed(seen, signal);
      }
    },
  };
}

function requestEvent(
  event: EndpointEvent,
  caller: KnownCaller | undefined,
  prefix: string,
  at: number,
): RequestEvent {
  const uid = caller?.uid === undefined ? {} : { uid: caller.uid };
  switch (event.kind) {
    case "received":
      return { kind: "received", at, key: prefix + event.challenge, hotkey: event.caller, ...uid };
    case "started":
      return { kind: "started", at, key: prefix + event.challenge };
    case "committed": {
      const tokens = event.tokens === undefined ? {} : { tokens: event.tokens };
      return { kind: "committed", at, key: prefix + event.challenge, ...tokens };
    }
    case "answered":
      return { kind: "revealed", at, key: prefix + event.challenge };
    case "failed":
      return { kind: "failed", at, key: prefix + event.challenge, code: event.code };
    case "refused": {
      const hotkey = event.caller === undefined ? {} : { hotkey: event.caller };
      const known = caller?.permit === true;
      return { kind: "refused", at, code: event.reason, known, ...hotkey, ...uid };
    }
    default:
      return event satisfies never;
  }
}
