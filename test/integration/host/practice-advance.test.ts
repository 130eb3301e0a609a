import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { advancePractice } from "../../../native/host/practice/practice-advance.ts";
import { type PracticeNode, startPracticeNode } from "../../../native/practice/node/start.ts";
import { RpcClient } from "../practice/rpc-client.ts";

const folder = mkdtempSync(join(tmpdir(), "practice-"));
let node: PracticeNode;

beforeAll(async () => {
  node = await startPracticeNode({
    dataDir: folder,
    port: 0,
    blockMillis: 60_000,
    tempo: 20,
    keptStates: 10_000,
    onTrouble: (error) => {
      throw error;
    },
  });
});
afterAll(async () => {
  await node.close();
  rmSync(folder, { recursive: true, force: true });
});

it("makes blocks, and runs to an epoch", async () => {
  expect(await advancePractice(node.endpoint, { blocks: 5 }, undefined)).toEqual({
    from: 0,
    to: 5,
    reached: true,
  });
  const { to, reached } = await advancePractice(node.endpoint, { epochOf: 1 }, undefined);
  expect(reached).toBe(true);
  expect(to).toBeLessThanOrEqual(21);
});

it("refuses what the node refuses, in the contract's words", async () => {
  await expect(advancePractice(node.endpoint, { epochOf: 77 }, undefined)).rejects.toMatchObject({
    code: "BAD_INPUT",
    detail: { reason: "Invalid params: there is no subnet 77 with epochs" },
  });
});

it("stops the node when it is aborted", async () => {
  const stop = new AbortController();
  const before = node.chain.best.number;
  const running = advancePractice(node.endpoint, { blocks: 7_200 }, stop.signal);
  while (node.chain.best.number === before) await new Promise((resolve) => setTimeout(resolve, 5));
  stop.abort();
  await expect(running).rejects.toMatchObject({ code: "CANCELLED" });
  const client = await RpcClient.open(node.endpoint);
  const end = Date.now() + 30_000;
  while ((await client.ask("practice_advance", [1])).error) expect(Date.now()).toBeLessThan(end);
  expect(node.chain.best.number - before).toBeLessThan(7_200);
  client.close();
  await expect(
    advancePractice(node.endpoint, { blocks: 1 }, AbortSignal.abort()),
  ).rejects.toMatchObject({ code: "CANCELLED" });
});

it("says that the node is gone where it is", async () => {
  await expect(advancePractice("ws://127.0.0.1:9", { blocks: 1 }, undefined)).rejects.toMatchObject(
    { code: "PRACTICE_NODE_DOWN" },
  );
});
