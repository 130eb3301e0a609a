import { afterEach, expect, it } from "vitest";
import { HearthError } from "../../../native/api/errors.ts";
import type { MinerEndpoint } from "../../../native/miner/endpoint/endpoint.ts";
import type { Happening } from "../../../native/miner/miner-machine.ts";
import type { Door, Place } from "../../../native/miner/reach/whereabouts.ts";
import { keepReachable, type Reachable } from "../../../native/miner/steps/keep-reachable.ts";

const PATIENCE = { timeout: 30_000 };

type Opening = (door: Door) => Promise<MinerEndpoint>;

interface Scene {
  readonly reachable: Reachable;
  readonly told: Happening[];
  readonly lost: string[];
  readonly announced: string[];
  readonly closed: string[];
  /** What the next announcements fail with, in turn; "endless" was sent, and its block does not come. */
  readonly failures: (HearthError | "endless")[];
  /** Another place is to be announced. */
  place(place: Place): void;
  /** Another door is to be open. */
  door(door: Door): void;
}

const open: Reachable[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function scene(first: Place, opening?: Opening): Scene {
  let [door, place]: [Door, Place] = [{ host: "127.0.0.1", port: 1 }, first];
  let listeners: (() => void)[] = [];
  let onPlace: (place: Place) => void = () => undefined;
  const kept = { told: [], lost: [], announced: [], closed: [], failures: [] } as Pick<
    Scene,
    "told" | "lost" | "announced" | "closed" | "failures"
  >;
  const endpointOf: Opening = async ({ host, port = 9 }) => ({
    ...{ host, port },
    close: async () => {
      kept.closed.push(`${host}:${port}`);
    },
  });
  const reachable = keepReachable({
    whereabouts: {
      door: () => door,
      onChange: (listener) => {
        listeners.push(listener);
        return () => {
          listeners = listeners.filter((one) => one !== listener);
        };
      },
      expect: async () => undefined,
      makeKnown: (_door, tell) => {
        onPlace = tell;
        tell(place);
        return {
          close: async () => {
            kept.closed.push("known");
          },
        };
      },
    },
    open: opening ?? endpointOf,
    announce: async ({ ip, port }, signal) => {
      const failure = kept.failures.shift();
      if (failure !== undefined && failure !== "endless") throw failure;
      kept.announced.push(`${ip}:${port}`);
      if (failure === "endless") await cancelled(signal);
      return { address: ip };
    },
    tell: (happening) => kept.told.push(happening),
    lose: (step, { code }) => kept.lost.push(`${step} ${code}`),
    signal: new AbortController().signal,
    againMillis: 5,
  });
  open.push(reachable);
  return {
    ...kept,
    reachable,
    place: (next) => {
      place = next;
      onPlace(next);
    },
    door: (next) => {
      door = next;
      for (const listener of listeners) listener();
    },
  };
}

function cancelled(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new HearthError("CANCELLED")), { once: true });
  });
}

const known = (ip: string, port = 1): Place => ({ kind: "known", ip, port });
const steps = ({ told }: Scene): string[] =>
  told.flatMap((one) =>
    one.kind === "begun" || one.kind === "done" ? [`${one.kind} ${one.step}`] : [],
  );

it("opens, announces, and says each step once", async () => {
  const here = scene(known("9.9.9.9"));
  await here.reachable.announced;
  expect(steps(here)).toEqual([
    "begun endpoint",
    "done endpoint",
    "begun announce",
    "done announce",
  ]);
  expect(here.announced).toEqual(["9.9.9.9:1"]);
  here.place(known("9.9.9.9"));
  here.place({ kind: "unknown", reason: "the router is away" });
  here.place(known("9.9.9.9"));
  here.place(known("8.8.4.4"));
  await expect.poll(() => here.announced).toEqual(["9.9.9.9:1", "8.8.4.4:1"]);
  await here.reachable.close();
  await here.reachable.close();
  expect(here.closed).toContain("127.0.0.1:1");
  expect(here.closed.filter((one) => one === "known")).toHaveLength(1);
});

it("keeps the door where the settings leave it, and opens another where they do not", async () => {
  const here = scene(known("9.9.9.9"));
  await here.reachable.announced;
  here.door({ host: "127.0.0.1" });
  await expect.poll(() => here.closed).toEqual(["known"]);
  here.door({ host: "0.0.0.0", port: 2 });
  await expect.poll(() => here.closed).toEqual(["known", "known", "127.0.0.1:1"]);
  await expect.poll(() => steps(here).filter((step) => step === "done endpoint")).toHaveLength(2);
});

it("ends mining where the first announcement fails, and tries later ones again", async () => {
  const refusal = new HearthError("CHAIN_UNREACHABLE");
  const doomed = scene({ kind: "asking" });
  doomed.failures.push(refusal);
  doomed.place(known("9.9.9.9"));
  await doomed.reachable.announced;
  expect(doomed.lost).toEqual(["announce CHAIN_UNREACHABLE"]);

  const lasting = scene(known("9.9.9.9"));
  await lasting.reachable.announced;
  lasting.failures.push(refusal, refusal);
  lasting.place(known("8.8.4.4"));
  await expect.poll(() => lasting.announced).toEqual(["9.9.9.9:1", "8.8.4.4:1"]);
  expect(lasting.lost).toEqual([]);
  const codes = lasting.told.flatMap((one) =>
    one.kind === "begun" && one.error ? [one.error.code] : [],
  );
  expect(codes).toEqual(["CHAIN_UNREACHABLE", "CHAIN_UNREACHABLE"]);
});

it("announces again where it was, after another place of which nobody knows whether it got there", async () => {
  const here = scene(known("9.9.9.9"));
  await here.reachable.announced;
  here.failures.push("endless");
  here.place(known("8.8.4.4"));
  await expect.poll(() => here.announced, PATIENCE).toEqual(["9.9.9.9:1", "8.8.4.4:1"]);
  here.place(known("9.9.9.9"));
  await expect.poll(() => here.announced, PATIENCE).toHaveLength(3);
  expect(here.announced.at(-1)).toBe("9.9.9.9:1");
  await expect.poll(() => steps(here).at(-1), PATIENCE).toBe("done announce");
});

it("says why it waits where the address is gone before the next one was announced", async () => {
  const here = scene(known("9.9.9.9"));
  await here.reachable.announced;
  here.failures.push("endless");
  here.place(known("8.8.4.4"));
  await expect.poll(() => here.announced, PATIENCE).toHaveLength(2);
  here.place({ kind: "unknown", reason: "the router is away" });
  const last = () => here.told.at(-1);
  await expect.poll(last, PATIENCE).toMatchObject({ error: { code: "ADDRESS_UNKNOWN" } });
});

it("ends mining where the door cannot be opened", async () => {
  const here = scene(known("9.9.9.9"), async ({ port = 0 }) => {
    throw new HearthError("PORT_TAKEN", { port });
  });
  await here.reachable.opened;
  expect(here.lost).toEqual(["endpoint PORT_TAKEN"]);
  expect(here.announced).toEqual([]);
});

it("closes the door that was being opened when it was closed", async () => {
  const opening = Promise.withResolvers<MinerEndpoint>();
  let closed = 0;
  const here = scene(known("9.9.9.9"), () => opening.promise);
  const closing = here.reachable.close();
  opening.resolve({
    ...{ host: "127.0.0.1", port: 1 },
    close: async () => {
      closed += 1;
    },
  });
  await closing;
  expect(closed).toBe(1);
  expect(here.lost).toEqual([]);
});
