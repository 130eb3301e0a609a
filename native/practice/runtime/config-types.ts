import { digest } from "../scale/substrate.ts";
import {
  accountId,
  compact,
  fixedBytes,
  hash256,
  newtype,
  type ScaleType,
  struct,
  u32,
  vec,
} from "../scale/type.ts";
import { variant } from "../scale/variant.ts";

/** A marker type that holds nothing: the name of finney's hash function. */
export const blakeTwo256 = struct(["sp_runtime", "traits", "BlakeTwo256"], {}) as ScaleType;

/** The public key of a block author on finney. */
export const authorityId = newtype(
  ["sp_consensus_aura", "sr25519", "app_sr25519", "Public"],
  fixedBytes(32),
  "sr25519::Public",
);

const reasonsOf = (pallet: string, ...names: readonly string[]) =>
  variant(
    [pallet, "pallet", "HoldReason"],
    Object.fromEntries(names.map((name, index) => [name, { index }])),
  );

/** Why a balance may be held, by pallet: finney's reasons. Here Preimage alone holds anything. */
export const holdReason = variant(["node_subtensor_runtime", "RuntimeHoldReason"], {
  Preimage: {
    index: 14,
    fields: [
      variant(["pallet_preimage", "pallet", "HoldReason"], { Preimage: { index: 0 } }),
    ] as const,
    typeNames: ["pallet_preimage::HoldReason"],
  },
  SafeMode: {
    index: 20,
    fields: [reasonsOf("pallet_safe_mode", "EnterOrExtend")] as const,
    typeNames: ["pallet_safe_mode::HoldReason"],
  },
  Contracts: {
    index: 29,
    fields: [
      reasonsOf("pallet_contracts", "CodeUploadDepositReserve", "StorageDepositReserve"),
    ] as const,
    typeNames: ["pallet_contracts::HoldReason"],
  },
});

/** Why a balance may be frozen: for no reason, as on finney. */
export const freezeReason = variant(["node_subtensor_runtime", "RuntimeFreezeReason"], {});

const rawOrigin = variant(
  ["frame_support", "dispatch", "RawOrigin"],
  {
    Root: { index: 0 },
    Signed: { index: 1, fields: [accountId] as const, typeNames: ["AccountId"] },
    None: { index: 2 },
    Authorized: { index: 3 },
  },
  [{ name: "AccountId", type: accountId.shape }],
);

const ethereumOrigin = variant(["pallet_ethereum", "RawOrigin"], {
  EthereumTransaction: {
    index: 0,
    fields: [newtype(["primitive_types", "H160"], fixedBytes(20), "[u8; 20]")] as const,
    typeNames: ["H160"],
  },
});

/** In whose name a call runs, as finney encodes it. */
export const originCaller = variant(["node_subtensor_runtime", "OriginCaller"], {
  system: {
    index: 0,
    fields: [rawOrigin] as const,
    typeNames: ["frame_system::Origin<Runtime>"],
  },
  Ethereum: {
    index: 21,
    fields: [ethereumOrigin] as const,
    typeNames: ["pallet_ethereum::Origin"],
  },
});

/** The header of a block. */
export const header = struct(
  ["sp_runtime", "generic", "header", "Header"],
  {
    parent_hash: hash256,
    number: compact(u32),
    state_root: hash256,
    extrinsics_root: hash256,
    digest,
  },
  {
    parent_hash: "Hash::Output",
    number: "Number",
    state_root: "Hash::Output",
    extrinsics_root: "Hash::Output",
    digest: "Digest",
  },
  [{ name: "Number", type: u32.shape }, { name: "Hash" }],
);

/** A block of a composition whose extrinsics are of the given type. */
export function blockType(extrinsic: ScaleType): ScaleType {
  return struct(
    ["sp_runtime", "generic", "block", "Block"],
    { header, extrinsics: vec(extrinsic) },
    { header: "Header", extrinsics: "Vec<Extrinsic>" },
    [
      { name: "Header", type: header.shape },
      { name: "Extrinsic", type: extrinsic.shape },
    ],
  );
}
