import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { type PracticeNode, startPracticeNode } from "../../../native/practice/node/start.ts";
import { drand } from "../../../native/practice/runtime/drand/pallet.ts";
import { quicknet } from "../../../native/practice/runtime/drand/quicknet.ts";
import { verifyPulse } from "../../../native/protocol/timelock/beacon.ts";

const folders: string[] = [];
const troubles: unknown[] = [];
const { storage } = drand;

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  expect(troubles).toEqual([]);
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "practice-beacon-"));
  folders.push(folder);
  return folder;
}

const start = (dataDir: string): Promise<PracticeNode> =>
  startPracticeNode({
    dataDir,
    port: 0,
    blockMillis: 100,
    tempo: 20,
    keptStates: 1000,
    onTrouble: (error) => troubles.push(error),
  });

/** Waits for a round after `round`, and checks it by the key that the chain names. */
async function nextRound(node: PracticeNode, round: bigint): Promise<bigint> {
  const { state } = node.chain;
  const last = () => storage.LastStoredRound.get(state);
  await expect.poll(last, { timeout: 30_000, interval: 20 }).toBeGreaterThan(round);
  const pulse = storage.Pulses.get(state, last());
  const { public_key } = storage.BeaconConfig.get(state);
  expect(verifyPulse(pulse.round, pulse.signature, public_key)).toBe(true);
  return pulse.round;
}

it("a chain keeps its beacon over a restart, and every chain has one of its own", async () => {
  const folder = newFolder();
  let node = await start(folder);
  const key = storage.BeaconConfig.get(node.chain.state).public_key;
  expect(key).not.toEqual(quicknet.public_key);
  const round = await nextRound(node, 0n);
  await node.close();

  node = await start(folder);
  expect(storage.BeaconConfig.get(node.chain.state).public_key).toEqual(key);
  await nextRound(node, round);
  await node.close();

  node = await start(newFolder());
  expect(storage.BeaconConfig.get(node.chain.state).public_key).not.toEqual(key);
  await node.close();
});
