import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RuntimeCall } from "../../../../native/practice/frame/context.ts";
import { blake2Hex } from "../../../../native/practice/node/block.ts";
import { PoolRefused } from "../../../../native/practice/node/pool-refusal.ts";
import { mevShield } from "../../../../native/practice/runtime/mev-shield/pallet.ts";
import { keyRotation } from "../../../../native/practice/runtime/mev-shield/rotation.ts";
import { eraBirth } from "../../../../native/practice/runtime/system/extensions.ts";
import type { Era } from "../../../../native/practice/scale/substrate.ts";
import { shielded } from "../../../../native/protocol/shield.ts";
import {
  alice,
  bob,
  eventNames,
  KEY_ROTATION as ROTATION,
  TAO,
  TestChain,
  transfer,
} from "../node/practice-chain.ts";

const { storage } = mevShield;
const SECRET = new Uint8Array(32).fill(5);

let test: TestChain;
beforeEach(() => {
  test = new TestChain(undefined, SECRET);
  blocks(3);
});
afterEach(() => test.close());

function blocks(count: number): void {
  for (let made = 0; made < count; made += 1) test.block();
}

function nextKey(): Uint8Array {
  return storage.NextKey.get(test.chain.state);
}

/** Signs for the next few blocks, as a shielded transaction must be. */
function sign(key: typeof alice, call: RuntimeCall, nonce: number, period = 8): Uint8Array {
  const { number } = test.chain.best;
  const era: Era = { type: "Mortal", period, phase: number % period };
  const eraHash = test.chain.hashAt(eraBirth(era, number)) ?? "";
  return test.sign(key, call, { nonce, era, eraHash });
}

function submission(ciphertext: Uint8Array): RuntimeCall {
  return { type: "MevShield", value: { type: "submit_encrypted", value: { ciphertext } } };
}

/** Shields a transfer to Bob and submits it. Returns the hashes of the envelope and of what is inside. */
function submitTransfer(value: bigint, key = nextKey(), nonce = test.nonce(alice.address)) {
  const inner = sign(alice, transfer(bob.address, value), nonce + 1);
  const envelope = sign(alice, submission(shielded(inner, key)), nonce);
  return { envelope: test.pool.submit(envelope), inner: blake2Hex(inner) };
}

function refusal(extrinsic: Uint8Array): unknown {
  try {
    test.pool.submit(extrinsic);
  } catch (error) {
    if (error instanceof PoolRefused) return error.refusal;
    throw error;
  }
  return "taken";
}

describe("the keys of the shield", () => {
  it("are announced until the chain has them all, then once in a rotation", () => {
    const announcements = () =>
      Array.from({ length: test.chain.best.number }, (_, index) => index + 1).filter((number) => {
        const [, second] = test.chain.blockAt(number)?.extrinsics ?? [];
        return second !== undefined;
      });
    blocks(30);
    expect(announcements()).toEqual([1, 2, 3, 12, 24]);
  });

  it("move on by one place with each announcement", () => {
    const first = nextKey();
    const place = () => {
      const { state } = test.chain;
      return (["NextKey", "PendingKey", "CurrentKey"] as const).find((name) => {
        const key = storage[name].find(state);
        return key && Buffer.compare(key, first) === 0;
      });
    };
    expect(first).toHaveLength(1184);
    expect(place()).toBe("NextKey");
    blocks(ROTATION - 3);
    expect(place()).toBe("PendingKey");
    blocks(ROTATION);
    expect(place()).toBe("CurrentKey");
    blocks(ROTATION);
    expect(place()).toBeUndefined();
    expect(storage.NextKeyExpiresAt.get(test.chain.state)).toBe(5 * ROTATION + 1);
    expect(storage.PendingKeyExpiresAt.get(test.chain.state)).toBe(4 * ROTATION + 1);
  });

  it("change every five minutes, or every block where blocks take longer", () => {
    expect([250, 1_000, 12_000, 600_000].map(keyRotation)).toEqual([1_200, 300, 25, 1]);
  });

  it("of two nodes are never the same", () => {
    const other = new TestChain(undefined, new Uint8Array(32).fill(6));
    for (let made = 0; made < 3; made += 1) other.block();
    expect(storage.NextKey.get(other.chain.state)).not.toEqual(nextKey());
    other.close();
  });
});

