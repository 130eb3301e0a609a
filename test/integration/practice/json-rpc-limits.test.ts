import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { serveRpc } from "../../../native/practice/node/rpc/server.ts";
import type { Method } from "../../../native/practice/node/rpc/services.ts";
import { type RpcNode, startRpcNode } from "./rpc-node.ts";

let run: RpcNode;
beforeAll(async () => {
  run = await startRpcNode();
});
afterAll(() => run.close());

const MEBI = 1 << 20;
const fail = (error: unknown): never => {
  throw error;
};

interface Reply {
  readonly id: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** One connection that sends text as it is, and hears the next message. */
class Raw {
  readonly socket: WebSocket;
  readonly #heard: string[] = [];
  #wake: (() => void) | undefined;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data) => {
      this.#heard.push(String(data));
      this.#wake?.();
    });
    socket.on("error", () => undefined);
  }

  static async open(endpoint = run.node.endpoint): Promise<Raw> {
    const socket = new WebSocket(endpoint);
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    return new Raw(socket);
  }

  async next<T = Reply>(): Promise<T> {
    while (this.#heard.length === 0)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    return JSON.parse(this.#heard.shift()!) as T;
  }

  async say<T = Reply>(message: unknown): Promise<T> {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
    return this.next<T>();
  }
}

const chain = { jsonrpc: "2.0", method: "system_chain" };

describe("requests", () => {
  it("are answered under the id they came with, whatever its kind, and not at all without one", async () => {
    const raw = await Raw.open();
    for (const id of [0, 7, 2 ** 53 - 1, "", "a b", null])
      expect(await raw.say({ ...chain, id })).toEqual({
        jsonrpc: "2.0",
        id,
        result: "Hearth Practice",
      });
    raw.socket.send(JSON.stringify(chain));
    raw.socket.send(JSON.stringify([chain, chain]));
    expect((await raw.say({ ...chain, id: "after" })).id).toBe("after");
    expect(await raw.say<Reply[]>([chain, { ...chain, id: 1 }])).toHaveLength(1);
    raw.socket.close();
  });

  it("that are none are told so in the words of JSON-RPC", async () => {
    const raw = await Raw.open();
    const error = async (message: unknown) => (await raw.say(message)).error;
    const invalid = { code: -32600, message: "Invalid request" };
    expect(await error("{ not json")).toEqual({ code: -32700, message: "Parse error" });
    for (const wrong of ["7", "null", '"text"', [], {}, { ...chain, jsonrpc: "1.0", id: 1 }])
      expect(await error(wrong)).toEqual(invalid);
    for (const id of [1.5, -1, true, {}, []])
      expect(await raw.say({ ...chain, id })).toMatchObject({ id: null, error: invalid });
    expect(await error({ ...chain, id: 1, method: "no" })).toEqual({
      code: -32601,
      message: "Method not found",
    });
    expect(await error({ ...chain, id: 1, params: { named: 1 } })).toMatchObject({ code: -32602 });
    expect(await raw.say<Reply[]>([1, { ...chain, id: 2 }])).toMatchObject([
      { id: null, error: invalid },
      { id: 2, result: "Hearth Practice" },
    ]);
    raw.socket.close();
  });

  it("with parameters that do not fit say which, as data", async () => {
    const refused = async (method: string, params: unknown[]) =>
      (await run.client.ask(method, params)).error;
    for (const [method, params] of [
      ["state_getStorage", []],
      ["state_getStorage", ["0xzz"]],
      ["state_getStorage", ["0x00", "0x1234"]],
      ["state_getKeysPaged", ["0x"]],
      ["chain_getBlockHash", [-1]],
      ["system_accountNextIndex", ["nobody"]],
      ["subnetInfo_getMetagraph", [70_000]],
      ["author_submitExtrinsic", [7]],
    ] as const)
      expect(await refused(method, [...params]), method).toEqual({
        code: -32602,
        message: "Invalid params",
        data: expect.any(String),
      });
  });
});

