import type { IncomingMessage, ServerResponse } from "node:http";
import { answerMessage, failure } from "./dispatch.ts";
import { RpcFailure, rpcCodes } from "./failure.ts";
import { LARGEST_REQUEST } from "./limits.ts";
import { replyText } from "./reply.ts";
import type { Method } from "./services.ts";
import { Session } from "./session.ts";

/** What answering over HTTP needs. */
export interface HttpService {
  readonly methods: ReadonlyMap<string, Method>;
  readonly mayConnect: (request: IncomingMessage) => boolean;
  readonly report: (error: unknown) => void;
}

/**
 * Answers JSON-RPC by HTTP POST on the same port, as a polkadot-sdk node does; one message a request and no subscriptions.
 * `GET /health` answers system_health. Refusals have jsonrpsee's status and words.
 */
export async function answerHttp(
  service: HttpService,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refusal = refusalOf(service, request);
  if (refusal) {
    // What is still to come of the body is not read; the connection ends with this answer.
    response.writeHead(refusal[0], { "content-type": "text/plain", connection: "close" });
    response.end(`${refusal[1]}\n`);
    return;
  }
  const message = request.method === "GET" ? healthRequest : await bodyOf(request);
  if (message === undefined) {
    response.writeHead(413, { "content-type": "text/plain", connection: "close" });
    response.end("Payload Too Large\n");
    return;
  }
  const session = new Session(() => undefined);
  let answer: unknown;
  try {
    answer = await answerMessage(service.methods, session, message, service.report);
    if (session.subscriptionsMade > 0)
      answer = failure(null, new RpcFailure(rpcCodes.internal, "Internal error"));
  } finally {
    session.close();
  }
  response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
  response.end(answer === undefined ? "" : replyText(answer));
}

const healthRequest = JSON.stringify({ jsonrpc: "2.0", id: 0, method: "system_health" });

function refusalOf(
  { mayConnect }: HttpService,
  request: IncomingMessage,
): readonly [status: number, words: string] | undefined {
  if (!mayConnect(request)) return [403, "Provided Host header is not whitelisted."];
  if (request.method === "GET" && request.url === "/health") return undefined;
  if (request.method !== "POST") return [405, "Used HTTP Method is not allowed. POST is required"];
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? ""))
    return [
      415,
      "Supplied content type is not allowed. Content-Type: application/json is required",
    ];
  return undefined;
}

/** The whole body as text; undefined for one that is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > LARGEST_REQUEST) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
