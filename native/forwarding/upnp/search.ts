import { createSocket, type Socket } from "node:dgram";
import { networkInterfaces } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { ownAddresses } from "../own-addresses.ts";
import {
  type GatewayPlace,
  gatewayTypes,
  mayBeRouter,
  readSearchAnswer,
  searchMessage,
} from "./search-answer.ts";

/** Where the question goes, and from which of our addresses. */
export interface SearchTarget {
  readonly from: string;
  readonly address: string;
  readonly port: number;
}

/** UPnP's own group, of which every router is a member. */
const GROUP = { address: "239.255.255.250", port: 1900 };
/** Datagrams get lost: asked again after so long, until the end. */
const AGAIN_MILLIS = 1_000;
/** Some routers describe both versions. */
const PLACES_OF_ONE = 2;
const MOST_PLACES = 16;
const HOPS = 2;

/** The group, asked from each of this computer's IPv4 addresses at home. */
export function homeTargets(): readonly SearchTarget[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(
      ({ family, internal, address }) =>
        family === "IPv4" && !internal && !/^169\.254\./.test(address),
    )
    .map(({ address }) => ({ from: address, ...GROUP }));
}

/**
 * Asks for routers and yields each place once, as it answers, until `signal` aborts; nobody may have answered. Asks from a port of
 * its own, so that nothing that others shout is heard, and answers of strangers are only read (search-answer.ts).
 */
export async function* searchGateways(
  targets: readonly SearchTarget[],
  signal: AbortSignal,
): AsyncGenerator<GatewayPlace, void, void> {
  const places = new Map<string, GatewayPlace>();
  const queue: GatewayPlace[] = [];
  const ended = new AbortController();
  let wake = (): void => undefined;
  const sockets = targets.map((target) =>
    openSocket(target, ended.signal, (datagram, sender) => {
      const place = readSearchAnswer(datagram, sender);
      if (!place || places.has(place.location.href) || places.size >= MOST_PLACES) return;
      const own = [...places.values()].filter(
        ({ location }) => location.hostname === place.location.hostname,
      );
      if (own.length >= PLACES_OF_ONE) return;
      places.set(place.location.href, place);
      queue.push(place);
      wake();
    }),
  );
  const onAbort = (): void => wake();
  signal.addEventListener("abort", onAbort);
  try {
    while (!signal.aborted) {
      const next = queue.shift();
      if (next) yield next;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (signal.aborted || queue.length > 0) resolve();
        });
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    ended.abort();
    for (const socket of sockets) socket.close();
  }
}

function openSocket(
  { from, address, port }: SearchTarget,
  signal: AbortSignal,
  onAnswer: (datagram: Buffer, sender: string) => void,
): Socket {
  const socket = createSocket("udp4");
  const ask = async (): Promise<void> => {
    while (!signal.aborted) {
      for (const type of gatewayTypes) {
        // A network that is down is as good as one on which nobody answers.
        socket.send(searchMessage(type, `${address}:${port}`), port, address, () => undefined);
      }
      await delay(AGAIN_MILLIS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  };
  socket.on("error", () => undefined);
  socket.on("message", (datagram, { address: sender }) => {
    if (mayBeRouter(sender, from, ownAddresses())) onAnswer(datagram, sender);
  });
  socket.bind(0, from, () => {
    if (signal.aborted) return;
    try {
      socket.setMulticastTTL(HOPS);
      // A computer with two networks asks each of them, not twice the one that its routes prefer.
      socket.setMulticastInterface(from);
    } catch {
      // A tunnel has no group to ask, and no router behind it either.
      return;
    }
    void ask();
  });
  return socket;
}
