import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterAll, expect, it } from "vitest";
import { peerClient } from "../../../native/validator/peer-client.ts";
import { keypairFromUri } from "../../../native/wallet/keypair.ts";

const signer = keypairFromUri("//Validator");
const client = peerClient(signer);
afterAll(() => client.close());

const failed = (reason: string) => ({ kind: "failed", reason });
const late = failed("timeout");

function drip(socket: Socket, text: string, everyMillis: number): void {
  const timer = setInterval(() => socket.write(text), everyMillis);
  socket.on("close", () => clearInterval(timer));
}

/** What a peer does as soon as it was asked, and what the client makes of it. */
const peers: Record<string, [(socket: Socket) => void, object]> = {
  "changes the protocol": [
    (socket) => socket.write("HTTP/1.1 101 Other\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
    failed("unreachable"),
  ],
  "changes the protocol and leaves": [
    (socket) => socket.end("HTTP/1.1 101 Other\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
    failed("unreachable"),
  ],
  "says to go on, for ever": [(socket) => drip(socket, "HTTP/1.1 100 Continue\r\n\r\n", 5), late],
  "sends headers without end": [
    (socket) => socket.write(`HTTP/1.1 200 OK\r\nX: ${"a".repeat(100_000)}`),
    failed("unreachable"),
  ],
  "sends a body byte by byte": [
    (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n");
      drip(socket, " ", 50);
    },
    late,
  ],
  "sends a body without end": [
    (socket) => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      drip(socket, "x".repeat(65_536), 5);
    },
    failed("reply-too-large"),
  ],
  "sends less than it said": [
    (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{}"),
    failed("unreachable"),
  ],
  "sends broken chunks": [
    (socket) => socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    failed("unreachable"),
  ],
  "talks no HTTP": [(socket) => socket.write("hello\r\n\r\n"), failed("unreachable")],
  "hangs up": [(socket) => socket.resetAndDestroy(), failed("unreachable")],
  "says nothing": [() => {}, late],
  compresses: [
    (socket) =>
      socket.end("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b"),
    failed("reply-not-json"),
  ],
  "sends it elsewhere": [
    (socket) =>
      socket.end("HTTP/1.1 302 F\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 2\r\n\r\n{}"),
    { kind: "replied", status: 302 },
  ],
};

it.each(Object.entries(peers))(
  "a peer that %s neither holds up nor ends the round",
  async (_what, [act, expected]) => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => act(socket));
    }).listen(0, "127.0.0.1");
    try {
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const peer = { hotkey: signer.address, host: "127.0.0.1", port };
      // Only who is waited for in vain: a busy machine may make the others late as well.
      const limits = { timeoutMillis: expected === late ? 1_000 : 30_000, maximumBytes: 1_024 };
      const asking = client.post(peer, "/challenge", {}, limits, new AbortController().signal);
      const hung = new Promise((resolve) => setTimeout(() => resolve("hung"), 45_000).unref());
      expect(await Promise.race([asking, hung])).toMatchObject(expected);
    } finally {
      server.close();
    }
  },
);
