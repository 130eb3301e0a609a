import { compactNumber } from "@polkadot-api/substrate-bindings";
import { signedBytes } from "../../native/practice/frame/extrinsic.ts";
import type { Runtime } from "../../native/practice/frame/runtime.ts";
import { era, multiAddress, multiSignature } from "../../native/practice/scale/substrate.ts";
import { compact, concatenated, hash256, u32, u64 } from "../../native/practice/scale/type.ts";
import type { Keypair } from "../../native/wallet/keypair.ts";

/** What a transfer moves and where in its sender's order it is. */
export interface Transfer {
  readonly from: Keypair;
  readonly to: string;
  readonly rao: bigint;
  readonly nonce: number;
}

/** A signed version-4 extrinsic that moves money, with its length prefix; good for ever, without a tip. */
export function signedTransfer(runtime: Runtime, genesis: string, transfer: Transfer): Uint8Array {
  const { from, to, rao, nonce } = transfer;
  const call = runtime.outer.call.codec.enc({
    type: "Balances",
    value: {
      type: "transfer_keep_alive",
      value: { dest: { type: "Id", value: to }, value: rao },
    },
  });
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
