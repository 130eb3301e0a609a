import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { system } from "../../../native/practice/runtime/system/pallet.ts";
import { RpcClient } from "./rpc-client.ts";
import { type RpcNode, startRpcNode, until } from "./rpc-node.ts";

let run: RpcNode;
beforeAll(async () => {
  run = await startRpcNode();
});
afterAll(() => run.close());

interface Event {
  readonly event: string;
  readonly operationId?: string;
  readonly finalizedBlockHashes?: string[];
  readonly items?: { key: string; value?: string; hash?: string }[];
  readonly [fact: string]: unknown;
}

let client: RpcClient;
let events: Event[];
let follow: string;
let block: string;

beforeEach(async () => {
  client = await RpcClient.open(run.node.endpoint);
  events = [];
  follow = await begin(true);
  block = events[0]!.finalizedBlockHashes!.at(-1)!;
});
afterEach(() => client.close());

/** Follows and waits for the first event. The id is that of the notifications. */
async function begin(withRuntime: boolean): Promise<string> {
  let id = "";
  const before = events.length;
  client.socket.on("message", (data) => {
    const { params } = JSON.parse(String(data)) as { params?: { subscription: string } };
    if (id === "" && params) id = params.subscription;
  });
  await client.subscribe<Event>("chainHead_v1_follow", [withRuntime], (event) =>
    events.push(event),
  );
  await until(() => events.length > before && id !== "");
  return id;
}

async function until1(event: string, operationId: string): Promise<Event> {
  const found = (): Event | undefined =>
    events.find((each) => each.event === event && each.operationId === operationId);
  await until(() => found() !== undefined);
  return found()!;
}
const ask = (method: string, ...params: unknown[]) =>
  client.ask(`chainHead_v1_${method}`, [follow, ...params]);
const start = async (method: string, ...params: unknown[]): Promise<string> => {
  const { result } = await ask(method, block, ...params);
  expect(result).toMatchObject({ result: "started", operationId: expect.any(String) });
  return (result as { operationId: string }).operationId;
};
const key = `0x${system.storage.Number.key()}`;
const accounts = `0x${system.storage.Account.prefix()}`;

