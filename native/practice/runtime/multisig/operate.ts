import { Blake2256 } from "@polkadot-api/substrate-bindings";
import { type DispatchContext, ensureSigned, type RuntimeCall } from "../../frame/context.ts";
import { hexOf } from "../../frame/hasher.ts";
import { reserve, unreserve } from "../balances/reserve.ts";
import { runtimeCall } from "../runtime-call.ts";
import { allSignatories, compareAccounts, multisigAccount } from "./account.ts";
import { multisig, type Timepoint } from "./pallet.ts";
import { type MaxWeight, operationWeights } from "./weights.ts";

const { Multisigs } = multisig.storage;
const { DepositBase, DepositFactor } = multisig.constants;

/** Who holds the account together with the sender, and how many of them it takes. */
export interface Group {
  readonly threshold: number;
  readonly other_signatories: readonly string[];
}

/** What an approval is about. Without the call itself nothing can be executed. */
export interface Wanted {
  readonly hash: string;
  readonly call?: RuntimeCall;
  /** Bytes of the call's SCALE; 0 without the call. */
  readonly length: number;
}

/** Rao reserved from whoever begins an operation. */
export function multisigDeposit(threshold: number): bigint {
  return DepositBase + DepositFactor * BigInt(threshold);
}

/** A call with the hash by which it is approved: blake2-256 of its SCALE. */
export function wanted(call: RuntimeCall): Wanted {
  const bytes = runtimeCall.type.codec.enc(call);
  return { hash: `0x${hexOf(Blake2256(bytes))}`, call, length: bytes.length };
}

/** The sender and the account of a call on an operation. Fails it with MinimumThreshold or as {@link allSignatories}. */
export function sharedAccount(context: DispatchContext, group: Group): readonly [string, string] {
  const who = ensureSigned(context);
  if (group.threshold < 2) multisig.fail("MinimumThreshold");
  const all = allSignatories(group.other_signatories, who);
  return [who, multisigAccount(all, group.threshold)];
}

/** Begins an operation, approves it, or executes it when this approval is the last one needed. */
export function operate(
  context: DispatchContext,
  group: Group,
  timepoint: Timepoint | undefined,
  { hash, call, length }: Wanted,
  maxWeight: MaxWeight,
): void {
  const [who, account] = sharedAccount(context, group);
  const { state } = context;
  const others = group.other_signatories.length;
  const begun = Multisigs.find(state, account, hash);
  if (!begun) {
    if (timepoint) multisig.fail("UnexpectedTimepoint");
    begin(context, who, account, hash, group.threshold);
    context.spent({ weight: operationWeights.create(others, length) });
    return;
  }
  const given = timepoint ?? multisig.fail("NoTimepoint");
  if (begun.when.height !== given.height || begun.when.index !== given.index)
    multisig.fail("WrongTimepoint");
  const { approvals } = begun;
  const counts = approvals.length < group.threshold && !approvals.includes(who);
  const told = { approving: who, timepoint: given, multisig: account, call_hash: hash };
  if (call && approvals.length + (counts ? 1 : 0) >= group.threshold) {
    if (context.weightOf(call) > maxWeight.ref_time) multisig.fail("MaxWeightTooLow");
    // Gone before the call runs, so that it cannot be executed a second time from within.
    Multisigs.remove(state, account, hash);
    unreserve(context, begun.depositor, begun.deposit);
    const outcome = context.dispatch(call, { kind: "signed", account });
    const result = outcome.ok
      ? { type: "Ok" as const, value: undefined }
      : { type: "Err" as const, value: outcome.error };
    context.deposit(multisig.event.MultisigExecuted({ ...told, result }));
    const inner = outcome.ok ? outcome.actual?.weight : undefined;
    if (inner !== undefined)
      context.spent({ weight: operationWeights.complete(others, length) + inner });
    return;
  }
  if (!counts) multisig.fail("AlreadyApproved");
  const next = [...approvals, who].sort(compareAccounts);
  Multisigs.put(state, account, hash, { ...begun, approvals: next });
  context.deposit(multisig.event.MultisigApproval(told));
  context.spent({ weight: operationWeights.approve(others, length) });
}

function begin(
  context: DispatchContext,
  who: string,
  account: string,
  hash: string,
  threshold: number,
): void {
  const deposit = multisigDeposit(threshold);
  reserve(context, who, deposit);
  const when = { height: context.block, index: context.extrinsicIndex ?? 0 };
  const operation = { when, deposit, depositor: who, approvals: [who] };
  Multisigs.put(context.state, account, hash, operation);
  context.deposit(
    multisig.event.NewMultisig({ approving: who, multisig: account, call_hash: hash }),
  );
}