describe("limits are answered with an error, and the connection goes on", () => {
  it("on the length of a message", async () => {
    const raw = await Raw.open();
    const long = { ...chain, id: 1, params: ["x".repeat(16 * MEBI)] };
    expect(await raw.say(long)).toEqual({
      jsonrpc: "2.0",
      id: null,
      error: {
        code: -32007,
        message: "Request is too big",
        data: "Exceeded max limit of 15728640",
      },
    });
    expect((await raw.say({ ...chain, id: 2 })).result).toBe("Hearth Practice");
    raw.socket.close();
  });

  it("on the requests of a batch", async () => {
    const raw = await Raw.open();
    const batch = Array.from({ length: 1025 }, (_, id) => ({ ...chain, id }));
    expect((await raw.say(batch)).error).toEqual({
      code: -32010,
      message: "The batch request was too large",
      data: "Exceeded max limit of 1024",
    });
    expect(await raw.say<Reply[]>(batch.slice(1))).toHaveLength(1024);
    raw.socket.close();
  });

  it("on the length of the answers to a batch", async () => {
    const raw = await Raw.open();
    const metadata = { jsonrpc: "2.0", method: "state_getMetadata" };
    const batch = Array.from({ length: 100 }, (_, id) => ({ ...metadata, id }));
    expect((await raw.say(batch)).error).toEqual({
      code: -32011,
      message: "The batch response was too large",
      data: "Exceeded max limit of 15728640",
    });
    expect((await raw.say({ ...chain, id: 2 })).result).toBe("Hearth Practice");
    raw.socket.close();
  });

  it("on the subscriptions of a connection", async () => {
    const raw = await Raw.open();
    const subscribe = { jsonrpc: "2.0", method: "state_subscribeStorage", params: [["0xabcd"]] };
    const batch = Array.from({ length: 1024 }, (_, id) => ({ ...subscribe, id }));
    const answers = await raw.say<Reply[]>(batch);
    expect(answers.every(({ result }) => typeof result === "string")).toBe(true);
    raw.socket.send(JSON.stringify({ ...subscribe, id: "one more" }));
    let reply = await raw.next();
    while (reply.id !== "one more") reply = await raw.next();
    expect(reply.error).toEqual({
      code: -32006,
      message: "Too many subscriptions on the connection",
      data: "Exceeded max limit of 1024",
    });
    raw.socket.close();
  });

  it("on requests in flight", async () => {
    const gate = Promise.withResolvers<string>();
    const methods = new Map<string, Method>([
      ["slow", () => gate.promise],
      ["quick", () => "now"],
    ]);
    const server = await serveRpc({ port: 0, methods, report: fail });
    const raw = await Raw.open(`ws://127.0.0.1:${server.port}`);
    const ask = (id: number, method: string): void =>
      raw.socket.send(JSON.stringify({ jsonrpc: "2.0", id, method }));
    for (let id = 0; id < 64; id += 1) ask(id, "slow");
    ask(64, "quick");
    expect(await raw.next()).toEqual({
      jsonrpc: "2.0",
      id: 64,
      error: { code: -32009, message: "Server is busy, try again later" },
    });
    gate.resolve("late");
    for (let id = 0; id < 64; id += 1) expect(await raw.next()).toMatchObject({ result: "late" });
    ask(65, "quick");
    expect(await raw.next()).toMatchObject({ id: 65, result: "now" });
    raw.socket.close();
    await server.close();
  });

  it("on connections", async () => {
    const open: WebSocket[] = [];
    const status = async (): Promise<number | "open"> =>
      new Promise((resolve) => {
        const socket = new WebSocket(run.node.endpoint);
        open.push(socket);
        socket.once("open", () => resolve("open"));
        socket.once("unexpected-response", (_request, response) =>
          resolve(response.statusCode ?? 0),
        );
        socket.on("error", () => undefined);
      });
    let last: number | "open" = "open";
    for (let count = 0; last === "open" && count < 200; count += 1) last = await status();
    expect(last).toBe(429);
    expect(open.length).toBeGreaterThan(90);
    for (const socket of open) socket.close();
    expect(await run.client.result("system_chain")).toBe("Hearth Practice");
  });
});
