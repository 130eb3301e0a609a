import { ed25519, sr25519 } from "@polkadot-labs/hdkd-helpers";
import { describe, expect, test } from "vitest";
import {
  type AuthScheme,
  authHeaders,
  EMPTY_NONCES,
  MAXIMUM_AGE,
  MAXIMUM_SKEW,
  noncesAfter,
  parseAuthHeaders,
  signedText,
  verifyRequest,
} from "../../../native/protocol/btauth.ts";
import { encodeAddress, publicKeyOf } from "../../../native/protocol/ss58.ts";

const ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const ALICE_ED25519 = "5FA9nQDVg267DEd8m1ZypXLBnvN7SFxYwV7ndqSYGiN9TTpu";
const BOB = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
const NONCE = 1_752_076_800_000_000_000n;
const BODY = new TextEncoder().encode('{"prompt": "hello"}');
const SR25519_SIGNATURE =
  "0xe20fde8fec1f732af54099367f5f634d4518a6e98f56be2d3f919858be701665447df62a844620916c8385b50aa212df27958c9e08b68e7665c0ba8364089a8b";
const ED25519_SIGNATURE =
  "0x1a6b631988bf1f7ea093ab9d5acf61f05c316d0b0e428b24b487b75a5f6ee0e1a56a26918fdf871b6cf09437e6588023a4ce423cf622621b2a7feee17612f704";

function verify(message: Uint8Array, signature: Uint8Array, sender: string, scheme: AuthScheme) {
  if (scheme === "sr25519") return sr25519.verify(signature, message, publicKeyOf(sender));
  if (scheme === "ed25519") return ed25519.verify(signature, message, publicKeyOf(sender));
  return false;
}

const published = {
  "X-Bittensor-Version": "1",
  "X-Bittensor-Hotkey": ALICE,
  "X-Bittensor-Receiver": BOB,
  "X-Bittensor-Nonce": NONCE.toString(),
  "X-Bittensor-Signature": SR25519_SIGNATURE,
};

function check(over: {
  headers?: Record<string, string | string[] | undefined>;
  method?: string;
  target?: string;
  body?: Uint8Array;
  me?: string;
  now?: bigint;
  seen?: typeof EMPTY_NONCES;
}) {
  return verifyRequest({
    request: {
      method: over.method ?? "POST",
      target: over.target ?? "/generate?stream=false",
      headers: { ...published, ...over.headers },
      body: over.body ?? BODY,
    },
    me: over.me ?? BOB,
    now: over.now ?? NONCE,
    verify,
    seen: over.seen ?? EMPTY_NONCES,
  });
}

test("the signed text is the published one", () => {
  const text = signedText({
    scheme: "sr25519",
    method: "post",
    target: "/generate?stream=false",
    body: BODY,
    nonce: NONCE,
    sender: ALICE,
    receiver: BOB,
  });
  expect(text.split("\n")).toEqual([
    "btauth/1",
    "sr25519",
    "POST",
    "/generate?stream=false",
    "341c57448e531310fbbe83f44cea2a5e838bd9e8a6b82b269f01d0dbbc23c3cc",
    "1752076800000000000",
    ALICE,
    BOB,
  ]);
});

test("published signatures of both schemes are accepted", () => {
  expect(check({})).toMatchObject({ kind: "Ok", sender: ALICE, nonce: NONCE });
  const headers = {
    "X-Bittensor-Hotkey": ALICE_ED25519,
    "X-Bittensor-Crypto": "ed25519",
    "X-Bittensor-Signature": ED25519_SIGNATURE,
  };
  expect(check({ headers })).toMatchObject({ kind: "Ok", sender: ALICE_ED25519 });
});

test("header names in any case and other spellings of the scheme are understood", () => {
  const lowered = Object.fromEntries(
    Object.entries(published).map(([name, value]) => [name.toLowerCase(), value]),
  );
  expect(parseAuthHeaders(lowered).kind).toBe("ok");
  expect(check({ headers: { "X-Bittensor-Crypto": "SR25519" } }).kind).toBe("Ok");
  expect(check({ headers: { "X-Bittensor-Crypto": "1" } }).kind).toBe("Ok");
});

test("headers written are headers read", () => {
  const signature = new Uint8Array(64).fill(7);
  const written = authHeaders({ scheme: "ed25519", sender: ALICE, nonce: 5n, signature });
  expect(parseAuthHeaders(written)).toEqual({
    kind: "ok",
    headers: { scheme: "ed25519", sender: ALICE, receiver: undefined, nonce: 5n, signature },
  });
});

