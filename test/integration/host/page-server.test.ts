import { type EventEmitter, once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { HearthError } from "../../../native/api/errors.ts";
import type { HearthClient } from "../../../native/cli/connect.ts";
import { type PageServer, startPageServer } from "../../../native/host/page/page-server.ts";
import { createRouter, type HostHandlers } from "../../../native/host/router.ts";
import { createChannel } from "../../../native/timeline/channel.ts";

const token = "t".repeat(43);
let folder: string;
let server: PageServer;
const events = createChannel<never>();
/** Who followed them is known to have left. */
const left = Promise.withResolvers<void>();

/** Only the procedures that these tests call; the others are missing on purpose. */
const handlers = {
  node: {
    setup: () => ({ step: "welcome", network: "practice" }),
    saveSetup: (input: unknown) => input,
    events: (_input: unknown, signal?: AbortSignal) => {
      signal?.addEventListener("abort", () => left.resolve());
      return events.follow(signal);
    },
    status: () => {
      throw new HearthError("NOT_READY", { what: "The node", reason: "It starts." });
    },
  },
} as unknown as HostHandlers;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "hearth-page-"));
  writeFileSync(join(folder, "index.html"), '<meta name="csp-nonce" content="__CSP_NONCE__">');
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "assets", "app.js"), "1");
  server = await startPageServer({
    pageFolder: folder,
    router: createRouter(handlers),
    token,
    port: 0,
  });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function get(path: string, headers: Record<string, string> = {}, method = "GET") {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>(
    (done, fail) => {
      const sent = request(
        { host: "127.0.0.1", port: server.port, path, method, headers },
        (response) => {
          let body = "";
          response.on("data", (part) => {
            body += part;
          });
          response.on("end", () =>
            done({ status: response.statusCode ?? 0, headers: response.headers, body }),
          );
        },
      );
      sent.on("error", fail);
      sent.end();
    },
  );
}

/** "open", or the status that refused the upgrade. */
function dial(
  protocols: string[],
  headers: Record<string, string> = {},
  path = "/rpc",
): Promise<string | { socket: WebSocket }> {
  return new Promise((done) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, protocols, { headers });
    socket.on("open", () => done({ socket }));
    socket.on("error", (error) => done(error.message));
  });
}

/** Unlike `once`, whatever error comes before it. */
function closed(socket: EventEmitter): Promise<void> {
  return new Promise((done) => socket.once("close", done));
}

function upgradeOf(path: string): string {
  return [
    `GET ${path} HTTP/1.1`,
    "Host: anything",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
    "\r\n",
  ].join("\r\n");
}

describe("the page server", () => {
  it("serves the page with a policy and a nonce that change each time", async () => {
    const [first, second] = [await get("/"), await get("/")];
    const policy = String(first.headers["content-security-policy"]);
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${server.port};`);
    expect(policy).toContain(/content="([^"]+)"/.exec(first.body)?.[1]);
    expect(policy).not.toBe(second.headers["content-security-policy"]);
    expect(first.headers["x-content-type-options"]).toBe("nosniff");
    expect((await get("/assets/app.js")).body).toBe("1");
  });

  it.each([
    "/../package.json",
    "/%2e%2e/%2e%2e/etc/passwd.js",
    "/assets/%00.js",
    "/assets",
    "/missing.js",
    "/%",
  ])("gives nothing for %s", async (path) => {
    expect((await get(path)).status).toBeGreaterThanOrEqual(400);
  });

  it("lets in the first browser that follows an invitation, and nobody after it", async () => {
    const { pathname } = new URL(server.invite());
    expect((await get(pathname, { Host: "evil.example" })).status).toBe(403);
    const first = await get(pathname);
    expect([first.status, first.headers.location]).toEqual([302, `/#token=${token}`]);
    expect(first.headers["cache-control"]).toBe("no-store");
    expect((await get(pathname)).status).toBe(404);
  });

  it("answers only to its loopback name and only GET", async () => {
    expect((await get("/", { Host: "evil.example" })).status).toBe(403);
    expect((await get("/", {}, "POST")).status).toBe(405);
  });

  it("lets nobody call the node without the token, from another origin or under another name", async () => {
    const good = `hearth.${token}`;
    expect(await dial([])).toContain("401");
    expect(await dial(["hearth.wrong"])).toContain("401");
    expect(await dial([good], { Origin: "https://evil.example" })).toContain("403");
    expect(await dial([good], { Host: "evil.example" })).toContain("403");
    expect(await dial([good], {}, "/other")).toContain("404");
    const open = await dial([good], { Origin: `http://127.0.0.1:${server.port}` });
    expect(open).toHaveProperty("socket");
    (open as { socket: WebSocket }).socket.close();
  });

  it.each(["//", "//[", "/\\\\x", "*", "http://"])(
    "stands when a web page or a program asks for an upgrade of %s",
    async (path) => {
      const socket = connect(server.port, "127.0.0.1");
      socket.write(upgradeOf(path));
      const [answer] = (await once(socket, "data")) as [Buffer];
      expect(String(answer)).toMatch(/^HTTP\/1\.1 40[04]/);
      socket.destroy();
      expect((await get("/")).status).toBe(200);
    },
  );

  it("stands when those it refuses hang up at once", async () => {
    const hungUp = Array.from({ length: 30 }, async () => {
      const socket = connect(server.port, "127.0.0.1");
      socket.on("error", () => {});
      await once(socket, "connect");
      socket.write(upgradeOf("/rpc"), () => socket.resetAndDestroy());
      await closed(socket);
    });
    await Promise.all(hungUp);
    expect((await get("/")).status).toBe(200);
  });

  it("closes a connection that sends too much, and stands", async () => {
    const { socket } = (await dial([`hearth.${token}`])) as { socket: WebSocket };
    socket.send("x".repeat(2_000_000));
    await closed(socket);
    expect((await get("/")).status).toBe(200);
  });

  it("carries calls, codes of errors, refused input and streams", async () => {
    const { socket } = (await dial([`hearth.${token}`])) as { socket: WebSocket };
    const client: HearthClient = createORPCClient(
      new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
    );
    expect(await client.node.setup()).toEqual({ step: "welcome", network: "practice" });
    await expect(client.node.status()).rejects.toMatchObject({
      code: "NOT_READY",
      data: { what: "The node" },
    });
    await expect(client.node.saveSetup({ step: "nowhere" } as never)).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
    const stop = new AbortController();
    const stream = await client.node.events(undefined, { signal: stop.signal });
    const line = {
      sequence: 1,
      time: 1,
      level: "info",
      source: "node",
      message: "hello",
      values: {},
    };
    // Until the follower is there.
    const telling = setInterval(() => events.publish(line as never), 5);
    expect((await stream.next()).value).toEqual(line);
    clearInterval(telling);
    stop.abort();
    await left.promise;
    socket.close();
  });

  it("names a taken port", async () => {
    await expect(
      startPageServer({
        pageFolder: folder,
        router: createRouter(handlers),
        token,
        port: server.port,
      }),
    ).rejects.toMatchObject({
      code: "PORT_TAKEN",
      detail: { port: server.port },
    });
  });
});
