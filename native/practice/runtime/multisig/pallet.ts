import { dispatchResult } from "../../frame/context.ts";
import { definePallet } from "../../frame/pallet.ts";
import { storageDoubleMap } from "../../frame/storage.ts";
import { boundedVec } from "../../scale/bounded.ts";
import { weight } from "../../scale/substrate.ts";
import {
  accountId,
  fixedBytes,
  option,
  struct,
  u16,
  u32,
  u64,
  type ValueOf,
  vec,
} from "../../scale/type.ts";
import { runtimeCall } from "../runtime-call.ts";
import { multisigWeights } from "./weights.ts";

const blockParameter = { name: "BlockNumber", type: u32.shape };

/** The block and the extrinsic in it that began an operation. */
const timepoint = struct(
  ["pallet_multisig", "Timepoint"],
  { height: u32, index: u32 },
  { height: "BlockNumber", index: "u32" },
  [blockParameter],
);
/** A `Timepoint` decoded: block height and index of the extrinsic. */
export type Timepoint = ValueOf<typeof timepoint>;

const operation = struct(
  ["pallet_multisig", "Multisig"],
  { when: timepoint, deposit: u64, depositor: accountId, approvals: boundedVec(accountId) },
  {
    when: "Timepoint<BlockNumber>",
    deposit: "Balance",
    depositor: "AccountId",
    approvals: "BoundedVec<AccountId, MaxApprovals>",
  },
  [
    blockParameter,
    { name: "Balance", type: u64.shape },
    { name: "AccountId", type: accountId.shape },
    { name: "MaxApprovals" },
  ],
);

const hash = fixedBytes(32);
const signatories = { other_signatories: vec(accountId) };
const group = { threshold: u16, ...signatories };
const account = "T::AccountId";
const names = {
  threshold: "u16",
  other_signatories: "Vec<T::AccountId>",
  call: "Box<<T as Config>::RuntimeCall>",
  call_hash: "[u8; 32]",
  max_weight: "Weight",
  maybe_timepoint: "Option<Timepoint<BlockNumberFor<T>>>",
  timepoint: "Timepoint<BlockNumberFor<T>>",
};
const eventNames = {
  approving: account,
  cancelling: account,
  multisig: account,
  timepoint: "Timepoint<BlockNumberFor<T>>",
  call_hash: "CallHash",
  result: "DispatchResult",
};

/** The Multisig pallet: accounts that several people hold together. */
export const multisig = definePallet({
  name: "Multisig",
  index: 13,
  path: ["pallet_multisig", "pallet"],
  associatedTypes: { RuntimeCall: runtimeCall.type },
  storage: {
    Multisigs: storageDoubleMap(
      ["Twox64Concat", accountId],
      ["Blake2_128Concat", hash],
      operation,
      {
        optional: true,
      },
    ),
  },
  calls: {
    as_multi_threshold_1: {
      index: 0,
      args: { ...signatories, call: runtimeCall.type },
      typeNames: names,
      pays: true,
      weight: multisigWeights.as_multi_threshold_1,
    },
    as_multi: {
      index: 1,
      args: {
        ...group,
        maybe_timepoint: option(timepoint),
        call: runtimeCall.type,
        max_weight: weight,
      },
      typeNames: names,
      pays: true,
      weight: multisigWeights.as_multi,
    },
    approve_as_multi: {
      index: 2,
      args: { ...group, maybe_timepoint: option(timepoint), call_hash: hash, max_weight: weight },
      typeNames: names,
      pays: true,
      weight: multisigWeights.approve_as_multi,
    },
    cancel_as_multi: {
      index: 3,
      args: { ...group, timepoint, call_hash: hash },
      typeNames: names,
      pays: true,
      weight: multisigWeights.cancel_as_multi,
    },
    poke_deposit: {
      index: 4,
      args: { ...group, call_hash: hash },
      typeNames: names,
      pays: true,
      weight: multisigWeights.poke_deposit,
    },
  },
  events: {
    NewMultisig: {
      index: 0,
      fields: { approving: accountId, multisig: accountId, call_hash: hash },
      typeNames: eventNames,
    },
    MultisigApproval: {
      index: 1,
      fields: { approving: accountId, timepoint, multisig: accountId, call_hash: hash },
      typeNames: eventNames,
    },
    MultisigExecuted: {
      index: 2,
      fields: {
        approving: accountId,
        timepoint,
        multisig: accountId,
        call_hash: hash,
        result: dispatchResult,
      },
      typeNames: eventNames,
    },
    MultisigCancelled: {
      index: 3,
      fields: { cancelling: accountId, timepoint, multisig: accountId, call_hash: hash },
      typeNames: eventNames,
    },
    DepositPoked: {
      index: 4,
      fields: { who: accountId, call_hash: hash, old_deposit: u64, new_deposit: u64 },
      typeNames: {
        who: account,
        call_hash: "CallHash",
        old_deposit: "BalanceOf<T>",
        new_deposit: "BalanceOf<T>",
      },
    },
  },
  errors: {
    MinimumThreshold: 0,
    AlreadyApproved: 1,
    NoApprovalsNeeded: 2,
    TooFewSignatories: 3,
    TooManySignatories: 4,
    SignatoriesOutOfOrder: 5,
    SenderInSignatories: 6,
    NotFound: 7,
    NotOwner: 8,
    NoTimepoint: 9,
    WrongTimepoint: 10,
    UnexpectedTimepoint: 11,
    MaxWeightTooLow: 12,
    AlreadyStored: 13,
  },
  constants: {
    DepositBase: { type: u64, value: 132_000_000n },
    DepositFactor: { type: u64, value: 32_000_000n },
    MaxSignatories: { type: u32, value: 100 },
  },
});
