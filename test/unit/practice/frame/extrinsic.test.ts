import { Blake2256, compactNumber } from "@polkadot-api/substrate-bindings";
import { verify } from "@scure/sr25519";
import { describe, expect, it } from "vitest";
import { signedBytes } from "../../../../native/practice/frame/extrinsic.ts";
import { bytesOf, hexOf } from "../../../../native/practice/frame/hasher.ts";
import { balances } from "../../../../native/practice/runtime/balances/pallet.ts";
import { weightToFee } from "../../../../native/practice/runtime/transaction-payment/fee.ts";
import { accountText } from "../../../../native/practice/scale/account.ts";
import { era } from "../../../../native/practice/scale/substrate.ts";
import {
  compact,
  concatenated,
  hash256,
  u32,
  u64,
} from "../../../../native/practice/scale/type.ts";
import { runtime } from "../node/practice-chain.ts";

/** A transfer that was on finney, with the bytes its owner signed. */
const real = {
  signer: "046f07e3e261562fc2c808f818b19841464738c218580ca373260fb0690f144a",
  signature:
    "fe1f11659e87849a395e134c822d9b7b387d8a2588b5cb17bcd267d699fa161a1131e841529335807bbd0ce8f3208740a936569308d36fd6faaeb5508c1ec98d",
  genesis: "0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03",
  eraBlock: "0x3e36c12ef656fcb022bf02295f249cf36791e1b9298565be52c950bd11a56211",
  call: "050300a69ffb8d15b780999fc0ae940aabf71073498ab19a1561a4c4b473ebbe8a336a0701c086ef08",
};

describe("what a transaction's signer signs", () => {
  it("is, for a real finney transfer, what our declarations encode", () => {
    const dest = accountText(
      bytesOf("a69ffb8d15b780999fc0ae940aabf71073498ab19a1561a4c4b473ebbe8a336a"),
    );
    const call = balances.calls.transfer_keep_alive.encode({
      dest: { type: "Id", value: dest },
      value: compact(u64).codec.dec("0x0701c086ef08"),
    });
    expect(hexOf(call)).toBe(real.call);
    const payload = concatenated([
      call,
      era.codec.enc({ type: "Mortal", period: 32, phase: 18 }),
      compact(u32).codec.enc(0xc25),
      compact(u64).codec.enc(0n),
      Uint8Array.of(0),
      u32.codec.enc(467),
      u32.codec.enc(1),
      hash256.codec.enc(real.genesis),
      hash256.codec.enc(real.eraBlock),
      Uint8Array.of(0),
    ]);
    expect(payload).toHaveLength(120);
    expect(verify(signedBytes(payload), bytesOf(real.signature), bytesOf(real.signer))).toBe(true);
  });

  it("is the hash of a payload longer than 256 bytes", () => {
    const short = new Uint8Array(256).fill(1);
    const long = new Uint8Array(257).fill(1);
    expect(signedBytes(short)).toBe(short);
    expect(signedBytes(long)).toEqual(Blake2256(long));
  });

  it("costs what the same transfer cost on finney", () => {
    expect(weightToFee(108_157_000n) + weightToFee(214_051_000n) + 144n).toBe(161_247n);
  });
});

describe("what is not signed", () => {
  it("is the same in version 5, as newer tools write it; no other version is known", () => {
    const call = runtime.outer.call.codec.enc({
      type: "Timestamp",
      value: { type: "set", value: { now: 7n } },
    });
    const written = (version: number): Uint8Array =>
      concatenated([compactNumber.enc(call.length + 1), Uint8Array.of(version), call]);
    const four = runtime.extrinsics.decode(written(4));
    expect(four.signed).toBeUndefined();
    expect(runtime.extrinsics.decode(written(5))).toEqual(four);
    for (const version of [0, 3, 6, 0x45, 0x85])
      expect(() => runtime.extrinsics.decode(written(version))).toThrow(RangeError);
  });
});
