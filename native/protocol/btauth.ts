import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { hasSeen, type NonceTable, withNonce } from "./nonce-table.ts";
import { isAddress } from "./ss58.ts";

export { EMPTY_NONCES, type NonceTable, noncesAfter } from "./nonce-table.ts";

/** Signature schemes that btauth/1 knows. Hotkeys are sr25519 unless a network says otherwise. */
export type AuthScheme = "sr25519" | "ed25519" | "hashed" | "mldsa";

/** What a signature of btauth/1 covers. `target` is path and query exactly as on the wire, `nonce` nanoseconds. */
export interface SignedRequest {
  readonly scheme: AuthScheme;
  readonly method: string;
  readonly target: string;
  readonly body: Uint8Array;
  readonly nonce: bigint;
  readonly sender: string;
  readonly receiver?: string | undefined;
}

/** The authentication headers of a request, read and checked for shape. */
export interface AuthHeaders {
  readonly scheme: AuthScheme;
  readonly sender: string;
  readonly receiver: string | undefined;
  readonly nonce: bigint;
  readonly signature: Uint8Array;
}

/** HTTP headers as Node gives them (any case of names). */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Verdict on a request, in the order of the checks. Everything but `Ok` is answered with 401. */
export type AuthVerdict =
  | { readonly kind: "Ok"; readonly sender: string; readonly nonce: bigint }
  | { readonly kind: "MalformedAuth"; readonly reason: string }
  | { readonly kind: "WrongReceiver" | "StaleRequest" | "BadSignature" | "ReplayedRequest" };

/** A verdict and the table of seen nonces to use from now on. */
export type AuthOutcome = AuthVerdict & { readonly seen: NonceTable };

/** How old a request may be, in nanoseconds. */
export const MAXIMUM_AGE = 10_000_000_000n;
/** How far a request's clock may run ahead of ours, in nanoseconds. */
export const MAXIMUM_SKEW = 2_000_000_000n;

const SIGNATURE_BYTES: Readonly<Record<AuthScheme, number | undefined>> = {
  sr25519: 64,
  ed25519: 64,
  hashed: undefined,
  mldsa: undefined,
};

/** The text that is signed (as UTF-8): eight lines, no newline at the end. Source: §2B of the protocol reference. */
export function signedText(request: SignedRequest): string {
  return [
    "btauth/1",
    request.scheme,
    request.method.toUpperCase(),
    request.target,
    bytesToHex(sha256(request.body)),
    request.nonce.toString(),
    request.sender,
    request.receiver ?? "-",
  ].join("\n");
}

/** The headers to send along. */
export function authHeaders(auth: {
  readonly scheme: AuthScheme;
  readonly sender: string;
  readonly receiver?: string | undefined;
  readonly nonce: bigint;
  readonly signature: Uint8Array;
}): Record<string, string> {
  return {
    "X-Bittensor-Version": "1",
    "X-Bittensor-Hotkey": auth.sender,
    ...(auth.receiver === undefined ? {} : { "X-Bittensor-Receiver": auth.receiver }),
    "X-Bittensor-Nonce": auth.nonce.toString(),
    ...(auth.scheme === "sr25519" ? {} : { "X-Bittensor-Crypto": auth.scheme }),
    "X-Bittensor-Signature": `0x${bytesToHex(auth.signature)}`,
  };
}

