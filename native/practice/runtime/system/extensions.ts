import type { SignedExtension } from "../../frame/extension.ts";
import { TransactionRefused } from "../../frame/validity.ts";
import { accountBytes } from "../../scale/account.ts";
import { type Era, era } from "../../scale/substrate.ts";
import {
  compact,
  concatenated,
  fixedBytes,
  hash256,
  newtype,
  option,
  type ScaleType,
  struct,
  u32,
  unit,
} from "../../scale/type.ts";
import { variant } from "../../scale/variant.ts";
import { system } from "./pallet.ts";

const checks = ["frame_system", "extensions"] as const;
const runtimePath = "node_subtensor_runtime";

/** An extension that adds nothing to the transaction and, unless told, nothing to what is signed. */
export function bareExtension(
  identifier: string,
  path: readonly string[],
  more: Partial<SignedExtension> = {},
): SignedExtension {
  const extra = struct([...path, identifier], {}) as ScaleType;
  return { identifier, extra, implicit: unit, ...more };
}

/** The zero account can sign nothing. */
export const checkNonZeroSender = bareExtension(
  "CheckNonZeroSender",
  [...checks, "check_non_zero_sender"],
  {
    validate(_context, { account }) {
      if (accountBytes(account).every((byte) => byte === 0)) {
        throw new TransactionRefused({ type: "BadSigner" });
      }
      return {};
    },
  },
);

/** Signed for this runtime's spec version only. */
export const checkSpecVersion = bareExtension(
  "CheckSpecVersion",
  [...checks, "check_spec_version"],
  {
    implicit: u32,
    implicitValue: ({ specVersion }) => specVersion,
  },
);

/** Signed for this transaction version only. */
export const checkTxVersion = bareExtension("CheckTxVersion", [...checks, "check_tx_version"], {
  implicit: u32,
  implicitValue: ({ transactionVersion }) => transactionVersion,
});

/** Signed for this chain only. */
export const checkGenesis = bareExtension("CheckGenesis", [...checks, "check_genesis"], {
  implicit: hash256,
  implicitValue: ({ state }) => system.storage.BlockHash.get(state, 0),
});

/** First block of a mortal era that holds at `block`. */
export function eraBirth(value: Era, block: number): number {
  if (value.type === "Immortal") return 0;
  const { period, phase } = value;
  return Math.floor((Math.max(block, phase) - phase) / period) * period + phase;
}

/** Valid only near the block it was signed at. */
export const checkMortality: SignedExtension = {
  identifier: "CheckMortality",
  extra: newtype([runtimePath, "check_mortality", "CheckMortality"], era, "Era") as ScaleType,
  implicit: hash256,
  implicitValue({ state, block }, value) {
    const hash = system.storage.BlockHash.find(state, eraBirth(value as Era, block));
    if (hash === undefined) throw new TransactionRefused({ type: "AncientBirthBlock" });
    return hash;
  },
  validate({ block }, _transaction, value) {
    const span = value as Era;
    if (span.type === "Immortal") return {};
    return { longevity: BigInt(eraBirth(span, block) + span.period - block) };
  },
};

function nonceTag(account: string, nonce: number): Uint8Array {
  return concatenated([accountBytes(account), u32.codec.enc(nonce)]);
}

/**
 * Each account's transactions in order, each once. As on finney, only calls that pay need the account to exist, so a fresh
 * hotkey may send free ones.
 */
export const checkNonce: SignedExtension = {
  identifier: "CheckNonce",
  extra: newtype([runtimePath, "check_nonce", "CheckNonce"], compact(u32), "T::Nonce") as ScaleType,
  implicit: unit,
  validate({ state }, { account, info }, value) {
    const given = Number(value);
    const { nonce, providers, sufficients } = system.storage.Account.get(state, account);
    if (info.pays && providers === 0 && sufficients === 0) {
      throw new TransactionRefused({ type: "Payment" });
    }
    if (given < nonce) throw new TransactionRefused({ type: "Stale" });
    return {
      provides: [nonceTag(account, given)],
      requires: given > nonce ? [nonceTag(account, given - 1)] : [],
    };
  },
  prepare({ state }, { account }, value) {
    const given = Number(value);
    const { nonce } = system.storage.Account.get(state, account);
    if (given !== nonce) throw new TransactionRefused({ type: given < nonce ? "Stale" : "Future" });
    system.storage.Account.mutate(state, account, (info) => ({ ...info, nonce: nonce + 1 }));
  },
};

/** Bounds what one call may weigh; the block builder bounds the whole. */
export const checkWeight = bareExtension("CheckWeight", [...checks, "check_weight"], {
  validate(_context, { info }) {
    const { max_extrinsic } = system.constants.BlockWeights.per_class.normal;
    if (info.weight > max_extrinsic.ref_time) {
      throw new TransactionRefused({ type: "ExhaustsResources" });
    }
    return {};
  },
});

/** May carry the hash of the metadata a signer was shown (RFC-0078); signed with another, the signature is wrong. */
export const checkMetadataHash: SignedExtension = {
  identifier: "CheckMetadataHash",
  extra: struct(
    ["frame_metadata_hash_extension", "CheckMetadataHash"],
    {
      mode: variant(["frame_metadata_hash_extension", "Mode"], {
        Disabled: { index: 0 },
        Enabled: { index: 1 },
      }),
    },
    { mode: "Mode" },
  ) as ScaleType,
  implicit: option(fixedBytes(32)),
  implicitValue({ metadataHash }, value) {
    const { mode } = value as { mode: { type: "Disabled" | "Enabled" } };
    return mode.type === "Enabled" ? metadataHash() : undefined;
  },
};
