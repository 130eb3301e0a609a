import { afterEach, beforeEach, expect, it } from "vitest";
import * as z from "zod";
import { createReach, type Reach } from "../../../native/miner/reach/reach.ts";
import { openStore } from "../../../native/store/database.ts";
import { createNotes, type Notes } from "../../../native/store/notes.ts";
import { type FakeIgd, startFakeIgd } from "../../fakes/router/fake-igd.ts";

const PATIENCE = { timeout: 40_000, interval: 5 };
const NOTE = "mining.forwarded";
const left = { externalPort: 41_000, port: 41_000 };

let router: FakeIgd;
let notes: Notes;
let open: (() => Promise<unknown>)[];

/** A router that keeps ports without an end, and a node that was killed while it had one. */
beforeEach(async () => {
  router = await startFakeIgd();
  open = [() => router.close()];
  const entry = { client: "127.0.0.1", port: 41_000, lease: 0, description: "Hearth miner" };
  router.mappings.set(41_000, entry);
  const store = openStore(":memory:");
  notes = createNotes(store.database);
  notes.write(NOTE, left);
});

afterEach(async () => {
  for (const close of open.reverse()) await close();
});

function reaching(network: "finney" | "practice" = "finney"): Reach {
  const reach = createReach({
    ...{ network, notes, own: () => ["192.168.1.20"], now: Date.now },
    ways: { upnp: () => [router.target], gateway: async () => undefined },
    timeline: { write: () => undefined },
  });
  open.push(() => reach.close());
  return reach;
}

const remembered = () => notes.read(NOTE, z.unknown());
const ports = () => [...router.mappings.keys()];

it("is taken back by a miner that forwards nothing any more", async () => {
  notes.write("mining.endpoint", { listen: "home", forward: false });
  const known = reaching().makeKnown({ host: "0.0.0.0", port: 41_001 }, () => undefined);
  open.push(() => known.close());
  await expect.poll(ports, PATIENCE).toEqual([]);
  await expect.poll(remembered, PATIENCE).toBeNull();
});

it("is taken back when forwarding is switched off while nothing is mined", async () => {
  notes.write("mining.endpoint", { listen: "home", forward: true });
  const reach = reaching();
  await reach.save({ listen: "home", forward: false });
  await expect.poll(ports, PATIENCE).toEqual([]);
  await expect.poll(remembered, PATIENCE).toBeNull();
});

it("is remembered where the router does not answer, and taken back the next time", async () => {
  notes.write("mining.endpoint", { listen: "home", forward: false });
  router.mood.hangs = true;
  const known = reaching().makeKnown({ host: "0.0.0.0", port: 41_001 }, () => undefined);
  await expect.poll(() => router.actions.length, PATIENCE).toBeGreaterThan(0);
  await known.close();
  expect(remembered()).toEqual(left);
  router.mood.hangs = false;
  const again = reaching().makeKnown({ host: "0.0.0.0", port: 41_001 }, () => undefined);
  open.push(() => again.close());
  await expect.poll(ports, PATIENCE).toEqual([]);
});

it("is no business of the practice network", async () => {
  const known = reaching("practice").makeKnown({ host: "127.0.0.1", port: 41_001 }, () => {});
  // What would have been begun is waited for by this.
  await known.close();
  expect(remembered()).toEqual(left);
  expect(router.actions).toEqual([]);
});
