import { setTimeout as delay } from "node:timers/promises";
import { findRouter, type RouterWays } from "./find-router.ts";
import { type ForwardingState, nameOf } from "./forwarding-state.ts";
import type { HeldPort } from "./held-port.ts";
import { ownAddressTowards } from "./own-address.ts";
import { type ForwardOrder, type Router, toRouterTrouble } from "./router-port.ts";

/** How patient a kept port is, in milliseconds. */
export interface KeepingPace {
  /** Between renewals at most, so that a router that was restarted leads here again soon, and a new address outside is seen. */
  readonly renew: number;
  /** After a failure, twice as long each time … */
  readonly retry: number;
  /** … up to this. */
  readonly retryMost: number;
}

const PACE: KeepingPace = { renew: 5 * 60_000, retry: 15_000, retryMost: 10 * 60_000 };
/** Asked for; routers give what they like. A node that is killed leaves its port open no longer than this. */
const LEASE_SECONDS = 3_600;
/** One round with a router that answers slowly. */
const ROUND_MILLIS = 20_000;
/** Who stops mining waits no longer for the router. */
const RELEASE_MILLIS = 2_000;

interface Held {
  readonly router: Router;
  readonly order: ForwardOrder;
}

/** A port that is kept forwarded. */
export interface KeptPort {
  state(): ForwardingState;
  /** Asks the router to take the port back, for two seconds at most. Never rejects. */
  close(): Promise<void>;
}

/**
 * Has the router lead a port to this one, and keeps it so until `close`: renews it, finds the router again where it is lost, tries
 * again where it fails. Every change is told to `onState`. Nothing is thrown: a home without such a router is no failure.
 */
export function keepForwarded(options: {
  readonly ways: RouterWays;
  readonly port: number;
  /** The port that is wished for outside; default `port`. */
  readonly externalPort?: number | undefined;
  /** What a node that was killed had forwarded; taken back as soon as a router is there. */
  readonly leftover?: HeldPort | undefined;
  /** Told which port is held, and `undefined` when it was taken back, so that it can be remembered. */
  readonly onHeld?: (held: HeldPort | undefined) => void;
  readonly onState: (state: ForwardingState) => void;
  readonly now: () => number;
  readonly pace?: KeepingPace;
}): KeptPort {
  const { ways, port, now, pace = PACE, onHeld } = options;
  let { leftover } = options;
  const closing = new AbortController();
  const { signal } = closing;
  let state: ForwardingState = { kind: "asking" };
  let router: Router | undefined;
  let held: Held | undefined;
  /** What was ordered and not yet answered when it was closed. */
  let pending: Held | undefined;

  const become = (next: ForwardingState): void => {
    if (signal.aborted) return;
    state = next;
    options.onState(next);
  };

  /** One round; returns after how long the next one is due. */
  async function round(): Promise<number> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ROUND_MILLIS)]);
    router ??= await findRouter(ways, limit);
    const address = await ownAddressTowards(router.host);
    const externalIp = await router.externalIp(limit);
    const externalPort = held?.order.externalPort ?? options.externalPort ?? port;
    const order = { externalPort, port, address, leaseSeconds: LEASE_SECONDS };
    pending = { router, order };
    const given = await router.forward(order, limit);
    pending = undefined;
    held = { router, order: { ...order, externalPort: given.externalPort } };
    await takeBack(router, order, given.externalPort, limit);
    onHeld?.({ externalPort: given.externalPort, port });
    const leaseMillis = given.leaseSeconds * 1_000;
    become({
      kind: "forwarded",
      router: nameOf(router),
      externalIp,
      externalPort: given.externalPort,
      ...(leaseMillis > 0 ? { until: now() + leaseMillis } : {}),
    });
    return leaseMillis > 0 ? Math.min(pace.renew, leaseMillis / 2) : pace.renew;
  }

  async function takeBack(
    from: Router,
    order: ForwardOrder,
    given: number,
    limit: AbortSignal,
  ): Promise<void> {
    const old = leftover;
    leftover = undefined;
    // NAT-PMP knows ports by their inside alone: there the new one has taken the old one's place.
    const replaced = from.kind === "nat-pmp" ? old?.port === port : old?.externalPort === given;
    if (old && !replaced) await from.release({ ...order, ...old }, limit).catch(() => undefined);
  }

  async function run(): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      let pause: number;
      const known = router;
      try {
        pause = await round();
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        pending = undefined;
        router = undefined;
        // A router that was restarted may have another address by now: searched anew before it counts as lost.
        if (known !== undefined && failures === 0) {
          failures = 1;
          continue;
        }
        pause = Math.min(pace.retryMost, pace.retry * 2 ** Math.min(failures, 16));
        failures += 1;
        const { kind } = toRouterTrouble(error);
        const named = known ?? held?.router;
        become({
          kind: "failed",
          trouble: kind,
          ...(named ? { router: nameOf(named) } : {}),
          retryAt: now() + pause,
        });
      }
      await delay(pause, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    state: () => state,
    async close() {
      closing.abort();
      await running;
      const last = held ?? pending;
      held = undefined;
      pending = undefined;
      if (last === undefined) return;
      // Without an answer the lease ends it.
      await last.router
        .release(last.order, AbortSignal.timeout(RELEASE_MILLIS))
        .then(() => onHeld?.(undefined))
        .catch(() => undefined);
    },
  };
}
