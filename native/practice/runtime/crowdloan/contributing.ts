import { type DispatchContext, ensureSigned, type RuntimeCall } from "../../frame/context.ts";
import { freeBalance, transfer } from "../balances/balance.ts";
import { storeCall } from "../preimage/bounded-call.ts";
import { addProvider } from "../system/references.ts";
import { type Crowdloan, crowdloan } from "./pallet.ts";
import { checkEnd, existing, fundsAccount } from "./rules.ts";

const { Contributions, Crowdloans, MaxContributions, NextCrowdloanId } = crowdloan.storage;
const { AbsoluteMinimumContribution, MaxContributors, MinimumDeposit } = crowdloan.constants;
const U32_MAX = 0xffff_ffff;

/** What a crowdloan is created of; amounts in rao. */
export interface Creation {
  readonly deposit: bigint;
  readonly min_contribution: bigint;
  readonly cap: bigint;
  readonly end: number;
  readonly call: RuntimeCall | undefined;
  readonly target_address: string | undefined;
}

/** Opens a crowdloan with its creator's deposit as the first contribution. */
export function create(context: DispatchContext, wanted: Creation): void {
  const creator = ensureSigned(context);
  const { state, block } = context;
  const { deposit, min_contribution, cap, end, call, target_address } = wanted;
  if (deposit < MinimumDeposit) crowdloan.fail("DepositTooLow");
  if (cap <= deposit) crowdloan.fail("CapTooLow");
  if (min_contribution < AbsoluteMinimumContribution) crowdloan.fail("MinimumContributionTooLow");
  if ((call === undefined) === (target_address === undefined))
    crowdloan.fail("InvalidFinalizationConfig");
  checkEnd(block, end);
  if (freeBalance(state, creator) < deposit) crowdloan.fail("InsufficientBalance");
  const id = NextCrowdloanId.get(state);
  if (id >= U32_MAX) crowdloan.fail("Overflow");
  NextCrowdloanId.put(state, id + 1);
  const funds_account = fundsAccount(id);
  // The account lives as long as the crowdloan, whatever it holds.
  addProvider(context, funds_account);
  Crowdloans.put(state, id, {
    creator,
    deposit,
    min_contribution,
    end,
    cap,
    funds_account,
    raised: deposit,
    target_address,
    call: call && storeCall(context, call),
    finalized: false,
    contributors_count: 1,
  });
  transfer(context, creator, funds_account, deposit, false);
  Contributions.put(state, id, creator, deposit);
  context.deposit(crowdloan.event.Created({ crowdloan_id: id, creator, end, cap }));
}

/** Contributes up to what is left to raise and what the contributor may still give. */
export function contribute(context: DispatchContext, id: number, offered: bigint): void {
  const contributor = ensureSigned(context);
  const { state, block } = context;
  const loan = existing(state, id);
  if (block >= loan.end) crowdloan.fail("ContributionPeriodEnded");
  if (loan.raised >= loan.cap) crowdloan.fail("CapRaised");
  if (offered < loan.min_contribution) crowdloan.fail("ContributionTooLow");
  // As on chain, a full house takes nothing more of those who are in it either.
  if (loan.contributors_count >= MaxContributors) crowdloan.fail("MaxContributorsReached");
  const given = Contributions.find(state, id, contributor);
  const most = MaxContributions.find(state, id);
  if (most !== undefined && (given ?? 0n) >= most) crowdloan.fail("MaxContributionReached");
  const amount = least(
    offered,
    loan.cap - loan.raised,
    most === undefined ? offered : most - (given ?? 0n),
  );
  if (freeBalance(state, contributor) < amount) crowdloan.fail("InsufficientBalance");
  transfer(context, contributor, loan.funds_account, amount, false);
  Contributions.put(state, id, contributor, (given ?? 0n) + amount);
  Crowdloans.put(state, id, {
    ...loan,
    raised: loan.raised + amount,
    contributors_count: loan.contributors_count + (given === undefined ? 1 : 0),
  });
  context.deposit(crowdloan.event.Contributed({ crowdloan_id: id, contributor, amount }));
}

/** Gives a contribution back, its creator's down to the deposit. */
export function withdraw(context: DispatchContext, id: number): void {
  const who = ensureSigned(context);
  const { state } = context;
  const loan = existing(state, id);
  if (loan.finalized) crowdloan.fail("AlreadyFinalized");
  const given = Contributions.find(state, id, who) ?? 0n;
  if (given === 0n) crowdloan.fail("NoContribution");
  const isCreator = who === loan.creator;
  const amount = isCreator ? given - loan.deposit : given;
  if (amount <= 0n) crowdloan.fail("DepositCannotBeWithdrawn");
  if (isCreator) Contributions.put(state, id, who, loan.deposit);
  else Contributions.remove(state, id, who);
  transfer(context, loan.funds_account, who, amount, false);
  const left: Crowdloan = {
    ...loan,
    raised: loan.raised - amount,
    contributors_count: loan.contributors_count - (isCreator ? 0 : 1),
  };
  Crowdloans.put(state, id, left);
  context.deposit(crowdloan.event.Withdrew({ crowdloan_id: id, contributor: who, amount }));
}

function least(...amounts: bigint[]): bigint {
  return amounts.sort((left, right) => Number(left - right))[0] ?? 0n;
}
