import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ChainClient, ChainEvent } from "../../../native/chain/chain-port.ts";
import { connectChain } from "../../../native/chain/client.ts";
import { LOOPBACK_ALIAS } from "../../../native/miner/reach/whereabouts.ts";
import { announce } from "../../../native/miner/steps/announce.ts";
import { type PracticeNode, startPracticeNode } from "../../../native/practice/node/start.ts";
import {
  FAUCET_PATH,
  minerPaths,
  validatorPaths,
} from "../../../native/practice/runtime/genesis-keys.ts";
import { dialLoopbackOnly } from "../../../native/subnets/membership/dial.ts";
import { hotkeySigner } from "../../../native/subnets/membership/hotkey-signer.ts";
import { textGeneration } from "../../../native/subnets/text-generation/mechanism.ts";
import { startValidatorLoop } from "../../../native/validator/loop.ts";
import type { LoopEvent } from "../../../native/validator/loop-events.ts";
import { weightsCall } from "../../../native/validator/weights-commit.ts";
import { keypairFromUri } from "../../../native/wallet/keypair.ts";
import {
  fakeModel,
  loadedFakeEngine,
  openTextMiner,
  type TextMiner,
} from "../../fakes/text-miner.ts";

const NETUID = 1;
const TEMPO = 15;
const folder = mkdtempSync(join(tmpdir(), "practice-commit-"));
const troubles: unknown[] = [];
const first = keypairFromUri(validatorPaths(1).hotkey);
const second = keypairFromUri(validatorPaths(2).hotkey);
let node: PracticeNode;
let chain: ChainClient;
let miner: TextMiner | undefined;

beforeAll(async () => {
  node = await startPracticeNode({
    dataDir: folder,
    port: 0,
    blockMillis: 200,
    tempo: TEMPO,
    keptStates: 1000,
    onTrouble: (error) => troubles.push(error),
  });
  chain = connectChain({ endpoints: [node.endpoint], genesis: node.genesis });
  await chain.whenConnected();
  const enable = { netuid: NETUID, enabled: true };
  const call = {
    type: "AdminUtils",
    value: { type: "sudo_set_commit_reveal_weights_enabled", value: enable },
  };
  const sudo = { pallet: "Sudo", name: "sudo", args: { call } };
  await chain.submit(sudo, hotkeySigner(keypairFromUri(FAUCET_PATH)));
});
afterAll(async () => {
  await miner?.endpoint.close();
  await chain.close();
  await node.close();
  rmSync(folder, { recursive: true, force: true });
  expect(troubles).toEqual([]);
});

/** The first event of a name from a block on, with its block. */
async function awaited(
  name: string,
  wanted: (event: ChainEvent) => boolean,
  from: number,
): Promise<{ block: number; event: ChainEvent }> {
  for (let block = from; block < from + 4 * TEMPO; block += 1) {
    await expect
      .poll(() => chain.state().best?.number, { timeout: 30_000, interval: 20 })
      .toBeGreaterThanOrEqual(block);
    const events = await chain.events((await chain.blockHash(block)) ?? "");
    const event = events.find((one) => one.name === name && wanted(one));
    if (event) return { block, event };
  }
  throw new Error(`no ${name} from block ${from} on`);
}

const by = (hotkey: string) => (event: ChainEvent) =>
  (event.value as readonly unknown[]).includes(hotkey);

it("plain weights are refused while commit-reveal is on", async () => {
  const args = { netuid: NETUID, dests: [1, 2], weights: [1, 2], version_key: 0n };
  const call = { pallet: "SubtensorModule", name: "set_weights", args };
  await expect(chain.submit(call, hotkeySigner(second))).rejects.toMatchObject({
    code: "TRANSACTION_FAILED",
    detail: { reason: "SubtensorModule.CommitRevealEnabled" },
  });
});

it("weights are committed under the beacon's key, stay shut, and are revealed by the chain in the next epoch", async () => {
  const weights = { netuid: NETUID, uids: [1, 2, 3], values: [10, 65_535, 30], versionKey: 0n };
  const call = await weightsCall(chain, second, weights);
  expect(call?.name).toBe("commit_timelocked_weights");
  const included = await chain.submit(call!, hotkeySigner(second));
  expect(included.events.map(({ name }) => name)).toContain("TimelockedWeightsCommitted");
  const uid = await chain.query("SubtensorModule", "Uids", [NETUID, second.address]);
  const committed = (await chain.blockHash(included.block)) ?? "";
  const index = await chain.query("SubtensorModule", "SubnetEpochIndex", [NETUID], committed);
  const { block } = await awaited("TimelockedWeightsRevealed", by(second.address), included.block);
  const revealedAt = (await chain.blockHash(block)) ?? "";
  const epoch = await chain.query("SubtensorModule", "SubnetEpochIndex", [NETUID], revealedAt);
  expect(Number(epoch)).toBe(Number(index) + 1);
  const before = (await chain.blockHash(block - 1)) ?? "";
  expect(await chain.query("SubtensorModule", "Weights", [NETUID, uid], before)).toEqual([]);
  expect(await chain.query("SubtensorModule", "Weights", [NETUID, uid], revealedAt)).toEqual([
    [1, 10],
    [2, 65_535],
    [3, 30],
  ]);
});

it("a validator commits by itself where the subnet asks for it", async () => {
  miner = await openTextMiner({ uri: minerPaths(1).hotkey, validators: [first.address] });
  const hotkey = miner.keypair;
  const { port } = miner.endpoint;
  const signal = new AbortController().signal;
  const place = { chain, netuid: NETUID, hotkey, ip: LOOPBACK_ALIAS, port, signal };
  await announce({ ...place, onWait: () => undefined });
  const engine = await loadedFakeEngine();
  const events: LoopEvent[] = [];
  const loop = startValidatorLoop({
    chain,
    netuid: NETUID,
    hotkey: first,
    mechanism: textGeneration,
    bench: async () => ({ engine, model: fakeModel }),
    allowedModels: [fakeModel.sha256],
    dial: dialLoopbackOnly,
    onEvent: (event) => events.push(event),
  });
  try {
    const from = chain.state().best?.number ?? 1;
    const { block } = await awaited("TimelockedWeightsRevealed", by(first.address), from);
    const hash = (await chain.blockHash(block)) ?? "";
    const uid = await chain.query("SubtensorModule", "Uids", [NETUID, first.address]);
    const minerUid = await chain.query("SubtensorModule", "Uids", [NETUID, hotkey.address]);
    const row = await chain.query("SubtensorModule", "Weights", [NETUID, uid], hash);
    expect(row).toEqual([[minerUid, 65_535]]);
    expect(events.filter(({ kind }) => kind === "trouble")).toEqual([]);
  } finally {
    await loop.close();
  }
}, 180_000);
