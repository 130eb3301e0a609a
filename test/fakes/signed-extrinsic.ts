import { compactNumber } from "@polkadot-api/substrate-bindings";
import type { RuntimeCall } from "../../native/practice/frame/context.ts";
import { signedBytes } from "../../native/practice/frame/extrinsic.ts";
import type { Runtime } from "../../native/practice/frame/runtime.ts";
import {
  type Era,
  era,
  multiAddress,
  multiSignature,
} from "../../native/practice/scale/substrate.ts";
import {
  compact,
  concatenated,
  hash256,
  option,
  u32,
  u64,
} from "../../native/practice/scale/type.ts";

/** Who does what, and where in its sender's order it is. */
export interface SignedCall {
  /** Its address in SS58, and what signs with sr25519. */
  readonly from: { readonly address: string; sign(message: Uint8Array): Uint8Array };
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

/** What differs from the usual: some of it is wrong on purpose, to be refused. */
export interface SignOptions {
  readonly nonce?: number;
  readonly tip?: bigint;
  readonly era?: Era;
  /** Hash the era begins at; the genesis hash when not given. */
  readonly eraHash?: string;
  readonly specVersion?: number;
  readonly genesis?: string;
  /** Signs in mode 1, with this hash of the metadata. */
  readonly metadataHash?: string;
}

/** A signed version-4 extrinsic with its length prefix; good for ever, without a tip, unless `wanted` says otherwise. */
export function signedExtrinsic(
  runtime: Runtime,
  genesis: string,
  wanted: SignedCall & SignOptions,
): Uint8Array {
  const { from, nonce, tip = 0n, era: span = { type: "Immortal" } } = wanted;
  const call = runtime.outer.call.codec.enc(wanted.call);
  const extra = concatenated([
    era.codec.enc(span),
    compact(u32).codec.enc(nonce),
    compact(u64).codec.enc(tip),
    Uint8Array.of(wanted.metadataHash === undefined ? 0 : 1),
  ]);
  const signedFor = wanted.genesis ?? genesis;
  const implicit = concatenated([
    u32.codec.enc(wanted.specVersion ?? runtime.version.specVersion),
    u32.codec.enc(runtime.version.transactionVersion),
    hash256.codec.enc(signedFor),
    hash256.codec.enc(wanted.eraHash ?? signedFor),
    option(hash256).codec.enc(wanted.metadataHash),
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
