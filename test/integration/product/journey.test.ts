import { connect as dial } from "node:net";
import { afterAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Earning } from "../../../native/api/earnings.ts";
import { type MiningStepName, miningStepNames } from "../../../native/api/mining.ts";
import type { HearthClient } from "../../../native/cli/connect.ts";
import {
  allGone,
  fastPace,
  type Product,
  password,
  readyWallet,
  startProduct,
  temporaryFolder,
  until,
} from "../../fakes/product.ts";

const folder = temporaryFolder("journey");
const NETUID = 1;
let product: Product;

afterAll(async () => {
  await product[Symbol.asyncDispose]();
  folder.remove();
});

describe("the whole way on the practice network", () => {
  let hotkey: string;
  let uid: number | undefined;
  let rows: readonly Earning[];
  let height: number;
  let genesis: string | undefined;

  test("the first reward comes after one click, step by step", async () => {
    product = await startProduct({ folder: folder.path, parameters: [] });
    const { client } = product;
    hotkey = await readyWallet(client);
    expect(await client.mining.quote({})).toMatchObject({ registered: false, netuid: NETUID });

    const order: MiningStepName[] = [];
    const leave = new AbortController();
    const watching = (async () => {
      for await (const status of await client.mining.watch({}, { signal: leave.signal })) {
        for (const step of status.steps)
          if (step.state === "done" && !order.includes(step.name)) order.push(step.name);
        // Earning is said only with a fresh answer.
        if (status.state === "earning")
          expect(Date.now() - (status.lastAnswerAt ?? 0)).toBeLessThan(status.freshForMillis);
        if (order.length === miningStepNames.length) return status;
      }
      return undefined;
    })();
    expect(await client.mining.start({ password })).toMatchObject({ state: "starting" });
    const status = await watching;
    leave.abort();
    // Validators read the announcement as soon as it is in a block, which the miner may hear of after their challenge.
    const heard = (name: MiningStepName): boolean => name !== "announce";
    expect(order.filter(heard)).toEqual(miningStepNames.filter(heard));
    expect(status).toMatchObject({
      state: "earning",
      hotkeyAddress: hotkey,
      model: "hearth-demo-f16",
    });
    // With its reason, and as many as the engine has.
    const held = (await client.engine.status({})).models.find(({ users }) =>
      users.includes("mining"),
    );
    expect(status?.atOnce?.sequences).toBe(held?.run.sequences);
    const known = (await client.hardware.list({})).devices.some(({ kind }) => kind === "gpu");
    if (!known) expect(status?.atOnce).toEqual({ sequences: 4, because: "unknown" });
    uid = status?.uid;
    expect(uid).toBeTypeOf("number");
  }, 300_000);

  test("every row of the ledger names its block and event, and the chain agrees to the last unit", async () => {
    const { client } = product;
    const found = await until(
      async () => (await minerRows(client)).at(-1),
      "the first row of the ledger",
    );
    expect(found).toMatchObject({ netuid: NETUID, hotkey, event: expect.stringContaining(".") });
    expect(BigInt(found.alpha)).toBeGreaterThan(0n);
    const { endpoint } = await client.network.info({});
    expect(await blockHash(endpoint, found.block)).toBe(found.blockHash);
    const summary = await client.earnings.summary({});
    expect(summary.rewards).toBeGreaterThan(0);
    expect(BigInt(summary.byKind.miner)).toBeGreaterThan(0n);
    const reconciled = await client.earnings.reconcile({});
    expect(reconciled).toMatchObject({ difference: "0", mismatches: [], unreachable: 0 });
    expect(reconciled.checked).toBeGreaterThan(0);
    const neurons = (await client.network.metagraph({ netuid: NETUID })).neurons;
    expect(neurons.find((one) => one.hotkey === hotkey)).toMatchObject({ uid, own: true });
  });

  test("closing while mining ends all; the next start finds everything where it was", async () => {
    const { client } = product;
    rows = await minerRows(client);
    height = (await client.network.info({})).best?.number ?? 0;
    genesis = (await client.network.info({})).genesis;
    const { free } = await client.wallet.balance({});
    const children = product.processes();
    const { code } = await product.end();
    expect(code).toBe(0);
    await allGone(children);

    // The same chain goes on at another pace: the rest of the way takes less of everybody's time.
    product = await startProduct({ folder: folder.path, parameters: fastPace });
    const again = product.client;
    const info = await until(async () => connectedInfo(again), "the chain");
    expect(info.genesis).toBe(genesis);
    expect(info.best?.number).toBeGreaterThanOrEqual(height);
    expect(await again.wallet.list({})).toMatchObject([
      { name: "alice", encrypted: true, hotkeys: [{ name: "miner", address: hotkey }] },
    ]);
    const kept = new Map((await minerRows(again)).map((row) => [row.id, row]));
    for (const row of rows)
      expect(kept.get(row.id)).toMatchObject({
        block: row.block,
        blockHash: row.blockHash,
        eventIndex: row.eventIndex,
        alpha: row.alpha,
      });
    expect(await again.mining.status({})).toMatchObject({ state: "off" });
    // No password: the place is paid for already.
    expect(await again.mining.quote({})).toMatchObject({ registered: true });
    await again.mining.start({});
    const status = await until(async () => {
      const now = await again.mining.status({});
      return now.state === "earning" ? now : undefined;
    }, "mining again");
    expect(status.uid).toBe(uid);
    expect((await again.wallet.balance({})).free).toBe(free);
  });

  test("stake goes to a house validator and comes back", async () => {
    const { client } = product;
    const validators = await client.stake.validators({ netuid: NETUID });
    const target = validators.find((one) => one.permit && !one.own);
    if (target === undefined) throw new Error("no house validator");
    const order = { hotkey: target.hotkey, netuid: NETUID, amount: "10000000000" };
    const quote = await client.stake.quote({ ...order, tolerance: 0.05 });
    expect(BigInt(quote.receives)).toBeGreaterThanOrEqual(BigInt(quote.worstCase));
    const before = await client.wallet.balance({});
    const added = await client.stake.add({ ...order, tolerance: 0.05, password });
    expect(added.paid).toBe(order.amount);
    expect(BigInt(added.received)).toBeGreaterThanOrEqual(BigInt(quote.worstCase));
    const position = (await client.stake.positions({})).find((one) => one.hotkey === target.hotkey);
    expect(position).toMatchObject({ wallet: "alice", netuid: NETUID, own: false });
    expect(BigInt(position?.alpha ?? 0)).toBeGreaterThanOrEqual(BigInt(added.received) - 1n);
    const between = await client.wallet.balance({});
    expect(BigInt(before.free) - BigInt(between.free)).toBe(
      BigInt(added.paid) + BigInt(added.receipt.fee),
    );

    const removed = await client.stake.remove({
      ...order,
      amount: position?.alpha ?? "",
      tolerance: 0.05,
      password,
    });
    // The event tells what went into the pool, without the pool's own fee of 33/65535.
    const asked = BigInt(position?.alpha ?? 0);
    expect(BigInt(removed.paid)).toBeLessThanOrEqual(asked);
    expect(BigInt(removed.paid)).toBeGreaterThan((asked * 999n) / 1000n);
    const after = await client.wallet.balance({});
    expect(BigInt(after.free)).toBeGreaterThan(BigInt(between.free));
    const left = (await client.stake.positions({})).find((one) => one.hotkey === target.hotkey);
    expect(BigInt(left?.alpha ?? 0)).toBeLessThan(BigInt(added.received) / 10n);
  });

  test("the validator switch brings dividends, tied to their blocks", async () => {
    const { client } = product;
    await client.validator.start({ password });
    const status = await until(
      async () => {
        const now = await client.validator.status({});
        if (now.state === "failed") throw new Error(JSON.stringify(now));
        return now.state === "running" && now.weightsSetBlock !== undefined ? now : undefined;
      },
      "weights",
      90_000,
    );
    expect(status).toMatchObject({ permit: true, netuid: NETUID });
    expect(status.scores.length).toBeGreaterThan(3);
    const dividend = await until(
      async () =>
        (await client.earnings.history({ resolution: "block", kind: "validator" })).rows[0],
      "dividends",
      60_000,
    );
    expect(dividend).toMatchObject({ kind: "validator", netuid: NETUID });
    expect(dividend.hotkey).toBe(status.hotkeyAddress);
    expect(await client.earnings.reconcile({})).toMatchObject({ difference: "0", mismatches: [] });
  }, 180_000);

  test("stop ends mining and frees the port", async () => {
    const { client } = product;
    const { endpoint } = await client.mining.status({});
    expect(await client.mining.stop({})).toMatchObject({ state: "off" });
    await expect(reach(endpoint ?? "")).rejects.toThrow("ECONNREFUSED");
    expect(await client.validator.stop({})).toMatchObject({ state: "off" });
    const { code, stderr } = await product.end();
    expect([code, stderr]).toEqual([0, ""]);
  });
});

async function minerRows(client: HearthClient): Promise<readonly Earning[]> {
  return (await client.earnings.history({ resolution: "block", kind: "miner" })).rows;
}

async function connectedInfo(client: HearthClient) {
  const info = await client.network.info({});
  return info.connection === "connected" ? info : undefined;
}

/** Asks the practice node itself, past everything of ours in between. */
function blockHash(endpoint: string, block: number): Promise<string> {
  const socket = new WebSocket(endpoint);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  socket.once("open", () =>
    socket.send(
      JSON.stringify({ jsonrpc: "2.0", id: 1, method: "chain_getBlockHash", params: [block] }),
    ),
  );
  socket.once("message", (data) => resolve(JSON.parse(String(data)).result));
  socket.once("error", reject);
  return promise.finally(() => socket.close());
}

/** Connects to `host:port` and leaves again. */
function reach(place: string): Promise<void> {
  const [host = "", port] = place.split(":");
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = dial(Number(port), host, () => resolve());
  socket.once("error", reject);
  return promise.finally(() => socket.destroy());
}
