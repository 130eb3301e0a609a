import { atMost, boundedBytes } from "../../../scale/bounded.ts";
import { compact, hash256, type ScaleType, u8, u16, u64, vec } from "../../../scale/type.ts";

/** Bytes of a timelocked commit. */
const LARGEST_COMMIT = 5_000;
const timelocked: ScaleType<Uint8Array> = atMost(boundedBytes, LARGEST_COMMIT);

const netuid = "NetUid";
const mechanism = "MechId";
const list = "Vec<u16>";
const lists = "Vec<Vec<u16>>";
const bound = "BoundedVec<u8, ConstU32<MAX_CRV3_COMMIT_SIZE_BYTES>>";

const revealed = { uids: vec(u16), values: vec(u16), salt: vec(u16), version_key: u64 } as const;
const revealedNames = { uids: list, values: list, salt: list, version_key: "u64" } as const;

/** Calls of SubtensorModule at spec 424 that commit to weights and reveal them. Weights in picoseconds, reads and writes included. */
export const commitCalls = {
  commit_weights: {
    index: 96,
    args: { netuid: u16, commit_hash: hash256 },
    typeNames: { netuid, commit_hash: "H256" },
    pays: false,
    weight: 594_049_000n,
  },
  reveal_weights: {
    index: 97,
    args: { netuid: u16, ...revealed },
    typeNames: { netuid, ...revealedNames },
    pays: false,
    weight: 786_227_000n,
  },
  batch_reveal_weights: {
    index: 98,
    args: {
      netuid: u16,
      uids_list: vec(vec(u16)),
      values_list: vec(vec(u16)),
      salts_list: vec(vec(u16)),
      version_keys: vec(u64),
    },
    typeNames: {
      netuid,
      uids_list: lists,
      values_list: lists,
      salts_list: lists,
      version_keys: "Vec<u64>",
    },
    pays: false,
    weight: 1_096_363_000n,
  },
  batch_commit_weights: {
    index: 100,
    args: { netuids: vec(compact(u16)), commit_hashes: vec(hash256) },
    typeNames: { netuids: "Vec<Compact<NetUid>>", commit_hashes: "Vec<H256>" },
    pays: false,
    weight: 722_224_000n,
  },
  commit_timelocked_weights: {
    index: 113,
    args: { netuid: u16, commit: timelocked, reveal_round: u64, commit_reveal_version: u16 },
    typeNames: { netuid, commit: bound, reveal_round: "u64", commit_reveal_version: "u16" },
    pays: false,
    weight: 636_951_000n,
  },
  commit_mechanism_weights: {
    index: 115,
    args: { netuid: u16, mecid: u8, commit_hash: hash256 },
    typeNames: { netuid, mecid: mechanism, commit_hash: "H256" },
    pays: false,
    weight: 430_130_000n,
  },
  reveal_mechanism_weights: {
    index: 116,
    args: { netuid: u16, mecid: u8, ...revealed },
    typeNames: { netuid, mecid: mechanism, ...revealedNames },
    pays: false,
    weight: 722_000_000n,
  },
  commit_crv3_mechanism_weights: {
    index: 117,
    args: { netuid: u16, mecid: u8, commit: timelocked, reveal_round: u64 },
    typeNames: { netuid, mecid: mechanism, commit: bound, reveal_round: "u64" },
    pays: false,
    weight: 452_750_000n,
  },
  commit_timelocked_mechanism_weights: {
    index: 118,
    args: {
      netuid: u16,
      mecid: u8,
      commit: timelocked,
      reveal_round: u64,
      commit_reveal_version: u16,
    },
    typeNames: {
      netuid,
      mecid: mechanism,
      commit: bound,
      reveal_round: "u64",
      commit_reveal_version: "u16",
    },
    pays: false,
    weight: 509_020_000n,
  },
} as const;
