import { setTimeout as delay } from "node:timers/promises";
import { findRouter, type RouterWays } from "./find-router.ts";
import { type ForwardingState, nameOf } from "./forwarding-state.ts";
import type { HeldPort } from "./held-port.ts";
import { HOME_PACE, type KeepingPace, untilRenewal, untilRetry } from "./keeping-pace.ts";
import { ownAddressTowards } from "./own-address.ts";
import { type Forwarded, type ForwardOrder, type Router, toRouterTrouble } from "./router-port.ts";

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
  /** Told which port is held or may be, before it is asked for, and `undefined` when it was taken back, so that it can be remembered. */
  readonly onHeld?: (held: HeldPort | undefined) => void;
  readonly onState: (state: ForwardingState) => void;
  readonly now: () => number;
  readonly pace?: KeepingPace;
}): KeptPort {
  const { ways, port, now, pace = HOME_PACE, onHeld } = options;
  let { leftover } = options;
  let noted = leftover;
  const closing = new AbortController();
  const { signal } = closing;
  let state: ForwardingState = { kind: "asking" };
  let router: Router | undefined;
  /** The port outside that was given last. */
  let given: number | undefined;
  /** What leads here or may, by its port outside: the router may have carried out an order whose answer never came. */
  const mayLead = new Map<number, Held>();

  const become = (next: ForwardingState): void => {
    if (signal.aborted) return;
    state = next;
    options.onState(next);
  };

  /** There is one note: what was left before needs it until it was taken back. */
  function note(): void {
    const last = [...mayLead.keys()].at(-1);
    const next = leftover ?? (last === undefined ? undefined : { externalPort: last, port });
    if (next?.externalPort === noted?.externalPort && next?.port === noted?.port) return;
    noted = next;
    onHeld?.(next);
  }

  /** One round; returns after how long the next one is due. */
  async function round(): Promise<number> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ROUND_MILLIS)]);
    router ??= await findRouter(ways, limit);
    const address = await ownAddressTowards(router.host);
    const externalIp = await router.externalIp(limit);
    const externalPort = given ?? options.externalPort ?? port;
    const order = { externalPort, port, address, leaseSeconds: LEASE_SECONDS };
    const forwarded = await ordered(router, order, limit);
    given = forwarded.externalPort;
    const old = [...mayLead.values()].filter((one) => one.order.externalPort !== given);
    mayLead.clear();
    mayLead.set(given, { router, order: { ...order, externalPort: given } });
    await takeBack(router, order, old, limit);
    note();
    const leaseMillis = forwarded.leaseSeconds * 1_000;
    become({
      kind: "forwarded",
      router: nameOf(router),
      externalIp,
      externalPort: given,
      ...(leaseMillis > 0 ? { until: now() + leaseMillis } : {}),
    });
    return untilRenewal(forwarded.leaseSeconds, pace);
  }

  /** Remembers each port before it is asked for, and forgets it again where it was refused: it may be another device's. */
  async function ordered(
    from: Router,
    order: ForwardOrder,
    limit: AbortSignal,
  ): Promise<Forwarded> {
    let fresh: number | undefined;
    const forget = (): void => {
      if (fresh !== undefined) mayLead.delete(fresh);
      fresh = undefined;
    };
    const onTry = (externalPort: number): void => {
      forget();
      if (!mayLead.has(externalPort)) fresh = externalPort;
      mayLead.set(externalPort, { router: from, order: { ...order, externalPort } });
      note();
    };
    try {
      return await from.forward(order, limit, onTry);
    } catch (error) {
      const { kind } = toRouterTrouble(error);
      if (kind === "refused" || kind === "occupied") forget();
      note();
      throw error;
    }
  }

  /** Has what leads here by other ports than the one that was given now taken back. */
  async function takeBack(
    from: Router,
    order: ForwardOrder,
    old: readonly Held[],
    limit: AbortSignal,
  ): Promise<void> {
    const orders = old.map((one) => one.order);
    const left = leftover;
    leftover = undefined;
    if (left !== undefined && left.externalPort !== given) orders.push({ ...order, ...left });
    for (const one of orders) {
      // NAT-PMP knows ports by their inside alone: there the new one has taken the old one's place.
      const replaced = from.kind === "nat-pmp" && one.port === port;
      if (!replaced) await from.release(one, limit).catch(() => undefined);
    }
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
        router = undefined;
        // A router that was restarted may have another address by now: searched anew before it counts as lost.
        if (known !== undefined && failures === 0) {
          failures = 1;
          continue;
        }
        pause = untilRetry(failures, pace);
        failures += 1;
        const { kind } = toRouterTrouble(error);
        const named = known ?? mayLead.values().next().value?.router;
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
      const last = [...mayLead.values()];
      mayLead.clear();
      if (last.length === 0) return;
      const limit = AbortSignal.timeout(RELEASE_MILLIS);
      // Without an answer the lease ends it.
      await Promise.all(last.map(({ router: from, order }) => from.release(order, limit)))
        .then(note)
        .catch(() => undefined);
    },
  };
}
