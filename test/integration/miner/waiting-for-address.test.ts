import { afterEach, beforeEach, expect, it } from "vitest";
import { createMining, type Mining } from "../../../native/miner/mining-service.ts";
import { createReach } from "../../../native/miner/reach/reach.ts";
import type { SupervisedStatus } from "../../../native/processes/supervised-status.ts";
import { openStore } from "../../../native/store/database.ts";
import { createNotes } from "../../../native/store/notes.ts";
import { textGeneration } from "../../../native/subnets/text-generation/mechanism.ts";
import { createFakeEngine } from "../../fakes/fake-engine.ts";
import { type FakeSubnet, fakeSubnet } from "../../fakes/fake-subnet.ts";
import { type FakeWallets, fakeWallets } from "../../fakes/fake-wallets.ts";
import { processorReport } from "../../fakes/processor-report.ts";
import { fakeModel } from "../../fakes/text-miner.ts";

const PATIENCE = { timeout: 40_000, interval: 5 };

let subnet: FakeSubnet;
let keys: FakeWallets;
let miner: Mining;
let engineNews: (status: SupervisedStatus) => void;
let blocks: NodeJS.Timeout;
const store = openStore(":memory:");

/** A miner that serves, and waits for an address that validators could dial. */
beforeEach(async () => {
  subnet = fakeSubnet();
  keys = await fakeWallets();
  engineNews = () => undefined;
  blocks = setInterval(() => subnet.block(), 25);
  subnet.add(keys.hotkey.address, "miner");
  miner = createMining({
    chain: subnet.chain,
    wallets: keys.wallets,
    signer: keys.signer,
    engine: createFakeEngine(),
    onEngine: (listener) => {
      engineNews = listener;
      return () => undefined;
    },
    mechanism: textGeneration,
    model: async () => ({ ...fakeModel, path: "/nowhere" }),
    hardware: async () => processorReport,
    timeline: { write: () => undefined },
    pace: () => ({ blockSeconds: 1, tempo: 20 }),
    netuid: 1,
    whereabouts: createReach({
      network: "finney",
      notes: createNotes(store.database),
      ways: { upnp: () => [], gateway: async () => undefined },
      timeline: { write: () => undefined },
      own: () => ["192.168.1.20"],
      now: Date.now,
    }),
    now: Date.now,
  });
  await miner.start({});
  const announceError = () => miner.status().steps.find(({ name }) => name === "announce")?.error;
  await expect.poll(announceError, PATIENCE).toMatchObject({ code: "ADDRESS_UNKNOWN" });
});

afterEach(async () => {
  clearInterval(blocks);
  await miner.close();
  await keys.close();
});

it("is told of an engine that gave up, and shuts its door", async () => {
  const { endpoint } = miner.status();
  expect(await fetch(`http://${endpoint}/health`)).toMatchObject({ status: 200 });
  engineNews({ name: "engine", restarts: 9, lastError: "it died", state: "gave-up" });
  await expect
    .poll(() => miner.status(), PATIENCE)
    .toMatchObject({ state: "failed", error: { code: "ENGINE_FAILED" } });
  await expect
    .poll(() => fetch(`http://${endpoint}/health`).catch(() => "shut"), PATIENCE)
    .toBe("shut");
});

it("is told of its lost place", async () => {
  const mine = subnet.neurons.find(({ hotkey }) => hotkey === keys.hotkey.address);
  Object.assign(mine ?? {}, { hotkey: keys.coldkey.address });
  await expect
    .poll(() => miner.status(), PATIENCE)
    .toMatchObject({ state: "failed", error: { code: "NOT_FOUND" } });
});