/** Reads the authentication headers, or says which one is missing, doubled or misshapen. */
export function parseAuthHeaders(
  headers: RequestHeaders,
):
  | { readonly kind: "ok"; readonly headers: AuthHeaders }
  | Extract<AuthVerdict, { kind: "MalformedAuth" }> {
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase();
    if (value === undefined || !key.startsWith("x-bittensor-")) continue;
    if (typeof value !== "string" || values.has(key)) return malformed(`${key} is doubled`);
    values.set(key, value);
  }
  if (values.get("x-bittensor-version") !== "1") return malformed("x-bittensor-version is not 1");
  const sender = values.get("x-bittensor-hotkey") ?? "";
  if (!isAddress(sender)) return malformed("x-bittensor-hotkey is no address");
  const receiver = values.get("x-bittensor-receiver");
  if (receiver !== undefined && !isAddress(receiver)) {
    return malformed("x-bittensor-receiver is no address");
  }
  const nonce = values.get("x-bittensor-nonce") ?? "";
  if (!/^(0|[1-9]\d{0,19})$/.test(nonce)) return malformed("x-bittensor-nonce is no number");
  const scheme = readScheme(values.get("x-bittensor-crypto"));
  if (scheme === undefined) return malformed("x-bittensor-crypto is unknown");
  const signature = values.get("x-bittensor-signature") ?? "";
  if (!/^0x([0-9a-f]{2}){1,8192}$/.test(signature)) {
    return malformed("x-bittensor-signature is no lower-case hex");
  }
  const bytes = hexToBytes(signature.slice(2));
  if (bytes.length !== (SIGNATURE_BYTES[scheme] ?? bytes.length)) {
    return malformed("x-bittensor-signature has a wrong length");
  }
  return {
    kind: "ok",
    headers: { scheme, sender, receiver, nonce: BigInt(nonce), signature: bytes },
  };
}

/**
 * Verifies a request in the order shape, receiver, freshness, signature, replay. Pure: the caller gives the time and
 * keeps `seen`, which only a request with a valid signature changes, so a stranger cannot spoil it for a sender.
 * `verify` must answer false, not throw, for a signature that does not fit, and refuse schemes it does not accept.
 */
export function verifyRequest(input: {
  readonly request: {
    readonly method: string;
    readonly target: string;
    readonly headers: RequestHeaders;
    readonly body: Uint8Array;
  };
  /** SS58 of the receiver that asks. */
  readonly me: string;
  /** Nanoseconds since 1970. */
  readonly now: bigint;
  readonly verify: (
    message: Uint8Array,
    signature: Uint8Array,
    sender: string,
    scheme: AuthScheme,
  ) => boolean;
  readonly seen: NonceTable;
}): AuthOutcome {
  const { request, now, seen } = input;
  const parsed = parseAuthHeaders(request.headers);
  if (parsed.kind === "MalformedAuth") return { ...parsed, seen };
  // A line break in method or target would let one text be signed and another one be read.
  if (!/^[A-Za-z]+$/.test(request.method) || !/^[\x21-\x7e]+$/.test(request.target)) {
    return { ...malformed("method or target is misshapen"), seen };
  }
  const { scheme, sender, receiver, nonce, signature } = parsed.headers;
  if (receiver !== input.me) return { kind: "WrongReceiver", seen };
  if (now - nonce > MAXIMUM_AGE || nonce - now > MAXIMUM_SKEW)
    return { kind: "StaleRequest", seen };
  const { method, target, body } = request;
  const text = signedText({ scheme, method, target, body, nonce, sender, receiver });
  if (!input.verify(new TextEncoder().encode(text), signature, sender, scheme)) {
    return { kind: "BadSignature", seen };
  }
  if (hasSeen(seen, sender, nonce)) return { kind: "ReplayedRequest", seen };
  return { kind: "Ok", sender, nonce, seen: withNonce(seen, sender, nonce, now - MAXIMUM_AGE) };
}

function readScheme(value: string | undefined): AuthScheme | undefined {
  switch (value?.toLowerCase()) {
    case undefined:
    case "sr25519":
    case "1":
      return "sr25519";
    case "ed25519":
    case "0":
      return "ed25519";
    case "hashed":
      return "hashed";
    case "mldsa":
      return "mldsa";
    default:
      return undefined;
  }
}

function malformed(reason: string): { readonly kind: "MalformedAuth"; readonly reason: string } {
  return { kind: "MalformedAuth", reason };
}
