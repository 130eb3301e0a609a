import { DispatchFailure, ensureSigned } from "../../frame/context.ts";
import { implement } from "../../frame/pallet.ts";
import { reserve, unreserve } from "../balances/reserve.ts";
import { allSignatories, multisigAccount } from "./account.ts";
import { multisigDeposit, operate, sharedAccount, wanted } from "./operate.ts";
import { multisig } from "./pallet.ts";
import { encodedLength, operationWeights } from "./weights.ts";

const { Multisigs } = multisig.storage;

/** What the Multisig calls do: pallet_multisig of polkadot-sdk. */
export const multisigModule = implement(multisig, {
  as_multi_threshold_1(context, { other_signatories, call }) {
    const all = allSignatories(other_signatories, ensureSigned(context));
    const account = multisigAccount(all, 1);
    const outcome = context.dispatch(call, { kind: "signed", account });
    if (!outcome.ok) throw new DispatchFailure(outcome.error);
    const inner = outcome.actual?.weight;
    if (inner !== undefined)
      context.spent({ weight: operationWeights.single(encodedLength(call)) + inner });
  },
  as_multi(context, { maybe_timepoint, call, max_weight, ...group }) {
    operate(context, group, maybe_timepoint, wanted(call), max_weight);
  },
  approve_as_multi(context, { maybe_timepoint, call_hash, max_weight, ...group }) {
    operate(context, group, maybe_timepoint, { hash: call_hash, length: 0 }, max_weight);
  },
  cancel_as_multi(context, { timepoint, call_hash, ...group }) {
    const [who, account] = sharedAccount(context, group);
    const begun = Multisigs.find(context.state, account, call_hash) ?? multisig.fail("NotFound");
    const { when, depositor, deposit } = begun;
    if (when.height !== timepoint.height || when.index !== timepoint.index)
      multisig.fail("WrongTimepoint");
    if (depositor !== who) multisig.fail("NotOwner");
    unreserve(context, depositor, deposit);
    Multisigs.remove(context.state, account, call_hash);
    context.deposit(
      multisig.event.MultisigCancelled({
        cancelling: who,
        timepoint,
        multisig: account,
        call_hash,
      }),
    );
  },
  poke_deposit(context, { call_hash, ...group }) {
    const [who, account] = sharedAccount(context, group);
    const begun = Multisigs.find(context.state, account, call_hash) ?? multisig.fail("NotFound");
    if (begun.depositor !== who) multisig.fail("NotOwner");
    const { deposit: old } = begun;
    const deposit = multisigDeposit(group.threshold);
    if (deposit === old) return;
    if (deposit > old) reserve(context, who, deposit - old);
    else unreserve(context, who, old - deposit);
    Multisigs.put(context.state, account, call_hash, { ...begun, deposit });
    context.deposit(
      multisig.event.DepositPoked({ who, call_hash, old_deposit: old, new_deposit: deposit }),
    );
    context.spent({ pays: false });
  },
});
