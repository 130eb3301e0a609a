import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectChain } from "../../../native/chain/client.ts";
import { type PracticeNode, startPracticeNode } from "../../../native/practice/node/start.ts";
import { drand } from "../../../native/practice/runtime/drand/pallet.ts";
import { storage } from "../../../native/practice/runtime/subtensor/pallet.ts";
import { timestamp } from "../../../native/practice/runtime/timestamp/pallet.ts";
import { RpcClient } from "./rpc-client.ts";

const BLOCK_MILLIS = 500;
const DAY = 7_200;
const folder = mkdtempSync(join(tmpdir(), "practice-"));
let node: PracticeNode;
let client: RpcClient;

interface Advanced {
  readonly from: number;
  readonly to: number;
  readonly reached: boolean;
}

const start = (): Promise<PracticeNode> =>
  startPracticeNode({
    dataDir: folder,
    port: 0,
    blockMillis: BLOCK_MILLIS,
    tempo: 20,
    keptStates: 20_000,
    onTrouble: (error) => {
      throw error;
    },
  });
const timeNow = (): number => Number(timestamp.storage.Now.get(node.chain.state));
const timeAt = (number: number): number => {
  const hash = node.chain.hashAt(number) ?? "";
  return Number(timestamp.storage.Now.get(node.chain.stateAt({ number, hash })));
};
const until = async (holds: () => boolean): Promise<void> => {
  const end = Date.now() + 30_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error("waited too long");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

beforeAll(async () => {
  node = await start();
  client = await RpcClient.open(node.endpoint);
});
afterAll(async () => {
  client.close();
  await node.close();
  rmSync(folder, { recursive: true, force: true });
});

it("makes the blocks asked for, a block time apart, and goes on from there at the usual pace", async () => {
  const { from, to, reached } = await client.result<Advanced>("practice_advance", [300]);
  expect(reached).toBe(true);
  expect(to).toBe(from + 300);
  expect(timeAt(to) - timeAt(from)).toBeGreaterThanOrEqual(299 * BLOCK_MILLIS);
  const ahead = timeAt(to);
  expect(ahead).toBeGreaterThan(Date.now() + 100_000);
  await until(() => node.chain.best.number >= to + 3);
  // The clock went on from the last block: time neither stands still nor jumps back to the wall clock.
  expect(timeAt(to + 3) - timeAt(to + 1)).toBeGreaterThanOrEqual(BLOCK_MILLIS);
  // The beacon's newest round has come with the first block of the usual pace.
  const { genesis_time, period } = drand.storage.BeaconConfig.get(node.chain.state);
  const last = Number(drand.storage.LastStoredRound.get(node.chain.state));
  const expected = Math.floor((timeNow() / 1000 - genesis_time) / period) + 1;
  expect(expected - last).toBeLessThanOrEqual(2);
});

it("runs up to the next epoch of a subnet, and no further", async () => {
  const index = storage.SubnetEpochIndex.get(node.chain.state, 1);
  const { to } = await client.result<Advanced>("practice_advanceToEpoch", [1]);
  const hash = node.chain.hashAt(to) ?? "";
  const state = node.chain.stateAt({ number: to, hash });
  expect(storage.SubnetEpochIndex.get(state, 1)).toBe(index + 1n);
  expect(Number(storage.LastEpochBlock.get(state, 1))).toBe(to);
});

it("tells every client of every head, whatever client it is", async () => {
  const plain: number[] = [];
  const other = await RpcClient.open(node.endpoint);
  await other.subscribe<{ number: string }>("chain_subscribeNewHeads", [], ({ number }) =>
    plain.push(Number(number)),
  );
  const chain = connectChain({ endpoints: [node.endpoint] });
  const seen: number[] = [];
  const final: number[] = [];
  chain.onBest(({ number }) => seen.push(number));
  chain.onFinalized(({ number }) => final.push(number));
  await chain.whenConnected();
  await until(() => seen.length > 0 && plain.length > 0);
  const { from, to } = await client.result<Advanced>("practice_advance", [2_000]);
  await until(() => (seen.at(-1) ?? 0) >= to && (plain.at(-1) ?? 0) >= to);
  const wanted = Array.from({ length: to - from }, (_, index) => from + 1 + index);
  expect(plain.filter((number) => number > from && number <= to)).toEqual(wanted);
  // The product's client tells the newest best block alone when they come quickly, but leaves out no final one.
  await until(() => (final.at(-1) ?? 0) >= to - 1);
  expect(final.filter((number) => number > from && number < to)).toEqual(wanted.slice(0, -1));
  other.close();
  await chain.close();
});

it("answers others meanwhile, refuses a second one, and stops when told or left", async () => {
  const running = client.result<Advanced>("practice_advance", [DAY]);
  const other = await RpcClient.open(node.endpoint);
  const second = await other.ask("practice_advance", [5]);
  expect(second.error).toMatchObject({ code: 4100 });
  expect(await other.result("system_health")).toMatchObject({ isSyncing: false });
  expect(await other.result("practice_stopAdvance")).toBe(true);
  const { from, to, reached } = await running;
  expect(reached).toBe(false);
  expect(to - from).toBeLessThan(DAY);
  expect(await other.result("practice_stopAdvance")).toBe(false);

  const before = node.chain.best.number;
  const left = other.ask("practice_advance", [DAY]);
  await until(() => node.chain.best.number > before);
  other.close();
  await left;
  // Nobody holds it any more: another may begin at once.
  let again = await client.ask("practice_advance", [1]);
  await until(() => !again.error || again.error.code === 4100);
  while (again.error) again = await client.ask("practice_advance", [1]);
  expect(node.chain.best.number - before).toBeLessThan(DAY);
});

it("refuses what makes no sense", async () => {
  for (const params of [[], [0], [-1], [1.5], ["many"], [DAY + 1], [2 ** 53]])
    expect((await client.ask("practice_advance", params)).error).toMatchObject({ code: -32602 });
  for (const params of [[], [70_000], ["x"], [0], [99]])
    expect((await client.ask("practice_advanceToEpoch", params)).error?.code).toBe(-32602);
});

it("goes on from its own time after a restart", async () => {
  const before = timeNow();
  client.close();
  await node.close();
  node = await start();
  client = await RpcClient.open(node.endpoint);
  const first = node.chain.best.number;
  await until(() => node.chain.best.number >= first + 3);
  expect(timeAt(first + 3) - timeAt(first + 1)).toBeGreaterThanOrEqual(BLOCK_MILLIS);
  expect(timeNow()).toBeGreaterThan(before + BLOCK_MILLIS);
});