describe("chainHead_v1", () => {
  it("begins with finalized blocks and their runtime, then tells of each new block", async () => {
    expect(events[0]).toMatchObject({
      event: "initialized",
      finalizedBlockRuntime: { type: "valid", spec: { specName: "node-subtensor" } },
    });
    await until(() => events.filter(({ event }) => event === "finalized").length >= 2);
    const told = events.slice(1).map(({ event }) => event);
    expect(told).toEqual(expect.arrayContaining(["newBlock", "bestBlockChanged", "finalized"]));
  });

  it("reads headers, bodies and runtime calls of pinned blocks", async () => {
    expect((await ask("header", block)).result).toMatch(/^0x/);
    expect(await until1("operationBodyDone", await start("body"))).toMatchObject({
      value: expect.arrayContaining([expect.stringMatching(/^0x/)]),
    });
    const called = await until1("operationCallDone", await start("call", "Core_version", "0x"));
    expect(called.output).toMatch(/^0x/);
    const failed = await until1("operationError", await start("call", "No_such", "0x"));
    expect(failed.error).toBe("Execution failed: Other: Exported method No_such is not found");
  });

  it("reads every kind of storage item", async () => {
    const items = [
      { key, type: "value" },
      { key, type: "hash" },
      { key: "0xabcd", type: "value" },
      { key: accounts, type: "descendantsValues" },
      { key: accounts, type: "descendantsHashes" },
      { key: accounts, type: "closestDescendantMerkleValue" },
    ];
    const { result } = await ask("storage", block, items, null);
    expect(result).toMatchObject({ result: "started", discardedItems: 0 });
    const { operationId } = result as { operationId: string };
    await until1("operationStorageDone", operationId);
    const told = events.filter((event) => event.operationId === operationId);
    const answers = told.flatMap((event) => event.items ?? []);
    const head = run.node.chain.numberOf(block)!;
    const state = run.node.chain.stateAt({ number: head, hash: block });
    const keys = state.keys(accounts.slice(2)).map((each) => `0x${each}`);
    const of = (what: string) => answers.filter((each) => what in each).map((each) => each.key);
    expect(of("value")).toEqual([key, ...keys]);
    expect(of("hash")).toEqual([key, ...keys]);
    expect(of("closestDescendantMerkleValue")).toEqual([accounts]);
    expect((await ask("storage", block, [{ key, type: "colour" }])).error?.code).toBe(-32602);
  });

  it("finds nothing in a child trie, since there are none", async () => {
    const id = await start("storage", [{ key, type: "value" }], "0x00");
    await until1("operationStorageDone", id);
    expect(events.some((event) => event.operationId === id && event.items)).toBe(false);
  });

  it("does at most sixteen things at once: what is more of a query is discarded, another is refused", async () => {
    const items = Array.from({ length: 20 }, () => ({ key, type: "value" }));
    const request = (id: number, method: string, params: unknown[]) => ({
      jsonrpc: "2.0",
      id,
      method: `chainHead_v1_${method}`,
      params: [follow, block, ...params],
    });
    const answers = new Promise<{ result: unknown }[]>((resolve) => {
      client.socket.on("message", (data) => {
        const message = JSON.parse(String(data)) as unknown;
        if (Array.isArray(message)) resolve(message as { result: unknown }[]);
      });
    });
    client.socket.send(
      JSON.stringify([request(1001, "storage", [items]), request(1002, "body", [])]),
    );
    expect((await answers).map(({ result }) => result)).toEqual([
      { result: "started", operationId: expect.any(String), discardedItems: 4 },
      { result: "limitReached" },
    ]);
    // Both are done by now: there is room again.
    await until1("operationBodyDone", await start("body"));
  });

  it("unpins one or many, all or none, and then reads them no more", async () => {
    await until(() => events.filter(({ event }) => event === "newBlock").length >= 2);
    const hashes = events
      .filter(({ event }) => event === "newBlock")
      .map(({ blockHash }) => String(blockHash));
    const [first, second] = hashes as [string, string];
    const invalid = { code: -32801, message: "Invalid block hash" };
    const unknown = `0x${"ab".repeat(32)}`;
    expect((await ask("unpin", [first, unknown])).error).toEqual(invalid);
    expect((await ask("unpin", [first, first])).error).toEqual({
      code: -32804,
      message: "Received duplicate hashes for the `chainHead_unpin` method",
    });
    expect((await ask("header", first)).result).toMatch(/^0x/);
    expect((await ask("unpin", [first, second])).result).toBeNull();
    expect((await ask("header", first)).error).toEqual(invalid);
    expect((await ask("body", second)).error).toEqual(invalid);
    expect((await ask("unpin", block)).result).toBeNull();
  });

  it("lets a long query wait for the client, and goes on when told to", async () => {
    const many = 5000;
    for (let number = 0; number < many; number += 1)
      run.node.chain.state.set(`f00d${number.toString(16).padStart(60, "0")}00`, Uint8Array.of(1));
    const items = [{ key: "0xf00d", type: "descendantsHashes" }];
    const told = (id: string) =>
      events.filter((event) => event.operationId === id).flatMap((event) => event.items ?? []);
    const id = await start("storage", items);
    await until1("operationWaitingForContinue", id);
    expect(told(id)).toHaveLength(4096);
    expect(events.some((each) => each.event === "operationStorageDone")).toBe(false);
    expect((await ask("continue", id)).result).toBeNull();
    await until1("operationStorageDone", id);
    expect(new Set(told(id).map((each) => each.key)).size).toBe(many);

    const stopped = await start("storage", items);
    await until1("operationWaitingForContinue", stopped);
    expect((await ask("stopOperation", stopped)).result).toBeNull();
    expect((await ask("continue", stopped)).result).toBeNull();
    expect(told(stopped)).toHaveLength(4096);
  });

  it("goes on only where it waits, and stops what is stopped", async () => {
    const id = await start("body");
    await until1("operationBodyDone", id);
    expect((await ask("continue", id)).result).toBeNull();
    expect((await ask("stopOperation", id)).result).toBeNull();
    expect((await ask("stopOperation", "none")).result).toBeNull();
  });

  it("calls no runtime where the follow was begun without, and takes four follows a connection", async () => {
    follow = await begin(false);
    const initialized = events.findLast(({ event }) => event === "initialized")!;
    expect(initialized.finalizedBlockRuntime).toBeUndefined();
    block = initialized.finalizedBlockHashes!.at(-1)!;
    expect((await ask("call", block, "Core_version", "0x")).error).toEqual({
      code: -32802,
      message: "The `chainHead_follow` subscription was started with `withRuntime` set to `false`",
    });
    await begin(false);
    await begin(false);
    expect((await client.ask("chainHead_v1_follow", [false])).error).toEqual({
      code: -32800,
      message: "Maximum number of chainHead_follow has been reached",
    });
    expect((await client.ask("chainHead_v1_unfollow", [follow])).result).toBe(true);
    expect((await client.ask("chainHead_v1_follow", [false])).result).toBeTypeOf("string");
  });

  it("has nothing for a follow that is not there", async () => {
    follow = "nobody";
    expect((await ask("header", block)).result).toBeNull();
    expect((await ask("body", block)).result).toEqual({ result: "limitReached" });
    expect((await ask("unpin", block)).result).toBeNull();
    expect((await client.ask("chainHead_v1_unfollow", [follow])).result).toBe(false);
  });
});
