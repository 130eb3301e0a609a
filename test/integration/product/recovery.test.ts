import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MiningStepName } from "../../../native/api/mining.ts";
import { miningStepNames } from "../../../native/api/mining.ts";
import type { ProcessInfo } from "../../../native/api/node.ts";
import type { HearthClient } from "../../../native/cli/connect.ts";
import {
  allGone,
  isAlive,
  type Product,
  password,
  readyWallet,
  startProduct,
  temporaryFolder,
  until,
  untilMining,
} from "../../fakes/product.ts";

const folder = temporaryFolder("recovery");
let product: Product;
let client: HearthClient;
/** Every process that was seen, so that none of them is left at the end. */
const seen = new Set<number>();

beforeAll(async () => {
  product = await startProduct({ folder: folder.path });
  client = product.client;
  await readyWallet(client);
});

afterAll(async () => {
  for (const pid of product.processes()) seen.add(pid);
  await product[Symbol.asyncDispose]();
  expect([...seen].filter(isAlive)).toEqual([]);
  folder.remove();
});

async function processOf(name: ProcessInfo["name"]): Promise<ProcessInfo> {
  const found = (await client.node.status({})).processes.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no process ${name}`);
  return found;
}

/** Kills a process of the node outright and returns the one that takes its place. */
async function killAndAwait(name: ProcessInfo["name"]): Promise<ProcessInfo> {
  const before = await processOf(name);
  const pid = before.pid ?? 0;
  seen.add(pid);
  process.kill(pid, "SIGKILL");
  await allGone([pid]);
  return until(async () => {
    const now = await processOf(name);
    return now.state === "running" && now.pid !== pid ? now : undefined;
  }, `a new ${name}`);
}

async function timelineHas(wanted: object): Promise<void> {
  expect(await client.node.timeline({ limit: 200 })).toContainEqual(
    expect.objectContaining(wanted),
  );
}

describe("what falls gets up again", () => {
  test("a page that is reloaded in the middle of starting sees the same steps go on", async () => {
    const first = await product.connect();
    await first.client.mining.start({ password });
    let startedAt: number | undefined;
    for await (const status of await first.client.mining.watch({})) {
      expect(status.state).toBe("starting");
      startedAt = status.startedAt;
      break;
    }
    first.close();

    const second = await product.connect();
    const order: MiningStepName[] = [];
    for await (const status of await second.client.mining.watch({})) {
      expect(status.startedAt).toBe(startedAt);
      for (const { name, state } of status.steps)
        if (state === "done" && !order.includes(name)) order.push(name);
      if (order.length === miningStepNames.length) break;
    }
    second.close();
    // Validators read the announcement as soon as it is in a block, which the miner may hear of after their challenge.
    const heard = (name: MiningStepName): boolean => name !== "announce";
    expect(order.filter(heard)).toEqual(miningStepNames.filter(heard));
    // A second click of the reloaded page changes nothing.
    await expect(client.mining.start({ password })).rejects.toMatchObject({
      code: "MINER_RUNNING",
    });
  }, 300_000);

  test("a killed engine is told of, started again, and answers challenges", async () => {
    const before = await client.mining.status({});
    const info = await client.network.info({});
    const restarts = (await processOf("engine")).restarts;
    const back = await killAndAwait("engine");
    const backAt = Date.now();
    expect(back.restarts).toBe(restarts + 1);
    expect(back.lastError).toContain("SIGKILL");
    await timelineHas({ source: "engine", message: "processDown", code: "ENGINE_DOWN" });
    await timelineHas({ source: "mining", message: "mining.interrupted", code: "ENGINE_DOWN" });
    const after = await untilMining(
      client,
      (status) => status.state === "earning" && (status.lastAnswerAt ?? 0) > backAt,
      "an answer after the engine came back",
    );
    expect(after).toMatchObject({ uid: before.uid, endpoint: before.endpoint });
    expect(after.startedAt).toBe(before.startedAt);
    await timelineHas({ source: "engine", message: "processBack" });
    expect((await client.network.info({})).genesis).toBe(info.genesis);
  }, 300_000);

  test("a killed practice node: its blocks go on from where they were, and mining with them", async () => {
    const before = await client.mining.status({});
    const chain = await client.network.info({});
    const rows = (await client.earnings.history({ resolution: "block" })).rows;
    expect(rows.length).toBeGreaterThan(0);
    const { restarts } = await processOf("practice-node");
    const back = await killAndAwait("practice-node");
    expect(back.restarts).toBe(restarts + 1);
    await timelineHas({ source: "practice", message: "processDown", code: "PRACTICE_NODE_DOWN" });
    const again = await until(async () => {
      const now = await client.network.info({});
      const grown = (now.best?.number ?? 0) > (chain.best?.number ?? 0) + 4;
      return now.connection === "connected" && grown ? now : undefined;
    }, "more blocks");
    expect(again.genesis).toBe(chain.genesis);
    expect(again.endpoint).toBe(chain.endpoint);
    const backAt = Date.now();
    const after = await untilMining(
      client,
      (status) => status.state === "earning" && (status.lastAnswerAt ?? 0) > backAt,
      "an answer after the chain came back",
    );
    expect(after).toMatchObject({ uid: before.uid, startedAt: before.startedAt });
    const newest = await until(async () => {
      const row = (await client.earnings.history({ resolution: "block" })).rows[0];
      return (row?.block ?? 0) > (again.best?.number ?? 0) ? row : undefined;
    }, "a reward of a block after the fall");
    expect(newest.kind).toBe("miner");
    expect(await client.earnings.reconcile({})).toMatchObject({ difference: "0", mismatches: [] });
  }, 300_000);

  test("killed residents come back and go on asking", async () => {
    const back = await killAndAwait("practice-residents");
    expect(back.restarts).toBeGreaterThan(0);
    const backAt = Date.now();
    await untilMining(
      client,
      (status) => status.state === "earning" && (status.lastAnswerAt ?? 0) > backAt,
      "a challenge of the new residents",
    );
  }, 300_000);
});
