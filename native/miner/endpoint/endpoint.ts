import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Mechanism } from "../../subnets/mechanism.ts";
import type { KnownCaller } from "./callers.ts";
import type { EndpointEvent } from "./endpoint-events.ts";
import { fairQueue, type QueueLimits } from "./fair-queue.ts";
import { openGate } from "./gate.ts";
import { listen, shut } from "./listener.ts";
import { promiseBook } from "./promises-kept.ts";
import { type Asked, type Reply, type RouteContext, reveal, takeChallenge } from "./routes.ts";

/** Promised answers are kept this long and this many. */
const PROMISE_MILLIS = 120_000;
const PROMISE_CAPACITY = 1_024;
/** A miner's open door. */
export interface MinerEndpoint {
  readonly host: string;
  readonly port: number;
  /** Refuses new requests, aborts the ones in flight at once, and frees the port. */
  close(): Promise<void>;
}

/** What an endpoint serves and whom. */
export interface EndpointOptions<Challenge, Answer> {
  readonly mechanism: Mechanism<Challenge, Answer>;
  /** Answers one challenge; aborted when the asker leaves or the endpoint closes. */
  readonly answer: (challenge: Challenge, signal: AbortSignal) => Promise<Answer>;
  /** SS58 of the miner's hotkey. */
  readonly me: string;
  readonly callers: () => ReadonlyMap<string, KnownCaller>;
  readonly onEvent: (event: EndpointEvent) => void;
  /** True while nothing is worked on: challenges are refused with 503 PAUSED, promises made before are still opened. */
  readonly paused?: () => boolean;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Another address of this machine to listen on with the same port; left out where the system has no such address or it is taken. */
  readonly alias?: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly queue?: QueueLimits;
  /** Milliseconds since 1970; also the clock of request ages. */
  readonly now?: () => number;
}

/** Opens the endpoint. Throws HearthError PORT_TAKEN where another program listens there. */
export async function openEndpoint<Challenge, Answer>(
  options: EndpointOptions<Challenge, Answer>,
): Promise<MinerEndpoint> {
  const now = options.now ?? Date.now;
  const closing = new AbortController();
  const gate = openGate({
    me: options.me,
    maximumBodyBytes: options.mechanism.description.maximumChallengeBytes,
    callers: options.callers,
    nanoseconds: () => BigInt(now()) * 1_000_000n,
  });
  const context: RouteContext<Challenge, Answer> = {
    mechanism: options.mechanism,
    answer: options.answer,
    queue: fairQueue(options.queue ?? { lanes: 2, perCaller: 4, total: 32 }),
    promises: promiseBook(PROMISE_MILLIS, PROMISE_CAPACITY),
    now,
    onEvent: options.onEvent,
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "").split("?")[0];
    if (path === "/health") {
      const known = request.method === "GET" || request.method === "HEAD";
      return send(response, known ? ok({ status: "ok" }) : notAllowed("GET"));
    }
    const paid = path === "/challenge" || path === "/reveal";
    if (!paid) return send(response, { status: 404, body: { error: "no-such-path" } });
    if (request.method !== "POST") return send(response, notAllowed("POST"));
    const leaving = new AbortController();
    response.once("close", () => leaving.abort());
    const passage = await gate(request);
    if (passage.kind === "refused") {
      options.onEvent(passage);
      return send(response, { status: passage.status, body: { error: passage.reason } });
    }
    if (path === "/challenge" && options.paused?.() === true) {
      const refusal = { status: 503, reason: "PAUSED", caller: passage.caller };
      options.onEvent({ kind: "refused", ...refusal });
      return send(response, { status: 503, body: { error: "PAUSED" } });
    }
    const asked: Asked = {
      caller: passage.caller,
      body: passage.body,
      signal: AbortSignal.any([closing.signal, leaving.signal]),
    };
    send(
      response,
      path === "/challenge" ? await takeChallenge(context, asked) : reveal(context, asked),
    );
  }

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    serve(request, response).catch(() => {
      send(response, { status: 500, body: { error: "internal" } });
    });
  };
  const host = options.host ?? "127.0.0.1";
  const server = await listen(handle, host, options.port);
  const { port } = server.address() as AddressInfo;
  const servers = [server];
  if (options.alias !== undefined) {
    const other = await listen(handle, options.alias, port).catch(() => undefined);
    if (other) servers.push(other);
  }
  return {
    host,
    port,
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      await Promise.all(servers.map(shut));
    },
  };
}

function ok(body: Reply["body"]): Reply {
  return { status: 200, body };
}

function notAllowed(allowed: string): Reply & { allow: string } {
  return { status: 405, body: { error: "method-not-allowed" }, allow: allowed };
}

function send(response: ServerResponse, reply: Reply & { readonly allow?: string }): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(reply.status, {
    "content-type": "application/json",
    "cache-control": "no-store",
    ...(reply.allow === undefined ? {} : { allow: reply.allow }),
    // What is left of a body that was not read would be taken for the next request.
    ...(reply.status === 413 ? { connection: "close" } : {}),
  });
  response.end(JSON.stringify(reply.body));
}
