import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decAnyMetadata } from "@polkadot-api/substrate-bindings";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type PracticeNode, startPracticeNode } from "../../../native/practice/node/start.ts";
import { balances } from "../../../native/practice/runtime/balances/pallet.ts";
import { system } from "../../../native/practice/runtime/system/pallet.ts";

const folder = mkdtempSync(join(tmpdir(), "practice-"));
let node: PracticeNode;
let socket: WebSocket;

beforeAll(async () => {
  node = await startPracticeNode({
    dataDir: folder,
    port: 0,
    blockMillis: 100,
    tempo: 20,
    keptStates: 1000,
    onTrouble: (error) => {
      throw error;
    },
  });
  socket = await open();
  socket.on("message", receive);
  while (node.chain.best.number < 3) await new Promise((resolve) => setTimeout(resolve, 20));
});
afterAll(async () => {
  socket.close();
  await node.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Message {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
  readonly method?: string;
  readonly params?: { readonly subscription: string; readonly result: unknown };
}

async function open(headers: Record<string, string> = {}): Promise<WebSocket> {
  const opened = new WebSocket(node.endpoint, { headers });
  await new Promise((resolve, reject) => {
    opened.once("open", resolve);
    opened.once("error", reject);
  });
  return opened;
}

const inbox: Message[] = [];
const waiting = new Set<() => void>();

/** The first message that fits, taken out of those that have come or yet come. */
async function next(fits: (message: Message) => boolean): Promise<Message> {
  for (;;) {
    const at = inbox.findIndex(fits);
    if (at >= 0) return inbox.splice(at, 1)[0]!;
    await new Promise<void>((resolve) => waiting.add(resolve));
  }
}

function receive(data: unknown): void {
  inbox.push(JSON.parse(String(data)) as Message);
  for (const wake of waiting) wake();
  waiting.clear();
}

let ids = 0;
async function call(method: string, params: unknown[] = []): Promise<Message> {
  ids += 1;
  const id = `request-${ids}`;
  const answer = next((message) => message.id === id);
  socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
  return answer;
}
const result = async <T = unknown>(method: string, params: unknown[] = []): Promise<T> =>
  (await call(method, params)).result as T;

describe("JSON-RPC as Bittensor's clients speak it", () => {
  it("echoes string and number ids, answers batches, and names what it does not know", async () => {
    socket.send(
      JSON.stringify([
        { jsonrpc: "2.0", id: 7, method: "system_chain", params: [] },
        { jsonrpc: "2.0", id: "a b", method: "system_noSuchThing", params: [] },
      ]),
    );
    const batch = (await next((message) => Array.isArray(message))) as unknown as Message[];
    expect(batch[0]).toEqual({ jsonrpc: "2.0", id: 7, result: "Hearth Practice" });
    expect(batch[1]).toMatchObject({ id: "a b", error: { code: -32601 } });
    socket.send("{ not json");
    expect(await next((message) => message.id === null)).toMatchObject({ error: { code: -32700 } });
  });

  it("serves metadata V14 and V15 the way each client asks for it", async () => {
    const legacy = await result<string>("state_getMetadata");
    expect(decAnyMetadata(legacy).metadata.tag).toBe("v14");
    const head = await result<string>("chain_getHead");
    // bittensor 10 sends arguments without 0x.
    const answer = await result<string>("state_call", [
      "Metadata_metadata_at_version",
      "0f000000",
      head,
    ]);
    expect(decAnyMetadata(answer).metadata.tag).toBe("v15");
    const none = await result<string>("state_call", [
      "Metadata_metadata_at_version",
      "0x63000000",
      null,
    ]);
    expect(none).toBe("0x00");
  });

  it("starts up as async-substrate-interface does", async () => {
    const head = await result<string>("chain_getHead");
    const header = await result<{ parentHash: string; number: string; digest: { logs: string[] } }>(
      "chain_getHeader",
      [head],
    );
    expect(header.number).toMatch(/^0x[1-9a-f]/);
    expect(header.digest.logs[0]).toMatch(/^0x066175726120[0-9a-f]{16}$/);
    const version = await result<Record<string, unknown>>("state_getRuntimeVersion", [
      header.parentHash,
    ]);
    expect(version).toMatchObject({
      specName: "node-subtensor",
      transactionVersion: 1,
      stateVersion: 1,
    });
    expect(await result("chain_getBlockHash", [0])).toBe(node.genesis);
    expect(await result("chain_getBlockHash", [10 ** 9])).toBeNull();
    const { methods } = await result<{ methods: string[] }>("rpc_methods");
    expect(methods).toEqual(
      expect.arrayContaining(["account_nextIndex", "chainHead_v1_follow", "archive_v1_storage"]),
    );
  });

  it("pages through a map and reads it at one block", async () => {
    const head = await result<string>("chain_getFinalizedHead");
    const prefix = `0x${system.storage.Account.prefix()}`;
    const pages: string[] = [];
    for (;;) {
      const page = await result<string[]>("state_getKeysPaged", [
        prefix,
        4,
        pages.at(-1) ?? null,
        head,
      ]);
      pages.push(...page);
      if (page.length < 4) break;
    }
    expect(pages).toEqual([...new Set(pages)].sort());
    expect(pages).toEqual(await result("state_getKeys", [prefix, head]));
    const [changes] = await result<{ block: string; changes: [string, string][] }[]>(
      "state_queryStorageAt",
      [pages, head],
    );
    expect(changes?.block).toBe(head);
    expect(changes?.changes.map(([key]) => key)).toEqual(pages);
    expect(changes?.changes[0]?.[1]).toBe(await result("state_getStorageAt", [pages[0], head]));
  });

  it("shows a block whose hash, number and inherent fit", async () => {
    const head = await result<string>("chain_getFinalizedHead");
    const { block } = await result<{ block: { header: { number: string }; extrinsics: string[] } }>(
      "chain_getBlock",
      [head],
    );
    expect(block.extrinsics[0]).toMatch(/^0x280402000b/);
    expect(await result("chain_getBlockHash", [Number(block.header.number)])).toBe(head);
    const number = await result<string>("state_getStorage", [
      `0x${system.storage.Number.key()}`,
      head,
    ]);
    expect(system.storage.Number.declaration.type.codec.dec(number)).toBe(
      Number(block.header.number),
    );
  });

  it("tells of new and finalized heads, one behind the other, until told to stop", async () => {
    const best = await result<string>("chain_subscribeNewHeads");
    const first = await next(({ params }) => params?.subscription === best);
    const second = await next(({ params }) => params?.subscription === best);
    const numberOf = (message: Message): number =>
      Number((message.params!.result as { number: string }).number);
    expect(numberOf(second) - numberOf(first)).toBeLessThanOrEqual(1);
    const finalized = await result<string>("chain_subscribeFinalizedHeads");
    const behind = await next(({ params }) => params?.subscription === finalized);
    expect(numberOf(behind)).toBeGreaterThanOrEqual(numberOf(second) - 1);
    expect(await result("chain_unsubscribeNewHeads", [best])).toBe(true);
    expect(await result("chain_unsubscribeNewHeads", [best])).toBe(false);
    expect(await result("chain_unsubscribeFinalizedHeads", [finalized])).toBe(true);
  });

  it("tells of storage that changes", async () => {
    const key = `0x${system.storage.Number.key()}`;
    const id = await result<string>("state_subscribeStorage", [[key]]);
    const change = await next(({ params }) => params?.subscription === id);
    expect(change.method).toBe("state_storage");
    expect((change.params!.result as { changes: string[][] }).changes[0]?.[0]).toBe(key);
    expect(await result("state_unsubscribeStorage", [id])).toBe(true);
  });

  it("says what is wrong with parameters and unknown blocks", async () => {
    expect((await call("state_getStorage", ["0xzz"])).error?.code).toBe(-32602);
    expect((await call("state_getKeysPaged", ["0x", 5000])).error).toEqual({
      code: 4002,
      message: "count exceeds maximum value. value: 5000, max: 1000",
    });
    const unknown = await call("state_getStorage", ["0x00", `0x${"ab".repeat(32)}`]);
    expect(unknown.error).toMatchObject({
      code: 4003,
      message: expect.stringContaining("UnknownBlock"),
    });
    expect((await call("state_call", ["No_such", "0x", null])).error?.message).toContain(
      "Exported method No_such is not found",
    );
    expect((await call("author_submitExtrinsic", ["0x0102"])).error?.code).toBe(1001);
  });

  it("reads archives by number and hash", async () => {
    const height = await result<number>("archive_v1_finalizedHeight");
    const [hash] = await result<string[]>("archive_v1_hashByHeight", [height]);
    expect(await result("archive_v1_hashByHeight", [height + 1000])).toEqual([]);
    expect(await result("archive_v1_header", [hash])).toMatch(/^0x/);
    expect(await result("archive_v1_body", [`0x${"ab".repeat(32)}`])).toBeNull();
    expect(await result("archive_v1_call", [hash, "Core_version", "0x"])).toMatchObject({
      success: true,
    });
    const key = `0x${balances.storage.TotalIssuance.key()}`;
    const id = await result<string>("archive_v1_storage", [hash, [{ key, type: "value" }], null]);
    const answer = await next(({ params }) => params?.subscription === id);
    expect(answer.params?.result).toMatchObject({ event: "storage", key });
  });

  it("lets no web page in, nor anybody who came by another name", async () => {
    await expect(open({ origin: "https://example.org" })).rejects.toThrow("403");
    await expect(open({ host: "example.org" })).rejects.toThrow("403");
    const own = await open({ origin: "http://localhost:5173" });
    own.close();
  });

  it("closes a connection that sends more than a message may be", async () => {
    const flood = await open();
    const closed = new Promise((resolve) => flood.once("close", resolve));
    flood.on("error", () => undefined);
    flood.send("x".repeat(33 << 20));
    expect(await closed).toBe(1009);
    expect(await result("system_chain")).toBe("Hearth Practice");
  });
});
