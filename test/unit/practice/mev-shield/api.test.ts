import { afterEach, beforeEach, expect, test } from "vitest";
import { mevShield } from "../../../../native/practice/runtime/mev-shield/pallet.ts";
import { bytes, concatenated } from "../../../../native/practice/scale/type.ts";
import {
  parseShielded,
  type ShieldedTransaction,
  shielded,
  shieldKeyHash,
  shieldKeyPair,
} from "../../../../native/protocol/shield.ts";
import { alice, bob, KEY_ROTATION, runtime, TestChain, transfer } from "../node/practice-chain.ts";

const pair = shieldKeyPair(new Uint8Array(64).fill(1));
const NONE = Uint8Array.of(0);

let bench: TestChain;
beforeEach(() => {
  bench = new TestChain(undefined, new Uint8Array(32).fill(5));
});
afterEach(() => bench.close());

function ask(method: string, args: Uint8Array): Uint8Array {
  const { chain } = bench;
  return runtime.callApi(`ShieldApi_${method}`, args, chain.state, chain.best);
}

/** SCALE of a ShieldedTransaction. */
function encoded({ keyHash, encapsulated, sealed, nonce }: ShieldedTransaction): Uint8Array {
  return concatenated([keyHash, bytes.codec.enc(encapsulated), bytes.codec.enc(sealed), nonce]);
}

function parts(envelope: Uint8Array): ShieldedTransaction {
  const parsed = parseShielded(envelope);
  if (!parsed) throw new Error("unreadable");
  return parsed;
}

function submission(ciphertext: Uint8Array): Uint8Array {
  const call = { type: "MevShield", value: { type: "submit_encrypted", value: { ciphertext } } };
  return bench.sign(alice, call);
}

test("tells the parts of a shielded transaction, and that others are none", () => {
  const envelope = shielded(Uint8Array.of(1, 2, 3), pair.publicKey);
  const some = concatenated([Uint8Array.of(1), encoded(parts(envelope))]);
  expect(ask("try_decode_shielded_tx", submission(envelope))).toEqual(some);
  expect(ask("try_decode_shielded_tx", submission(envelope.slice(0, 40)))).toEqual(NONE);
  expect(ask("try_decode_shielded_tx", bench.sign(alice, transfer(bob.address, 1n)))).toEqual(NONE);
  expect(ask("try_decode_shielded_tx", bytes.codec.enc(Uint8Array.of(9, 9)))).toEqual(NONE);
});

test("knows the key that comes into use next", () => {
  const isCurrent = (hash: Uint8Array) => ask("is_shielded_using_current_key", hash)[0];
  const hashOf = (item: "PendingKey" | "NextKey") =>
    shieldKeyHash(mevShield.storage[item].get(bench.chain.state));
  expect(isCurrent(new Uint8Array(16))).toBe(0);
  for (let block = 0; block < KEY_ROTATION; block += 1) bench.block();
  expect(isCurrent(hashOf("PendingKey"))).toBe(1);
  expect(isCurrent(hashOf("NextKey"))).toBe(0);
});

test("opens with the key that it is given, and with no other", () => {
  const inner = bench.sign(alice, transfer(bob.address, 1n));
  const sealed = encoded(parts(shielded(inner, pair.publicKey)));
  const open = (key: Uint8Array) =>
    ask("try_unshield_tx", concatenated([bytes.codec.enc(key), sealed]));
  expect(open(pair.secretKey)).toEqual(concatenated([Uint8Array.of(1), inner]));
  expect(open(shieldKeyPair(new Uint8Array(64).fill(2)).secretKey)).toEqual(NONE);
  expect(open(new Uint8Array(5))).toEqual(NONE);
});
