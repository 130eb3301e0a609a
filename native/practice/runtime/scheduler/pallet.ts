import { dispatchResult } from "../../frame/context.ts";
import { definePallet } from "../../frame/pallet.ts";
import { storageMap, storageValue } from "../../frame/storage.ts";
import { boundedVec } from "../../scale/bounded.ts";
import { weight } from "../../scale/substrate.ts";
import {
  accountId,
  fixedBytes,
  option,
  struct,
  tuple,
  u8,
  u32,
  type ValueOf,
} from "../../scale/type.ts";
import { originCaller } from "../config-types.ts";
import { boundedCall } from "../preimage/bounded-call.ts";
import { runtimeCall } from "../runtime-call.ts";

/** Picoseconds that what is scheduled may take of a block: four fifths of it. */
export const MOST_WEIGHT = 3_200_000_000_000n;
/** Tasks of one block. */
export const MOST_TASKS = 50;

/** Block, and place in the block's agenda. */
const address = tuple(u32, u32);
const name = fixedBytes(32);
const period = option(tuple(u32, u32));

const scheduled = struct(
  ["pallet_scheduler", "Scheduled"],
  {
    maybe_id: option(name),
    priority: u8,
    call: boundedCall,
    maybe_periodic: period,
    origin: originCaller,
  },
  {
    maybe_id: "Option<Name>",
    priority: "schedule::Priority",
    call: "Call",
    maybe_periodic: "Option<schedule::Period<BlockNumber>>",
    origin: "PalletsOrigin",
  },
  [
    { name: "Name", type: name.shape },
    { name: "Call", type: boundedCall.shape },
    { name: "BlockNumber", type: u32.shape },
    { name: "PalletsOrigin", type: originCaller.shape },
    { name: "AccountId", type: accountId.shape },
  ],
);
/** A call that waits for its block, or `[period, repetitions left]` blocks for its next time. */
export type Scheduled = ValueOf<typeof scheduled>;

const retryConfig = struct(
  ["pallet_scheduler", "RetryConfig"],
  { total_retries: u8, remaining: u8, period: u32 },
  { total_retries: "u8", remaining: "u8", period: "Period" },
  [{ name: "Period", type: u32.shape }],
);
/** How often a task that failed is tried again, and after how many blocks. */
export type RetryConfig = ValueOf<typeof retryConfig>;

const BLOCK = "BlockNumberFor<T>";
const PERIOD = `Option<schedule::Period<${BLOCK}>>`;
const ADDRESS = `TaskAddress<${BLOCK}>`;
const byName = { id: name };
const task = { maybe_periodic: period, priority: u8, call: runtimeCall.type };
const taskNames = {
  maybe_periodic: PERIOD,
  priority: "schedule::Priority",
  call: "Box<<T as Config>::RuntimeCall>",
};
const placed = { when: u32, index: u32 };
const placedNames = { when: BLOCK, index: "u32" };
const done = { task: address, id: option(name) };
const doneNames = { task: ADDRESS, id: "Option<TaskName>" };
const retry = { retries: u8, period: u32 };
const retryNames = { retries: "u8", period: BLOCK };
const pays = true;

/** Pallet 15: calls that root wants run in a later block. Source: pallet-scheduler of polkadot-sdk. */
export const scheduler = definePallet({
  name: "Scheduler",
  index: 15,
  path: ["pallet_scheduler", "pallet"],
  associatedTypes: { RuntimeCall: runtimeCall.type },
  storage: {
    IncompleteSince: storageValue(u32, { optional: true }),
    Agenda: storageMap(["Twox64Concat", u32], boundedVec(option(scheduled))),
    Retries: storageMap(["Blake2_128Concat", address], retryConfig, { optional: true }),
    Lookup: storageMap(["Twox64Concat", name], address, { optional: true }),
  },
  calls: {
    schedule: {
      index: 0,
      args: { when: u32, ...task },
      typeNames: { when: BLOCK, ...taskNames },
      pays,
    },
    cancel: { index: 1, args: placed, typeNames: placedNames, pays },
    schedule_named: {
      index: 2,
      args: { ...byName, when: u32, ...task },
      typeNames: { id: "TaskName", when: BLOCK, ...taskNames },
      pays,
    },
    cancel_named: { index: 3, args: byName, typeNames: { id: "TaskName" }, pays },
    schedule_after: {
      index: 4,
      args: { after: u32, ...task },
      typeNames: { after: BLOCK, ...taskNames },
      pays,
    },
    schedule_named_after: {
      index: 5,
      args: { ...byName, after: u32, ...task },
      typeNames: { id: "TaskName", after: BLOCK, ...taskNames },
      pays,
    },
    set_retry: {
      index: 6,
      args: { task: address, ...retry },
      typeNames: { task: ADDRESS, ...retryNames },
      pays,
    },
    set_retry_named: {
      index: 7,
      args: { ...byName, ...retry },
      typeNames: { id: "TaskName", ...retryNames },
      pays,
    },
    cancel_retry: { index: 8, args: { task: address }, typeNames: { task: ADDRESS }, pays },
    cancel_retry_named: { index: 9, args: byName, typeNames: { id: "TaskName" }, pays },
  },
  events: {
    Scheduled: { index: 0, fields: placed, typeNames: placedNames },
    Canceled: { index: 1, fields: placed, typeNames: placedNames },
    Dispatched: {
      index: 2,
      fields: { ...done, result: dispatchResult },
      typeNames: { ...doneNames, result: "DispatchResult" },
    },
    RetrySet: {
      index: 3,
      fields: { ...done, period: u32, retries: u8 },
      typeNames: { ...doneNames, period: BLOCK, retries: "u8" },
    },
    RetryCancelled: { index: 4, fields: done, typeNames: doneNames },
    CallUnavailable: { index: 5, fields: done, typeNames: doneNames },
    PeriodicFailed: { index: 6, fields: done, typeNames: doneNames },
    RetryFailed: { index: 7, fields: done, typeNames: doneNames },
    PermanentlyOverweight: { index: 8, fields: done, typeNames: doneNames },
    AgendaIncomplete: { index: 9, fields: { when: u32 }, typeNames: { when: BLOCK } },
  },
  errors: {
    FailedToSchedule: 0,
    NotFound: 1,
    TargetBlockNumberInPast: 2,
    RescheduleNoChange: 3,
    Named: 4,
  },
  constants: {
    MaximumWeight: {
      type: weight,
      value: { ref_time: MOST_WEIGHT, proof_size: 14_757_395_258_967_641_292n },
    },
    MaxScheduledPerBlock: { type: u32, value: MOST_TASKS },
  },
});