describe("malformed", () => {
  test.each<[string, Record<string, string | string[] | undefined>]>([
    ["no version", { "X-Bittensor-Version": undefined }],
    ["other version", { "X-Bittensor-Version": "2" }],
    ["no hotkey", { "X-Bittensor-Hotkey": undefined }],
    ["hotkey of another network", { "X-Bittensor-Hotkey": encodeAddress(publicKeyOf(ALICE), 0) }],
    ["receiver that is no address", { "X-Bittensor-Receiver": "-" }],
    ["no nonce", { "X-Bittensor-Nonce": undefined }],
    ["nonce with a sign", { "X-Bittensor-Nonce": "-5" }],
    ["nonce with a leading zero", { "X-Bittensor-Nonce": `0${NONCE}` }],
    ["nonce in hex", { "X-Bittensor-Nonce": "0x10" }],
    ["unknown scheme", { "X-Bittensor-Crypto": "ecdsa" }],
    ["no signature", { "X-Bittensor-Signature": undefined }],
    ["signature that is no hex", { "X-Bittensor-Signature": "0xnothex" }],
    ["signature in capitals", { "X-Bittensor-Signature": SR25519_SIGNATURE.toUpperCase() }],
    ["short signature", { "X-Bittensor-Signature": SR25519_SIGNATURE.slice(0, -2) }],
    ["doubled header", { "X-Bittensor-Hotkey": [ALICE, BOB] }],
    ["header in two cases", { "x-bittensor-hotkey": BOB }],
  ])("%s", (_, headers) => {
    expect(check({ headers }).kind).toBe("MalformedAuth");
  });

  test.each(["/a b", "/a\nb", ""])("target %j", (target) => {
    expect(check({ target }).kind).toBe("MalformedAuth");
  });
});

test("a request for someone else, or for nobody, is not mine", () => {
  expect(check({ me: ALICE }).kind).toBe("WrongReceiver");
  expect(check({ headers: { "X-Bittensor-Receiver": undefined } }).kind).toBe("WrongReceiver");
});

test("freshness holds to the nanosecond", () => {
  expect(check({ now: NONCE + MAXIMUM_AGE }).kind).toBe("Ok");
  expect(check({ now: NONCE + MAXIMUM_AGE + 1n }).kind).toBe("StaleRequest");
  expect(check({ now: NONCE - MAXIMUM_SKEW }).kind).toBe("Ok");
  expect(check({ now: NONCE - MAXIMUM_SKEW - 1n }).kind).toBe("StaleRequest");
});

test("anything changed on the way breaks the signature", () => {
  expect(check({ body: new TextEncoder().encode("tampered") }).kind).toBe("BadSignature");
  expect(check({ method: "DELETE" }).kind).toBe("BadSignature");
  expect(check({ target: "/generate?stream=true" }).kind).toBe("BadSignature");
  expect(check({ headers: { "X-Bittensor-Nonce": `${NONCE + 1n}` } }).kind).toBe("BadSignature");
  expect(check({ headers: { "X-Bittensor-Hotkey": BOB } }).kind).toBe("BadSignature");
  expect(check({ headers: { "X-Bittensor-Crypto": "ed25519" } }).kind).toBe("BadSignature");
});

test("a second time is a replay, a refused request changes nothing", () => {
  const first = check({});
  expect(check({ seen: first.seen }).kind).toBe("ReplayedRequest");
  const bad = check({ body: new Uint8Array(), seen: first.seen });
  expect(bad.seen).toBe(first.seen);
  expect(check({ seen: noncesAfter(NONCE) }).kind).toBe("ReplayedRequest");
  expect(check({ seen: noncesAfter(NONCE - 1n) }).kind).toBe("Ok");
});

test("a replay is refused for as long as the request would still be fresh", () => {
  const first = check({});
  const later = NONCE + MAXIMUM_AGE;
  const other = check({
    headers: {
      "X-Bittensor-Hotkey": ALICE_ED25519,
      "X-Bittensor-Crypto": "ed25519",
      "X-Bittensor-Signature": ED25519_SIGNATURE,
    },
    now: later,
    seen: first.seen,
  });
  expect(other.kind).toBe("Ok");
  expect(check({ now: later, seen: other.seen }).kind).toBe("ReplayedRequest");
});
