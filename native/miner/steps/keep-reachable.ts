import { setTimeout as delay } from "node:timers/promises";
import { type HearthError, toHearthError } from "../../api/errors.ts";
import type { MinerEndpoint } from "../endpoint/endpoint.ts";
import type { Happening, StepFacts } from "../miner-machine.ts";
import { hostPort } from "../reach/status.ts";
import type { Door, Place, Whereabouts } from "../reach/whereabouts.ts";

/** After an announcement that failed while mining; the miner is still found where it was announced before. */
const AGAIN_MILLIS = 30_000;

type KnownPlace = Extract<Place, { kind: "known" }>;

/** What keeping a miner reachable works with. */
export interface ReachableOptions {
  readonly whereabouts: Whereabouts;
  readonly open: (door: Door) => Promise<MinerEndpoint>;
  /**
   * Puts a place on chain; the facts are the step's. `signal` aborts where another place is to be announced: what was sent by then is
   * followed to its block until `ended`, or it would come into one after the chain was asked what it has.
   */
  readonly announce: (
    place: KnownPlace,
    signal: AbortSignal,
    ended: AbortSignal,
  ) => Promise<StepFacts>;
  readonly tell: (happening: Happening) => void;
  /** Told of what ends mining. */
  readonly lose: (step: "endpoint" | "announce", error: HearthError) => void;
  readonly signal: AbortSignal;
  /** Between attempts to announce while mining, in milliseconds; half a minute unless told. */
  readonly againMillis?: number;
}

/** A miner that is kept where validators find it. */
export interface Reachable {
  /** When the endpoint was opened, and announced, for the first time, or never will be. They do not reject. */
  readonly opened: Promise<void>;
  readonly announced: Promise<void>;
  /** Closes the endpoint at once, and waits for what was asked of others to be taken back. */
  close(): Promise<void>;
}

/**
 * Opens the endpoint, announces where it is found, and does either again whenever the settings or the router's answers change. While
 * nothing can be announced it waits and says why: that is no failure of the miner.
 */
export function keepReachable(options: ReachableOptions): Reachable {
  const { whereabouts, tell, againMillis = AGAIN_MILLIS } = options;
  const closing = new AbortController();
  const signal = AbortSignal.any([options.signal, closing.signal]);
  const opened = Promise.withResolvers<void>();
  const announced = Promise.withResolvers<void>();
  let door: { readonly at: Door; readonly endpoint: MinerEndpoint } | undefined;
  let wasAnnounced = false;

  async function openAt(at: Door): Promise<MinerEndpoint> {
    if (door !== undefined && isSame(at, door)) return door.endpoint;
    tell({ kind: "begun", step: "endpoint" });
    await door?.endpoint.close();
    door = undefined;
    const endpoint = await options.open(at);
    door = { at, endpoint };
    const place = hostPort(endpoint.host, endpoint.port);
    tell({ kind: "figures", figures: { endpoint: place } });
    tell({ kind: "done", step: "endpoint", facts: { endpoint: place } });
    opened.resolve();
    return endpoint;
  }

  /** Announces the newest place, as often as it changes, until `ended` aborts. */
  async function announceFrom(endpoint: MinerEndpoint, ended: AbortSignal): Promise<void> {
    const news = { place: undefined as Place | undefined, change: new AbortController() };
    const known = whereabouts.makeKnown(endpoint, (place) => {
      if (JSON.stringify(place) === JSON.stringify(news.place)) return;
      news.place = place;
      news.change.abort();
    });
    let standing = "";
    try {
      while (!ended.aborted) {
        news.change = new AbortController();
        const until = AbortSignal.any([ended, news.change.signal]);
        const { place } = news;
        if (place?.kind === "known") {
          const where = hostPort(place.ip, place.port);
          if (where !== standing) {
            // From here on the chain may have either of them, also where this is given up for another place: asked anew then.
            standing = "";
            if (!(await announceOnce(place, until, ended))) continue;
            standing = where;
          }
        } else if (place !== undefined && standing === "") {
          // What was announced before still holds while a router is only asked again.
          const error = place.kind === "unknown" ? { error: unknownAddress(place.reason) } : {};
          tell({ kind: "begun", step: "announce", ...error });
        }
        await aborted(until);
      }
    } finally {
      await known.close();
    }
  }

  /** False where it is to be tried again. Throws what the first announcement of all fails with. */
  async function announceOnce(
    place: KnownPlace,
    until: AbortSignal,
    ended: AbortSignal,
  ): Promise<boolean> {
    tell({ kind: "begun", step: "announce" });
    try {
      const facts = await options.announce(place, until, ended);
      tell({ kind: "done", step: "announce", facts });
      wasAnnounced = true;
      announced.resolve();
      return true;
    } catch (error) {
      if (until.aborted) return false;
      if (!wasAnnounced) throw error;
      const { code, detail } = toHearthError(error);
      tell({ kind: "begun", step: "announce", error: { code, detail } });
      await delay(againMillis, undefined, { signal: until, ref: false }).catch(() => undefined);
      return false;
    }
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const changed = new AbortController();
      const unsubscribe = whereabouts.onChange(() => changed.abort());
      let step: "endpoint" | "announce" = "endpoint";
      try {
        const endpoint = await openAt(whereabouts.door());
        step = "announce";
        await announceFrom(endpoint, AbortSignal.any([signal, changed.signal]));
      } catch (error) {
        if (!signal.aborted) options.lose(step, toHearthError(error));
        return;
      } finally {
        unsubscribe();
      }
    }
  }

  const running = run().finally(() => {
    opened.resolve();
    announced.resolve();
  });
  return {
    opened: opened.promise,
    announced: announced.promise,
    async close() {
      closing.abort();
      await Promise.all([door?.endpoint.close(), running]);
      // It may have been opening one just then.
      await door?.endpoint.close();
    },
  };
}

function unknownAddress(reason: string) {
  return { code: "ADDRESS_UNKNOWN", detail: { reason } } as const;
}

/** A door without a port of its own is the one that is open, whichever port it got. */
function isSame(at: Door, open: { readonly endpoint: MinerEndpoint }): boolean {
  const { host, port } = open.endpoint;
  return at.host === host && (at.port === undefined || at.port === port);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
