import { compactNumber } from "@polkadot-api/substrate-bindings";
import type { RuntimeCall } from "../../native/practice/frame/context.ts";
import { signedBytes } from "../../native/practice/frame/extrinsic.ts";
import type { Runtime } from "../../native/practice/frame/runtime.ts";
import { era, multiAddress, multiSignature } from "../../native/practice/scale/substrate.ts";
import { compact, concatenated, hash256, u32, u64 } from "../../native/practice/scale/type.ts";
import type { Keypair } from "../../native/wallet/keypair.ts";

/** Who does what, and where in its sender's order it is. */
export interface SignedCall {
  readonly from: Keypair;
  readonly call: RuntimeCall;
  readonly nonce: number;
}

/** The call that moves rao and keeps the sender alive. */
export function transfer(to: string, rao: bigint): RuntimeCall {
  return {
    type: "Balances",
    value: {
      type: "transfer_keep_alive",
      value: { dest: { type: "Id", value: to }, value: rao },
    },
  };
}

/** A signed version-4 extrinsic with its length prefix; good for ever, without a tip. */
export function signedCall(runtime: Runtime, genesis: string, wanted: SignedCall): Uint8Array {
  const { from, nonce } = wanted;
  const call = runtime.outer.call.codec.enc(wanted.call);
  const noMetadataHash = Uint8Array.of(0);
  const extra = concatenated([
    era.codec.enc({ type: "Immortal" }),
    compact(u32).codec.enc(nonce),
    compact(u64).codec.enc(0n),
    noMetadataHash,
  ]);
  const implicit = concatenated([
    u32.codec.enc(runtime.version.specVersion),
    u32.codec.enc(runtime.version.transactionVersion),
    hash256.codec.enc(genesis),
    hash256.codec.enc(genesis),
    noMetadataHash,
  ]);
  const signature = from.sign(signedBytes(concatenated([call, extra, implicit])));
  const body = concatenated([
    Uint8Array.of(0x84),
    multiAddress.codec.enc({ type: "Id", value: from.address }),
    multiSignature.codec.enc({
      type: "Sr25519",
      value: `0x${Buffer.from(signature).toString("hex")}`,
    }),
    extra,
    call,
  ]);
  return concatenated([compactNumber.enc(body.length), body]);
}
