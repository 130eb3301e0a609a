import { type DispatchContext, DispatchFailure, ensureSigned } from "../../frame/context.ts";
import { transfer } from "../balances/balance.ts";
import { type BoundedCall, dropCall, readCall } from "../preimage/bounded-call.ts";
import { removeProvider } from "../system/references.ts";
import { crowdloan, REFUND_LIMIT, refundWeight } from "./pallet.ts";
import { changeable, existing } from "./rules.ts";

const { Contributions, Crowdloans, CurrentCrowdloanId, MaxContributions } = crowdloan.storage;

/** Uses a full crowdloan: its money goes to its target, or its call runs as the creator's, who pays for it. */
export function finalize(context: DispatchContext, id: number): void {
  const who = ensureSigned(context);
  const { state } = context;
  const loan = existing(state, id);
  if (who !== loan.creator) crowdloan.fail("InvalidOrigin");
  if (loan.raised !== loan.cap) crowdloan.fail("CapNotRaised");
  if (loan.finalized) crowdloan.fail("AlreadyFinalized");
  const { call, target_address: target } = loan;
  if (call && target === undefined) runStored(context, id, who, call);
  else if (target !== undefined && !call)
    transfer(context, loan.funds_account, target, loan.raised, false);
  else crowdloan.fail("InvalidFinalizationConfig");
  Crowdloans.put(state, id, { ...loan, finalized: true });
  context.deposit(crowdloan.event.Finalized({ crowdloan_id: id }));
}

/** Gives up to 50 contributors their money back; the creator's stays until the crowdloan is dissolved. */
export function refund(context: DispatchContext, id: number): void {
  const { state } = context;
  const loan = changeable(state, id, ensureSigned(context));
  const owed = Contributions.entries(state, id).filter(
    ([[, contributor]]) => contributor !== loan.creator,
  );
  const paid = owed.slice(0, REFUND_LIMIT);
  let raised = loan.raised;
  for (const [[, contributor], amount] of paid) {
    transfer(context, loan.funds_account, contributor, amount, false);
    Contributions.remove(state, id, contributor);
    raised -= amount;
  }
  const contributors_count = loan.contributors_count - paid.length;
  Crowdloans.put(state, id, { ...loan, raised, contributors_count });
  const told = { crowdloan_id: id };
  if (paid.length === owed.length) context.spent({ weight: refundWeight(paid.length) });
  context.deposit(
    paid.length === owed.length
      ? crowdloan.event.AllRefunded(told)
      : crowdloan.event.PartiallyRefunded(told),
  );
}

/** Ends a crowdloan in which nobody but the creator has money, and gives that back. */
export function dissolve(context: DispatchContext, id: number): void {
  const { state } = context;
  const { creator, raised, funds_account, call } = changeable(state, id, ensureSigned(context));
  const own = Contributions.find(state, id, creator) ?? crowdloan.fail("NoContribution");
  if (own !== raised) crowdloan.fail("NotReadyToDissolve");
  transfer(context, funds_account, creator, own, false);
  Contributions.remove(state, id, creator);
  if (call) dropCall(context, call);
  removeProvider(context, funds_account);
  Crowdloans.remove(state, id);
  MaxContributions.remove(state, id);
  context.deposit(crowdloan.event.Dissolved({ crowdloan_id: id }));
}

/** Runs the crowdloan's call, which may ask for the crowdloan it runs in. */
function runStored(
  context: DispatchContext,
  id: number,
  creator: string,
  stored: BoundedCall,
): void {
  CurrentCrowdloanId.put(context.state, id);
  const call = readCall(context.state, stored) ?? crowdloan.fail("CallUnavailable");
  const outcome = context.dispatch(call, { kind: "signed", account: creator });
  if (!outcome.ok) throw new DispatchFailure(outcome.error);
  CurrentCrowdloanId.remove(context.state);
}
