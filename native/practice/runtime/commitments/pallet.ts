import { definePallet } from "../../frame/pallet.ts";
import { storageDoubleMap, storageValue } from "../../frame/storage.ts";
import { atMost, boundedVec } from "../../scale/bounded.ts";
import { btreeSet } from "../../scale/ordered.ts";
import { accountId, bytes, struct, tuple, u16, u32, u64, vec } from "../../scale/type.ts";
import { benchmarked } from "../system/weight.ts";
import { commitmentData } from "./data.ts";

const types = (name: string) => ["pallet_commitments", "types", name];
const MAX_FIELDS = 3;

const commitmentInfo = struct(
  types("CommitmentInfo"),
  { fields: atMost(boundedVec(commitmentData), MAX_FIELDS) },
  { fields: "BoundedVec<Data, FieldLimit>" },
  [{ name: "FieldLimit" }],
);

/** `Registration`: what an account committed on a subnet, and when. */
export const registration = struct(
  types("Registration"),
  { deposit: u64, block: u32, info: commitmentInfo },
  { deposit: "Balance", block: "BlockNumber", info: "CommitmentInfo<MaxFields>" },
  [
    { name: "Balance", type: u64.shape },
    { name: "MaxFields" },
    { name: "BlockNumber", type: u32.shape },
  ],
);

const usageTracker = struct(
  types("UsageTracker"),
  { last_epoch: u64, used_space: u64 },
  { last_epoch: "u64", used_space: "u64" },
);

/** By subnet and hotkey, as all of this pallet's maps are. */
const subnet = ["Identity", u16] as const;
const hotkey = ["Twox64Concat", accountId] as const;
const optional = { optional: true };
const who = { netuid: u16, who: accountId };
const whoNames = { netuid: "NetUid", who: "T::AccountId" };

/** The Commitments pallet: small data that neurons publish, open, hashed or timelocked. */
export const commitments = definePallet({
  name: "Commitments",
  index: 18,
  path: ["pallet_commitments", "pallet"],
  storage: {
    TimelockedIndex: storageValue(btreeSet(tuple(u16, accountId))),
    CommitmentOf: storageDoubleMap(subnet, hotkey, registration, optional),
    LastCommitment: storageDoubleMap(subnet, hotkey, u32, optional),
    LastBondsReset: storageDoubleMap(subnet, hotkey, u32, optional),
    RevealedCommitments: storageDoubleMap(subnet, hotkey, vec(tuple(bytes, u64)), optional),
    UsedSpaceOf: storageDoubleMap(subnet, hotkey, usageTracker, optional),
    MaxSpace: storageValue(u32, { default: 3_100 }),
  },
  calls: {
    set_commitment: {
      index: 0,
      args: { netuid: u16, info: commitmentInfo },
      typeNames: { netuid: "NetUid", info: "Box<CommitmentInfo<T::MaxFields>>" },
      pays: false,
      weight: benchmarked(33_480_000, 5, 4),
    },
    set_max_space: {
      index: 2,
      args: { new_limit: u32 },
      typeNames: { new_limit: "u32" },
      pays: true,
      weight: benchmarked(2_856_000, 0, 1),
    },
  },
  events: {
    Commitment: { index: 0, fields: who, typeNames: whoNames },
    TimelockCommitment: {
      index: 1,
      fields: { ...who, reveal_round: u64 },
      typeNames: { ...whoNames, reveal_round: "u64" },
    },
    CommitmentRevealed: { index: 2, fields: who, typeNames: whoNames },
  },
  errors: {
    TooManyFieldsInCommitmentInfo: 0,
    AccountNotAllowedCommit: 1,
    SpaceLimitExceeded: 2,
    UnexpectedUnreserveLeftover: 3,
  },
  constants: {
    MaxFields: { type: u32, value: MAX_FIELDS },
    InitialDeposit: { type: u64, value: 0n },
    FieldDeposit: { type: u64, value: 0n },
  },
});
