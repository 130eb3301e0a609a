import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { modelBytes } from "../fakes/file-server.ts";

/**
 * A server in a process of its own that gives one file from memory as fast as it can, or at so many bytes per second over all
 * connections: arguments are the size in bytes and, where wanted, that pace. Prints its port.
 */
const [sizeText, paceText] = process.argv.slice(2);
const size = Number(sizeText);
/** The file is this again and again. */
const block = modelBytes(16 * 2 ** 20);
const pace = paceText === undefined ? undefined : Number(paceText);
const PIECE = 1 << 20;
let dueAt = performance.now();

const server = createServer((request, response) => {
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
  const start = Number(range?.[1] ?? 0);
  const end = range ? Number(range[2]) + 1 : size;
  response.writeHead(range ? 206 : 200, {
    etag: '"bench"',
    "content-type": "application/octet-stream",
    "content-length": end - start,
    ...(range ? { "content-range": `bytes ${start}-${end - 1}/${size}` } : {}),
  });
  void send(response, start, end);
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));

async function send(response: ServerResponse, start: number, end: number): Promise<void> {
  const step = pace === undefined ? PIECE : PIECE >> 3;
  for (let at = start; at < end && !response.destroyed; at += step) {
    if (pace !== undefined) await turn(Math.min(step, end - at) / pace);
    // A step divides the block and begins at a multiple of itself, but for the four bytes of the first question.
    const from = at % block.length;
    if (response.write(block.subarray(from, from + Math.min(step, end - at)))) continue;
    await new Promise<void>((go) => {
      const next = (): void => {
        response.off("drain", next).off("close", next);
        go();
      };
      response.once("drain", next).once("close", next);
    });
  }
  response.end();
}

/** One line for all connections: each piece has its time on it. */
async function turn(seconds: number): Promise<void> {
  const now = performance.now();
  dueAt = Math.max(dueAt, now - 5) + seconds * 1000;
  if (dueAt > now + 1) await delay(dueAt - now);
}
