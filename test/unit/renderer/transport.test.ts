import { createORPCClient } from "@orpc/client";
import { RPCHandler } from "@orpc/server/message-port";
import { expect, test } from "vitest";
import type { Api } from "../../../renderer/app/api.ts";
import { follow } from "../../../renderer/app/follow.ts";
import type { PageError } from "../../../renderer/app/page-error.ts";
import { backOffMillis } from "../../../renderer/app/transport/back-off.ts";
import type { ConnectionState } from "../../../renderer/app/transport/connection-state.ts";
import { connectPort } from "../../../renderer/app/transport/port.ts";
import { SwitchLink } from "../../../renderer/app/transport/switch-link.ts";
import { takeToken } from "../../../renderer/app/transport/token.ts";
import { connectWebSocket } from "../../../renderer/app/transport/websocket.ts";
import { createRouter } from "../../fakes/fake-node/router.ts";
import { nextBlock } from "../../fakes/fake-node/script.ts";
import { createWorld } from "../../fakes/fake-node/world.ts";
import { startFakeNode } from "../../fakes/fake-node.ts";

const PATIENCE = { timeout: 15_000 };

test("waits double up to eight seconds and are spread over their upper half", () => {
  expect(backOffMillis(1, 0)).toBe(125);
  expect(backOffMillis(1, 1)).toBe(250);
  expect(backOffMillis(3, 1)).toBe(1000);
  expect(backOffMillis(60, 1)).toBe(8000);
  expect(backOffMillis(60, 0)).toBe(4000);
});

test("the token moves from the address into the session", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const seen: string[] = [];
  const history = { replaceState: (_: unknown, __: string, url: string) => void seen.push(url) };
  const at = (hash: string) => ({
    location: { hash, pathname: "/", search: "" },
    history,
    storage,
  });
  expect(takeToken(at("#/stake"))).toBeUndefined();
  expect(takeToken(at("#token=abc_-1"))).toBe("abc_-1");
  expect(seen).toEqual(["/#/"]);
  expect(takeToken(at("#/stake"))).toBe("abc_-1");
  expect(takeToken(at("#token=<script>"))).toBe("abc_-1");
});

test("a socket carries calls, comes back after a break, and its feeds go on", async () => {
  const node = await startFakeNode({ scenario: "ready", blockSeconds: 3600 });
  const link = new SwitchLink();
  const api = createORPCClient<Api>(link);
  const states: ConnectionState["kind"][] = [];
  const lifetime = new AbortController();
  const disconnect = connectWebSocket({
    url: `${node.origin.replace("http", "ws")}/rpc`,
    token: node.token,
    createSocket: (url, protocols) => new WebSocket(url, protocols),
    serverAnswers: async () => false,
    onLink: (next) => link.use(next),
    onState: (state) => states.push(state.kind),
  });
  try {
    const blocks: number[] = [];
    const feed = follow({
      first: () => api.network.info({}),
      stream: () => api.network.watch({}, { signal: lifetime.signal }),
      take: (info) => info.best && blocks.push(info.best.number),
      fail: () => {},
      signal: lifetime.signal,
    });
    await expect.poll(() => blocks.at(-1), PATIENCE).toBe(128);
    nextBlock(node.world);
    await expect.poll(() => blocks.at(-1), PATIENCE).toBe(129);
    node.cut();
    await expect.poll(() => states.filter((state) => state === "open").length, PATIENCE).toBe(2);
    nextBlock(node.world);
    await expect.poll(() => blocks.at(-1), PATIENCE).toBe(130);
    lifetime.abort();
    await feed;
  } finally {
    lifetime.abort();
    disconnect();
    await node.close();
  }
  expect(states.slice(0, 2)).toEqual(["connecting", "open"]);
  expect(states).toContain("waiting");
});

test("a server that answers but refuses the socket ends the tries", async () => {
  const node = await startFakeNode({ blockSeconds: 3600 });
  const states: ConnectionState["kind"][] = [];
  const disconnect = connectWebSocket({
    url: `${node.origin.replace("http", "ws")}/rpc`,
    token: "wrong",
    createSocket: (url, protocols) => new WebSocket(url, protocols),
    serverAnswers: async () => true,
    onLink: () => {},
    onState: (state) => states.push(state.kind),
  });
  try {
    await expect
      .poll(() => states, PATIENCE)
      .toEqual(["connecting", "waiting", "connecting", "refused"]);
  } finally {
    disconnect();
    await node.close();
  }
});

test("a server that comes back just after the socket failed refused nothing", async () => {
  const node = await startFakeNode({ blockSeconds: 3600 });
  node.refuse(true);
  const states: ConnectionState["kind"][] = [];
  const disconnect = connectWebSocket({
    url: `${node.origin.replace("http", "ws")}/rpc`,
    token: node.token,
    createSocket: (url, protocols) => new WebSocket(url, protocols),
    serverAnswers: async () => {
      node.refuse(false);
      return true;
    },
    onLink: () => {},
    onState: (state) => states.push(state.kind),
  });
  try {
    await expect.poll(() => states.at(-1), PATIENCE).toBe("open");
    expect(states).not.toContain("refused");
  } finally {
    disconnect();
    await node.close();
  }
});

test("a port posted by the preload carries calls, and a later one takes its place", async () => {
  const link = new SwitchLink();
  const api = createORPCClient<Api>(link);
  const window = new EventTarget();
  const states: ConnectionState["kind"][] = [];
  const disconnect = connectPort({
    window: window as unknown as Window,
    onLink: (next) => link.use(next),
    onState: (state) => states.push(state.kind),
  });
  const give = (network: "practice" | "test"): void => {
    const world = createWorld("ready", 3600);
    world.setup = { ...world.setup, network };
    const { port1, port2 } = new MessageChannel();
    new RPCHandler(createRouter(world)).upgrade(port1);
    port1.start();
    const event = new MessageEvent("message", {
      data: { type: "hearth-port" },
      ports: [port2],
    } as unknown as MessageEventInit);
    window.dispatchEvent(event);
  };
  try {
    const early = api.node.setup({});
    window.dispatchEvent(new MessageEvent("message", { data: { type: "other" } }));
    give("practice");
    expect((await early).network).toBe("practice");
    give("test");
    expect((await api.node.setup({})).network).toBe("test");
    await expect(api.models.verify({ id: "none" })).rejects.toMatchObject({
      code: "MODEL_NOT_FOUND",
      data: { id: "none" },
    });
    expect(states).toEqual(["connecting", "open", "open"]);
  } finally {
    disconnect();
  }
});

test("a feed that fails reports it and is opened again", async () => {
  const lifetime = new AbortController();
  const failures: PageError[] = [];
  const taken: number[] = [];
  let tries = 0;
  async function* numbers(): AsyncGenerator<number> {
    yield 2;
  }
  await follow({
    first: async () => 1,
    stream: async () => {
      tries += 1;
      if (tries === 1) throw new Error("not yet");
      return numbers();
    },
    take: (value) => {
      taken.push(value);
      if (value === 2) lifetime.abort();
    },
    fail: (error) => failures.push(error),
    signal: lifetime.signal,
  });
  expect(failures.map((error) => error.code)).toEqual(["INTERNAL"]);
  expect(taken).toEqual([1, 2]);
});
