import { Agent, type IncomingMessage, request } from "node:http";
import { authHeaders, signedText } from "../protocol/btauth.ts";

const MAXIMUM_SOCKETS = 64;
/**
 * Connections are kept from the commitment to the reveal, not from round to round: servers close idle ones after some five
 * seconds, about the time between rounds, and a request that meets the closing would count as an answer not given.
 */
const IDLE_MILLIS = 2_000;

/** A peer to ask: its hotkey and where it listens. */
export interface Peer {
  readonly hotkey: string;
  readonly host: string;
  readonly port: number;
}

/** A hotkey that signs requests. */
export interface RequestSigner {
  readonly address: string;
  sign(message: Uint8Array): Uint8Array;
}

/** Limits of one request. */
export interface RequestLimits {
  readonly timeoutMillis: number;
  readonly maximumBytes: number;
}

/** What came back, or why nothing did. `millis` counts from the first byte sent to the last byte read. */
export type PeerReply =
  | {
      readonly kind: "replied";
      readonly status: number;
      readonly body: unknown;
      readonly millis: number;
    }
  | {
      readonly kind: "failed";
      readonly reason: "unreachable" | "timeout" | "reply-too-large" | "reply-not-json";
    };

/** Asks peers over HTTP with btauth/1 signatures addressed to their hotkeys. Follows no redirects. */
export interface PeerClient {
  /** Throws the signal's reason when aborted; every failure of the peer is a reply. */
  post(
    peer: Peer,
    target: string,
    body: unknown,
    limits: RequestLimits,
    signal: AbortSignal,
  ): Promise<PeerReply>;
  /** Closes every connection. */
  close(): void;
}

/** Makes a client that signs with `signer`. `now` is milliseconds since 1970; nonces are its nanoseconds, never the same twice. */
export function peerClient(signer: RequestSigner, now: () => number = Date.now): PeerClient {
  const agent = new Agent({ keepAlive: true, maxSockets: MAXIMUM_SOCKETS, timeout: IDLE_MILLIS });
  let lastNonce = 0n;

  function signedHeaders(peer: Peer, target: string, body: Uint8Array): Record<string, string> {
    const clock = BigInt(now()) * 1_000_000n;
    lastNonce = clock > lastNonce ? clock : lastNonce + 1n;
    const nonce = lastNonce;
    const scheme = "sr25519";
    const parties = { sender: signer.address, receiver: peer.hotkey };
    const text = signedText({ scheme, method: "POST", target, body, nonce, ...parties });
    const signature = signer.sign(new TextEncoder().encode(text));
    return authHeaders({ ...parties, nonce, scheme, signature });
  }

  return {
    async post(peer, target, body, limits, signal) {
      signal.throwIfAborted();
      const bytes = Buffer.from(JSON.stringify(body), "utf8");
      const headers = {
        ...signedHeaders(peer, target, bytes),
        "content-type": "application/json",
        "content-length": String(bytes.length),
      };
      const deadline = AbortSignal.timeout(limits.timeoutMillis);
      const started = performance.now();
      try {
        const response = await send(
          // A literal IPv6 address has brackets in a URL, and none here.
          {
            agent,
            host: peer.host.replace(/^\[|\]$/g, ""),
            port: peer.port,
            path: target,
            headers,
          },
          bytes,
          AbortSignal.any([signal, deadline]),
        );
        const text = await readReply(response, limits.maximumBytes);
        if (text === undefined) return { kind: "failed", reason: "reply-too-large" };
        const millis = performance.now() - started;
        const parsed = parse(text);
        return parsed === undefined
          ? { kind: "failed", reason: "reply-not-json" }
          : { kind: "replied", status: response.statusCode ?? 0, body: parsed.value, millis };
      } catch {
        signal.throwIfAborted();
        return { kind: "failed", reason: deadline.aborted ? "timeout" : "unreachable" };
      }
    },
    close: () => agent.destroy(),
  };
}

interface Destination {
  readonly agent: Agent;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

function send(
  destination: Destination,
  body: Uint8Array,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const outgoing = request({ ...destination, method: "POST", signal });
  outgoing.once("response", resolve);
  outgoing.once("error", reject);
  // A peer that answers with a change of protocol ends the request without answer or error, and would hold up the round for ever.
  outgoing.once("close", () => reject(new Error("closed without an answer")));
  outgoing.end(body);
  return promise;
}

async function readReply(response: IncomingMessage, limit: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) {
      response.destroy();
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
