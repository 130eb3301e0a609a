import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { Agent } from "undici";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { HearthError } from "../../../../native/api/errors.ts";
import { requestRange } from "../../../../native/models/download/requests/ranged-request.ts";
import { straightWay } from "../../../fakes/straight-way.ts";

const LENGTH = 200_000;
let server: Server;
let agent: Agent;

beforeAll(async () => {
  agent = new Agent();
  // No length is announced: the end of the connection is the end of the answer.
  server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => {
      socket.write("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n");
      socket.end(Buffer.alloc(LENGTH, 1));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(async () => {
  await agent.close();
  server.close();
});

// defect: the client gives an empty piece whenever such an answer is let go; waiting for that one too turned the node in a circle
test("an answer without a length is waited for piece by piece, and ends", async () => {
  const { port } = server.address() as AddressInfo;
  let came = 0;
  let pieces = 0;
  await requestRange(
    straightWay(() => agent),
    {
      start: 0,
      address: `http://127.0.0.1:${port}/model.gguf`,
      signal: new AbortController().signal,
      stallMillis: 30_000,
      onHead: () => ({ start: 0, ranged: false, validator: {} }),
      onBytes: async (bytes) => {
        pieces += 1;
        if (bytes.length === 0 || pieces > LENGTH) throw new Error("an empty piece is waited for");
        came += bytes.length;
      },
    },
  );
  expect(came).toBe(LENGTH);
});

// defect: the watch over a request that never began rejected, much later, a promise that nobody held; that ends a process
test("a way that cannot be gone fails the request, and leaves nothing behind that would fail later", async () => {
  const left: unknown[] = [];
  const hear = (reason: unknown): void => void left.push(reason);
  process.on("unhandledRejection", hear);
  onTestFinished(() => void process.off("unhandledRejection", hear));
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const stop = new AbortController();
  const request = requestRange(
    straightWay(() => {
      throw new HearthError("BAD_INPUT", { reason: "no proxy" });
    }),
    {
      ...{ start: 0, end: 10, address: "http://127.0.0.1:9/model.gguf" },
      ...{ signal: stop.signal, stallMillis: 20_000 },
      onHead: () => ({ start: 0, ranged: true, validator: {} }),
      onBytes: () => undefined,
    },
  );
  await expect(request).rejects.toMatchObject({ code: "BAD_INPUT" });
  expect(vi.getTimerCount()).toBe(0);
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();
  await new Promise(setImmediate);
  expect(left).toEqual([]);
});