describe("a shielded transaction", () => {
  it("is opened in the block that takes it, and what is inside runs right after it", () => {
    const { envelope, inner } = submitTransfer(5n * TAO);
    const block = test.block();
    const hashes = block.extrinsics.map(blake2Hex);
    expect(hashes.slice(-2)).toEqual([envelope, inner]);
    expect(test.free(bob.address)).toBe(5n * TAO);
    expect(eventNames(test.chain)).toContain("MevShield.EncryptedSubmitted");
    expect(test.nonce(alice.address)).toBe(2);
  });

  it("can be opened for as long as the chain knows its key", () => {
    const key = nextKey();
    blocks(2 * ROTATION);
    submitTransfer(5n * TAO, key);
    test.block();
    expect(test.free(bob.address)).toBe(5n * TAO);
    blocks(ROTATION);
    const inner = sign(alice, transfer(bob.address, TAO), 3);
    const late = sign(alice, submission(shielded(inner, key)), 2);
    expect(refusal(late)).toEqual({ kind: "invalid", error: { type: "Custom", value: 24 } });
  });

  it("is opened by a node that was started again since", () => {
    const next = nextKey();
    blocks(ROTATION);
    const later = nextKey();
    test.reopen();
    submitTransfer(TAO, later);
    submitTransfer(TAO, next, test.nonce(alice.address) + 2);
    // The second follows the content of the first, which is on the chain only after the first block.
    blocks(2);
    expect(test.free(bob.address)).toBe(2n * TAO);
  });

  it("can be made again a few blocks after the chain's state came to a node with another secret", () => {
    Object.assign(test, { shieldSecret: new Uint8Array(32).fill(9) });
    test.reopen();
    const foreign = nextKey();
    blocks(2);
    expect(nextKey()).not.toEqual(foreign);
    submitTransfer(TAO);
    test.block();
    expect(test.free(bob.address)).toBe(TAO);
  });

  it("waits while the node has not the secret behind its key, and is invalid when its era is over", () => {
    Object.assign(test, { shieldSecret: new Uint8Array(32).fill(9) });
    test.reopen();
    const key = nextKey();
    const { envelope } = submitTransfer(TAO, key);
    const heard: unknown[] = [];
    test.pool.watch(envelope, (status) => heard.push(status));
    blocks(9);
    expect(heard).toEqual(["ready", "invalid"]);
    expect(test.free(bob.address)).toBe(0n);
    expect(test.nonce(alice.address)).toBe(0);
  });

  it("costs its envelope alone where it holds nothing that can run", () => {
    const garbage = Uint8Array.from({ length: 64 }, (_, index) => (index * 7 + 13) & 0xff);
    test.pool.submit(sign(alice, submission(shielded(garbage, nextKey())), 0));
    test.pool.submit(sign(alice, submission(shielded(new Uint8Array(), nextKey())), 1));
    const broke = sign(bob, transfer(alice.address, TAO), 0);
    test.pool.submit(sign(alice, submission(shielded(broke, nextKey())), 2));
    const block = test.block();
    expect(block.extrinsics).toHaveLength(1 + 3);
    expect(test.nonce(alice.address)).toBe(3);
  });

  it("does not smuggle in what only the block's maker may write", () => {
    const [time] = test.block().extrinsics;
    if (!time) throw new Error("no time");
    test.pool.submit(sign(alice, submission(shielded(time, nextKey())), 0));
    expect(test.block().extrinsics).toHaveLength(2);
  });

  it("is refused when cut short (23), when its key is unknown (24), and when it could wait too long", () => {
    const inner = sign(alice, transfer(bob.address, TAO), 1);
    const whole = shielded(inner, nextKey());
    const custom = (value: number) => ({ kind: "invalid", error: { type: "Custom", value } });
    expect(refusal(sign(alice, submission(whole.slice(0, 1130)), 0))).toEqual(custom(23));
    const tampered = Uint8Array.from(whole).fill(0xff, 0, 16);
    expect(refusal(sign(alice, submission(tampered), 0))).toEqual(custom(24));
    const stale = { kind: "invalid", error: { type: "Stale" } };
    expect(refusal(sign(alice, submission(whole), 0, 16))).toEqual(stale);
    expect(refusal(test.sign(alice, submission(whole), { nonce: 0 }))).toEqual(stale);
    expect(refusal(sign(alice, submission(whole), 0))).toBe("taken");
  });
});
