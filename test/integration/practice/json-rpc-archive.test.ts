import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { balances } from "../../../native/practice/runtime/balances/pallet.ts";
import { system } from "../../../native/practice/runtime/system/pallet.ts";
import { type RpcNode, startRpcNode, until } from "./rpc-node.ts";

let run: RpcNode;
let hash: string;
beforeAll(async () => {
  run = await startRpcNode();
  hash = run.node.chain.finalized.hash;
});
afterAll(() => run.close());

interface Event {
  readonly event: string;
  readonly key?: string;
  readonly type?: string;
  readonly [fact: string]: unknown;
}

/** Every event of a subscription that ends by itself. */
async function all(method: string, params: readonly unknown[]): Promise<Event[]> {
  const events: Event[] = [];
  await run.client.subscribe<Event>(method, params, (event) => events.push(event));
  await until(() => /Done|Error/.test(events.at(-1)?.event ?? ""));
  return events;
}
const storage = (items: readonly unknown[], at = hash, child: unknown = null) =>
  all("archive_v1_storage", [at, items, child]);
const issuance = `0x${balances.storage.TotalIssuance.key()}`;
const accounts = `0x${system.storage.Account.prefix()}`;
const unknown = `0x${"ab".repeat(32)}`;
const keysAt = (prefix: string): string[] => {
  const number = run.node.chain.numberOf(hash)!;
  const state = run.node.chain.stateAt({ number, hash });
  return state.keys(prefix.slice(2)).map((key) => `0x${key}`);
};

describe("archive_v1_storage", () => {
  it("answers every kind of item", async () => {
    const told = await storage([
      { key: issuance, type: "value" },
      { key: issuance, type: "hash" },
      { key: "0xabcd", type: "value" },
      { key: accounts, type: "closestDescendantMerkleValue" },
    ]);
    expect(told).toEqual([
      { event: "storage", key: issuance, value: expect.stringMatching(/^0x[0-9a-f]{16}$/) },
      { event: "storage", key: issuance, hash: expect.stringMatching(/^0x[0-9a-f]{64}$/) },
      {
        event: "storage",
        key: accounts,
        closestDescendantMerkleValue: expect.stringMatching(/^0x[0-9a-f]{64}$/),
      },
      { event: "storageDone" },
    ]);
  });

  it("walks what is under a key, from any key on", async () => {
    const keys = keysAt(accounts);
    const walked = async (type: string, paginationStartKey?: string) =>
      (await storage([{ key: accounts, type, paginationStartKey }]))
        .slice(0, -1)
        .map(({ key }) => key);
    expect(await walked("descendantsValues")).toEqual(keys);
    expect(await walked("descendantsHashes")).toEqual(keys);
    expect(await walked("descendantsValues", keys[2])).toEqual(keys.slice(3));
    const refused = await run.client.ask("archive_v1_storage", [
      hash,
      [{ key: accounts, type: "value", paginationStartKey: keys[2] }],
    ]);
    expect(refused.error).toEqual({
      code: 3001,
      message: "Invalid parameter: Pagination start key is only supported for descendants queries",
    });
  });

  it("has nothing in child tries, and says so of an unknown block", async () => {
    const item = { key: issuance, type: "value" };
    expect(await storage([item], hash, "0x00")).toEqual([{ event: "storageDone" }]);
    expect(await storage([item], unknown)).toEqual([
      {
        event: "storageError",
        error: `UnknownBlock: Header was not found in the database: ${unknown}`,
      },
    ]);
  });
});

describe("archive_v1_storageDiff", () => {
  const number = `0x${system.storage.Number.key()}`;
  const diff = (items: unknown, previous?: unknown) =>
    all("archive_v1_storageDiff", [run.node.chain.hashAt(2), items, previous]);

  it("tells what a block changed, by value or by hash", async () => {
    expect(await diff([{ key: number, returnType: "value" }])).toEqual([
      { event: "storageDiff", key: number, value: "0x02000000", type: "modified" },
      { event: "storageDiffDone" },
    ]);
    const [byHash] = await diff([{ key: number, returnType: "hash" }], run.node.genesis);
    expect(byHash).toMatchObject({ type: "added", hash: expect.stringMatching(/^0x/) });
  });

  it("tells of everything that differs when nothing is named", async () => {
    const all = await diff(null);
    const keys = all.slice(0, -1).map(({ key }) => key);
    expect(keys).toContain(number);
    expect(keys.length).toBeGreaterThan(5);
    expect(keys).toEqual([...keys].sort());
    // Told backwards, what was added is deleted.
    const back = await all_(run.node.genesis, run.node.chain.hashAt(2));
    const of = (list: readonly Event[], type: string) =>
      list.filter((each) => each.type === type).map(({ key }) => key);
    const forth = await all_(run.node.chain.hashAt(2), run.node.genesis);
    expect(of(back, "deleted")).toEqual(of(forth, "added"));
    expect(of(back, "modified")).toEqual(of(forth, "modified"));
  });

  it("refuses what it cannot read", async () => {
    const refused = await run.client.ask("archive_v1_storageDiff", [
      hash,
      [{ key: number, returnType: "colour" }],
    ]);
    expect(refused.error?.code).toBe(-32602);
    expect(await all_(unknown, null)).toMatchObject([{ event: "storageDiffError" }]);
  });

  const all_ = (at: unknown, previous: unknown) =>
    all("archive_v1_storageDiff", [at, [], previous]);
});

describe("archive_v1_call", () => {
  it("says what went wrong as a result", async () => {
    const call = (...params: unknown[]) => run.client.result("archive_v1_call", params);
    expect(await call(hash, "No_such", "0x")).toEqual({
      success: false,
      error: "Execution failed: Other: Exported method No_such is not found",
    });
    expect(await call(unknown, "Core_version", "0x")).toEqual({
      success: false,
      error: `UnknownBlock: Header was not found in the database: ${unknown}`,
    });
  });
});
