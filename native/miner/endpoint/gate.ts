import type { IncomingMessage } from "node:http";
import { type NonceTable, noncesAfter, verifyRequest } from "../../protocol/btauth.ts";
import { verifySignature } from "../../wallet/keypair.ts";
import { type KnownCaller, welcome } from "./callers.ts";
import { readBody } from "./request-body.ts";

/** A request that passed the gate, or the status and reason with which it is turned away. */
export type Passage =
  | { readonly kind: "passed"; readonly caller: string; readonly body: Uint8Array }
  | {
      readonly kind: "refused";
      readonly status: 401 | 403 | 413 | 499;
      readonly reason: string;
      readonly caller?: string;
    };

/** What a gate needs to know. */
export interface GateOptions {
  /** SS58 of the hotkey that requests must be addressed to. */
  readonly me: string;
  readonly maximumBodyBytes: number;
  /** The metagraph's callers now. */
  readonly callers: () => ReadonlyMap<string, KnownCaller>;
  /** Nanoseconds since 1970. */
  readonly nanoseconds: () => bigint;
}

/** Checks requests before anything is done for them: size, then btauth/1 (header shape, receiver, age, signature, replay: 401), then welcome (403). */
export function openGate(options: GateOptions): (request: IncomingMessage) => Promise<Passage> {
  // What was sent before this gate opened may have been answered by the one before it.
  let seen: NonceTable = noncesAfter(options.nanoseconds() - 1n);
  return async (request) => {
    const body = await readBody(request, options.maximumBodyBytes);
    if (body.kind === "too-large")
      return { kind: "refused", status: 413, reason: "body-too-large" };
    if (body.kind === "broken") return { kind: "refused", status: 499, reason: "caller-left" };
    const outcome = verifyRequest({
      request: {
        method: request.method ?? "",
        target: request.url ?? "",
        headers: request.headers,
        body: body.bytes,
      },
      me: options.me,
      now: options.nanoseconds(),
      // Hotkeys of this network are sr25519; a request that names another scheme is not signed by one.
      verify: (message, signature, sender, scheme) =>
        scheme === "sr25519" && verifySignature(sender, message, signature),
      seen,
    });
    if (outcome.kind !== "Ok") return { kind: "refused", status: 401, reason: outcome.kind };
    const caller = outcome.sender;
    const greeting = welcome(options.callers(), caller);
    if (greeting.kind === "refused") {
      return { kind: "refused", status: 403, reason: greeting.reason, caller };
    }
    // Only of those who are served is anything remembered: strangers with many keys would crowd out the validators.
    seen = outcome.seen;
    return { kind: "passed", caller, body: body.bytes };
  };
}
