import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { chanceBytes } from "./chance-bytes.ts";
import { tinyGguf } from "./tiny-gguf.ts";

/** What the server does with one request; `honest` is a server as they should be. */
export type Manner =
  | { readonly kind: "honest" }
  /** Nothing more after so many bytes of the body, with the connection open. */
  | { readonly kind: "stall"; readonly after: number }
  /** The connection is cut after so many bytes of the body. */
  | { readonly kind: "truncate"; readonly after: number }
  | { readonly kind: "status"; readonly status: number; readonly headers?: Record<string, string> }
  | { readonly kind: "redirect"; readonly to: string; readonly headers?: Record<string, string> }
  /** An error page that says 200. */
  | { readonly kind: "page" }
  /** A Content-Range beside the one that was asked for. */
  | { readonly kind: "shifted" }
  /** More bytes than the range has, without a length. */
  | { readonly kind: "too-much" }
  /** The whole file, whatever was asked. */
  | { readonly kind: "no-ranges" }
  /** Neither ETag nor date. */
  | { readonly kind: "unmarked" }
  /** One byte of the file is wrong on its way. */
  | { readonly kind: "damage"; readonly at: number };

/** A request as the server saw it; `start` and `end` (exclusive) where a range was asked for. */
export interface SeenRequest {
  readonly path: string;
  readonly start?: number;
  readonly end?: number;
  readonly ifRange?: string;
  readonly authorization?: string;
  /** Bytes of the body that were handed to the system. */
  sent: number;
}

/** A server on 127.0.0.1 with one file that behaves as it is told. */
export interface FileServer {
  readonly origin: string;
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** Bytes of the file sent, over all requests. */
  sent(): number;
  /** How it treats requests from now on; `count` is the request's number from 0. */
  behave(manner: (request: SeenRequest, count: number) => Manner): void;
  /** Another version of the file, under another mark. */
  change(content: Buffer, etag?: string): void;
  /** Bytes per second of each connection, also of those under way. At 1 each gives one piece, and the next once the speed is another. */
  slow(bytesPerSecond: number | undefined): void;
  /** Cuts every connection and takes no more. */
  stop(): Promise<void>;
  /** Serves again, on the same port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A model file that a reader of heads accepts: a tiny model with bytes of chance up to the size. */
export function modelBytes(size: number, seed = 1): Buffer {
  const head = tinyGguf({ seed });
  const content = chanceBytes(Math.max(size, head.length), seed);
  head.copy(content);
  return content;
}

/** The digest that a file has to have. */
export function sha256Of(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

const PIECE = 65_536;

/** Starts the server; whoever starts it closes it. */
export async function startFileServer(content: Buffer, etag = '"one"'): Promise<FileServer> {
  let file = content;
  let mark = etag;
  let speed: number | undefined;
  let paced = new AbortController();
  let manner: (request: SeenRequest, count: number) => Manner = () => ({ kind: "honest" });
  let server: Server | undefined;
  let port = 0;
  const requests: SeenRequest[] = [];

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const seen = look(request);
    const how = manner(seen, requests.length);
    requests.push(seen);
    if (how.kind === "status") return void response.writeHead(how.status, how.headers).end("no");
    if (how.kind === "redirect")
      return void response.writeHead(302, { ...how.headers, location: how.to }).end("elsewhere");
    if (how.kind === "page") {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      return void response.end("<html>Please log in to this network</html>");
    }
    const isPiece =
      seen.start !== undefined &&
      how.kind !== "no-ranges" &&
      (seen.ifRange === undefined || seen.ifRange === mark);
    const start = isPiece ? (seen.start ?? 0) : 0;
    const end = isPiece ? Math.min(seen.end ?? file.length, file.length) : file.length;
    if (start >= file.length) return void response.writeHead(416).end();
    const shift = how.kind === "shifted" ? 1 : 0;
    response.writeHead(isPiece ? 206 : 200, {
      "content-type": "application/octet-stream",
      ...(how.kind === "unmarked" ? {} : { etag: mark }),
      ...(how.kind === "too-much" ? {} : { "content-length": end - start }),
      ...(isPiece
        ? { "content-range": `bytes ${start + shift}-${end - 1 + shift}/${file.length}` }
        : {}),
    });
    const extra = how.kind === "too-much" ? 10 : 0;
    await send(response, seen, damaged(file.subarray(start, end + extra), start, how), how);
  };

  const send = async (
    response: ServerResponse,
    seen: SeenRequest,
    body: Buffer,
    how: Manner,
  ): Promise<void> => {
    const limit = how.kind === "stall" || how.kind === "truncate" ? how.after : body.length;
    for (let at = 0; at < Math.min(body.length, limit); ) {
      const piece = body.subarray(at, Math.min(at + PIECE, limit, body.length));
      at += piece.length;
      seen.sent += piece.length;
      if (!response.write(piece)) await drained(response);
      if (response.destroyed) return;
      if (speed === undefined) continue;
      const { signal } = paced;
      await delay((piece.length / speed) * 1000, undefined, { signal }).catch(() => undefined);
    }
    if (how.kind === "stall" && limit < body.length) return;
    // What was sent arrives, and then the end comes too early.
    if (how.kind === "truncate" && limit < body.length) response.socket?.destroySoon();
    else response.end();
  };

  /** Ends the waits of those that are slow now. */
  const goOn = (): void => {
    paced.abort();
    paced = new AbortController();
  };
  const listen = async (): Promise<void> => {
    server = createServer((request, response) => {
      response.on("error", () => undefined);
      answer(request, response).catch(() => response.destroy());
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  };
  const stop = async (): Promise<void> => {
    const ending = server;
    server = undefined;
    goOn();
    if (ending === undefined) return;
    ending.closeAllConnections();
    await new Promise((done) => ending.close(done));
  };

  await listen();
  return {
    origin: `http://127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/model.gguf`,
    requests,
    sent: () => requests.reduce((sum, each) => sum + each.sent, 0),
    behave: (given) => {
      manner = given;
    },
    change: (next, nextMark = '"two"') => {
      file = next;
      mark = nextMark;
    },
    slow: (bytesPerSecond) => {
      speed = bytesPerSecond;
      goOn();
    },
    stop,
    restart: listen,
    close: stop,
  };
}

async function drained(response: ServerResponse): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  await Promise.race([once(response, "drain", { signal }), once(response, "close", { signal })]);
  over.abort();
}

function look({ url, headers }: IncomingMessage): SeenRequest {
  const range = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? "");
  const ifRange = headers["if-range"];
  return {
    path: url ?? "",
    ...(range ? { start: Number(range[1]) } : {}),
    ...(range?.[2] ? { end: Number(range[2]) + 1 } : {}),
    ...(typeof ifRange === "string" ? { ifRange } : {}),
    ...(headers.authorization === undefined ? {} : { authorization: headers.authorization }),
    sent: 0,
  };
}

function damaged(body: Buffer, start: number, how: Manner): Buffer {
  if (how.kind !== "damage" || how.at < start || how.at >= start + body.length) return body;
  const copy = Buffer.from(body);
  copy[how.at - start] = (copy[how.at - start] ?? 0) ^ 0xff;
  return copy;
}
