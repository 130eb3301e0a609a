import {
  type EndpointSettings,
  type EndpointStatus,
  endpointSettings,
} from "../../api/endpoint.ts";
import { HearthError } from "../../api/errors.ts";
import { findRouter, type RouterWays } from "../../forwarding/find-router.ts";
import { type ForwardingState, nameOf } from "../../forwarding/forwarding-state.ts";
import { type KeptPort, keepForwarded } from "../../forwarding/keep-forwarded.ts";
import type { KeepingPace } from "../../forwarding/keeping-pace.ts";
import { toRouterTrouble } from "../../forwarding/router-port.ts";
import type { Notes } from "../../store/notes.ts";
import { createChannel } from "../../timeline/channel.ts";
import type { Timeline } from "../../timeline/timeline.ts";
import { createLeftOpen } from "./left-open.ts";
import { placeOf } from "./place.ts";
import { defaultEndpoint, doorOf, endpointProblem, type Network, tidy } from "./settings.ts";
import { endpointStatusOf, type RouterKnowledge } from "./status.ts";
import { forwardingLine } from "./timeline-lines.ts";
import { checkDoor } from "./try-door.ts";
import type { Place, Whereabouts } from "./whereabouts.ts";
import { whyUnknown } from "./why-unknown.ts";

const NOTE = "mining.endpoint";
const ASK_MILLIS = 12_000;

/** How validators reach this miner: the settings, the router, and what comes of them. */
export interface Reach extends Whereabouts {
  status(): EndpointStatus;
  watch(signal?: AbortSignal): AsyncGenerator<EndpointStatus, void, void>;
  /** Throws BAD_INPUT, PORT_TAKEN; then the old settings hold on. */
  save(settings: EndpointSettings): Promise<EndpointStatus>;
  /** Asks the router once what it can. Throws BAD_INPUT on the practice network, and the signal's reason. */
  askRouter(signal?: AbortSignal): Promise<EndpointStatus>;
  /** Asks the router nothing more, at once. Doors that were made known are closed by whoever did it. */
  close(): Promise<void>;
}

/**
 * Builds the reach of this node's miner on one network. No router is asked until it is wished, or holds what was wished before; none ever
 * on the practice network.
 */
export function createReach(options: {
  readonly network: Network;
  readonly notes: Pick<Notes, "read" | "write">;
  readonly ways: RouterWays;
  readonly timeline: Pick<Timeline, "write">;
  /** This computer's addresses, without loopback. */
  readonly own: () => readonly string[];
  readonly now: () => number;
  readonly pace?: KeepingPace;
}): Reach {
  const { network, notes, ways, timeline, own, now } = options;
  const practice = network === "practice";
  const statuses = createChannel<EndpointStatus>();
  const changes = createChannel<undefined>();
  let settings = (practice ? undefined : notes.read(NOTE, endpointSettings)) ?? defaultEndpoint;
  const leftOpen = createLeftOpen(ways, notes);
  let open: { readonly host: string; readonly port: number } | undefined;
  let kept: KeptPort | undefined;
  let seen: RouterKnowledge;

  const status = (): EndpointStatus =>
    endpointStatusOf({ network, settings, open, forwarding: kept?.state(), seen, own: own() });
  const publish = (): void => statuses.publish(status());

  function place(port: number): Place {
    const forwarding = kept?.state();
    const found = placeOf({ network, settings, port, forwarding, own: own() });
    if (found.kind === "known") return found;
    return found.problem === "asking"
      ? { kind: "asking" }
      : { kind: "unknown", reason: whyUnknown(found.problem, status().router) };
  }

  async function ask(signal: AbortSignal): Promise<RouterKnowledge> {
    try {
      const router = await findRouter(ways, signal);
      return { kind: "found", router: nameOf(router), externalIp: await router.externalIp(signal) };
    } catch (error) {
      return { kind: "failed", trouble: toRouterTrouble(error).kind, retryAt: now() };
    }
  }

  async function askRouter(signal?: AbortSignal): Promise<EndpointStatus> {
    if (practice)
      throw new HearthError("BAD_INPUT", {
        reason: "On the practice network no router is asked: everything stays on this computer.",
      });
    if (kept !== undefined) return status();
    seen = { kind: "asking" };
    publish();
    const limit = AbortSignal.timeout(ASK_MILLIS);
    seen = await ask(signal ? AbortSignal.any([signal, limit]) : limit);
    publish();
    return status();
  }

  /** What a node that was killed left on the router is taken back also where nothing is forwarded any more. */
  function forgetForwarding(): void {
    if (!practice && !settings.forward) leftOpen.clear();
  }

  return {
    status,
    askRouter,
    close: leftOpen.stop,
    watch: (signal) => statuses.followFrom(status, signal),
    async save(wished) {
      const next = tidy(wished);
      const problem = endpointProblem(next, network, own());
      if (problem !== undefined) throw new HearthError("BAD_INPUT", { reason: problem });
      await checkDoor(doorOf(next), open);
      notes.write(NOTE, next);
      settings = next;
      // While it mines, whoever keeps the door does it.
      if (open === undefined) forgetForwarding();
      changes.publish(undefined);
      publish();
      return status();
    },
    async expect(signal) {
      if (settings.forward && settings.announceAddress === undefined) await askRouter(signal);
      signal.throwIfAborted();
      const { problem, router } = status();
      if (problem !== undefined && problem !== "asking")
        throw new HearthError("ADDRESS_UNKNOWN", { reason: whyUnknown(problem, router) });
    },
    door: () => doorOf(settings),
    onChange: (listener) => changes.listen(listener),
    makeKnown(door, onPlace) {
      open = { host: door.host, port: door.port };
      const { forward, announcePort } = settings;
      let before: ForwardingState | undefined;
      if (forward) void leftOpen.stop();
      else forgetForwarding();
      const keeper =
        forward && !practice
          ? keepForwarded({
              ...{ ways, now, port: door.port, externalPort: announcePort },
              leftover: leftOpen.last(),
              onHeld: leftOpen.remember,
              ...(options.pace ? { pace: options.pace } : {}),
              onState: (state) => {
                const line = forwardingLine(before, state);
                if (line) timeline.write(line);
                before = state;
                onPlace(place(door.port));
                publish();
              },
            })
          : undefined;
      kept = keeper;
      onPlace(place(door.port));
      publish();
      return {
        async close() {
          if (kept === keeper) {
            kept = undefined;
            open = undefined;
          }
          await Promise.all([keeper?.close(), leftOpen.stop()]);
          publish();
        },
      };
    },
  };
}
