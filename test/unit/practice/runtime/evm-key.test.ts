import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { describe, expect, test } from "vitest";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { customError, precheck } from "../../../../native/practice/runtime/subtensor/prechecks.ts";
import {
  EVM_KEY_INTERVAL,
  messageHash,
} from "../../../../native/practice/runtime/subtensor/swaps/evm-key.ts";
import { accountBytes } from "../../../../native/practice/scale/account.ts";
import { account, NETUID, PracticeChain } from "./practice-chain.ts";

const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString("hex")}`;

/** An EVM wallet: its address, and its signature of a message as wallets make them, with 27 or 28 at the end. */
class EvmWallet {
  readonly #secret: Uint8Array;
  readonly address: string;

  constructor(seed: number) {
    this.#secret = new Uint8Array(32).fill(seed);
    const point = secp256k1.getPublicKey(this.#secret, false);
    this.address = hex(keccak_256(point.subarray(1)).subarray(12));
  }

  sign(message: Uint8Array, plus = 27): string {
    const prefix = Buffer.from(`\x19Ethereum Signed Message:\n${message.length}`);
    const hash = keccak_256(Buffer.concat([prefix, message]));
    const [recovery = 0, ...rest] = secp256k1.sign(hash, this.#secret, {
      prehash: false,
      format: "recovered",
    });
    return hex(Uint8Array.from([...rest, recovery + plus]));
  }
}

const wallet = new EvmWallet(7);

/** The hotkey's bytes, then keccak-256 of the block's number as eight bytes, lowest first. */
function message(hotkey: string, block: bigint): Uint8Array {
  const number = Buffer.alloc(8);
  number.writeBigUInt64LE(block);
  return Buffer.concat([accountBytes(hotkey), keccak_256(number)]);
}

function ready(): { chain: PracticeChain; hotkey: string } {
  const chain = new PracticeChain();
  chain.advance();
  chain.block += Number(EVM_KEY_INTERVAL);
  return { chain, hotkey: chain.accounts.miners[0]!.hotkey };
}

function associate(
  chain: PracticeChain,
  hotkey: string,
  facts: Readonly<Record<string, unknown>> = {},
): string {
  const signature = wallet.sign(message(hotkey, 99n));
  const args = { netuid: NETUID, evm_key: wallet.address, block_number: 99n, signature, ...facts };
  return chain.call(hotkey, "associate_evm_key", args).replace("SubtensorModule.", "");
}

describe("associate_evm_key", () => {
  test("notes the address that signed for the hotkey, with the block", () => {
    const { chain, hotkey } = ready();
    expect(associate(chain, hotkey)).toBe("ok");
    const uid = storage.Uids.get(chain.state, NETUID, hotkey);
    const now = BigInt(chain.block);
    expect(storage.AssociatedEvmAddress.find(chain.state, NETUID, uid)).toEqual([
      wallet.address,
      now,
    ]);
    expect(chain.named("EvmKeyAssociated")).toEqual([
      { netuid: NETUID, hotkey, evm_key: wallet.address, block_associated: now },
    ]);
  });

  test("takes the recovery number as it is, too", () => {
    const { chain, hotkey } = ready();
    const signature = wallet.sign(message(hotkey, 99n), 0);
    expect(associate(chain, hotkey, { signature })).toBe("ok");
  });

  test("refuses signatures of others, of something else, or of nothing", () => {
    const { chain, hotkey } = ready();
    const other = new EvmWallet(8);
    const theirs = other.sign(message(hotkey, 99n));
    expect(associate(chain, hotkey, { signature: theirs })).toBe("InvalidRecoveredPublicKey");
    expect(associate(chain, hotkey, { block_number: 98n })).toBe("InvalidRecoveredPublicKey");
    const stolen = wallet.sign(message(account(1), 99n));
    expect(associate(chain, hotkey, { signature: stolen })).toBe("InvalidRecoveredPublicKey");
    const nothing = `0x${"00".repeat(65)}`;
    expect(associate(chain, hotkey, { signature: nothing })).toBe("InvalidIdentity");
    const good = wallet.sign(message(hotkey, 99n));
    expect(associate(chain, hotkey, { signature: `${good.slice(0, -2)}1f` })).toBe(
      "InvalidIdentity",
    );
    expect(storage.AssociatedEvmAddress.entries(chain.state)).toEqual([]);
  });

  test("refuses the mirrored signature, which anybody can make of a good one", () => {
    const { chain, hotkey } = ready();
    const good = Buffer.from(wallet.sign(message(hotkey, 99n), 0).slice(2), "hex");
    const { r, s } = secp256k1.Signature.fromBytes(good.subarray(0, 64), "compact");
    const high = new secp256k1.Signature(r, secp256k1.Point.Fn.ORDER - s).toBytes("compact");
    const mirrored = hex(Uint8Array.from([...high, 1 - (good[64] ?? 0)]));
    expect(associate(chain, hotkey, { signature: mirrored })).toBe("InvalidIdentity");
  });

  test("is a registered hotkey's, once a day, and not on the chain's first day", () => {
    const { chain, hotkey } = ready();
    expect(associate(chain, account(1))).toBe("NonAssociatedColdKey");
    expect(associate(chain, hotkey, { netuid: 9 })).toBe("HotKeyNotRegisteredInSubNet");
    chain.block = Number(EVM_KEY_INTERVAL) - 1;
    expect(associate(chain, hotkey)).toBe("EvmKeyAssociateRateLimitExceeded");
    chain.block += 1;
    expect(associate(chain, hotkey)).toBe("ok");
    chain.block += Number(EVM_KEY_INTERVAL) - 1;
    expect(associate(chain, hotkey)).toBe("EvmKeyAssociateRateLimitExceeded");
    chain.block += 1;
    expect(associate(chain, hotkey)).toBe("ok");
  });

  test("is refused by the pool where it could only fail: 19 unregistered, 20 too soon", () => {
    const { chain, hotkey } = ready();
    const refused = (signer: string) => {
      const value = { netuid: NETUID, evm_key: wallet.address, block_number: 1n, signature: "0x" };
      const call = { type: "SubtensorModule", value: { type: "associate_evm_key", value } };
      const error = precheck(chain, signer, call);
      return error && customError(error);
    };
    expect(refused(hotkey)).toBeUndefined();
    expect(refused(account(1))).toBe(19);
    associate(chain, hotkey);
    expect(refused(hotkey)).toBe(20);
  });
});

test("the message is hashed as EIP-191 says", () => {
  // "hello", as every wallet's personal_sign hashes it.
  expect(hex(messageHash(Buffer.from("hello")))).toBe(
    "0x50b2c43fd39106bafbba0da34fc430e1f91e3c96ea2acee2bc34119f92b37750",
  );
});
