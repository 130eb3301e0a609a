import { U64F64 } from "../../../../protocol/fixed-point.ts";
import { type DispatchContext, ensureSigned } from "../../../frame/context.ts";
import { freeBalance, transfer } from "../../balances/balance.ts";
import { type Crowdloan, crowdloan } from "../../crowdloan/pallet.ts";
import { addProxy } from "../../proxy/delegates.ts";
import { addProvider } from "../../system/references.ts";
import { benchmarked } from "../../system/weight.ts";
import { ensure, event, storage } from "../pallet.ts";
import { registerNetwork } from "../subnets/subnets.ts";
import { leaseColdkey, leaseHotkey } from "./accounts.ts";

const U32_MAX = 0xffff_ffff;

/** What a subnet is leased on: the contributors' percents of the owner's cut, and the block up to which they get them. */
export interface LeaseTerms {
  readonly emissionsShare: number;
  readonly endBlock: number | undefined;
}

/**
 * Founds a subnet with the money of the crowdloan whose call this is. Its creator becomes the beneficiary, who runs the
 * subnet as a proxy of the lease's account; the other contributors' shares are noted, and what was not needed goes back to
 * all. Source: subnets/leasing.rs, do_register_leased_network, checks in its order.
 */
export function registerLease(context: DispatchContext, terms: LeaseTerms): void {
  const { state, block } = context;
  const beneficiary = ensureSigned(context);
  const [loanId, loan] = loanInProgress(context);
  ensure(beneficiary === loan.creator, "InvalidLeaseBeneficiary");
  const { endBlock } = terms;
  ensure(endBlock === undefined || endBlock > block, "LeaseCannotEndInThePast");
  const lease = storage.NextSubnetLeaseId.get(state);
  ensure(lease < U32_MAX, "Overflow");
  storage.NextSubnetLeaseId.put(state, lease + 1);
  const coldkey = leaseColdkey(lease);
  const hotkey = leaseHotkey(lease);
  // Both accounts live as long as the lease, whatever they hold.
  addProvider(context, coldkey);
  addProvider(context, hotkey);
  transfer(context, loan.funds_account, coldkey, loan.raised, false);
  const netuid = registerNetwork(context, coldkey, hotkey);
  addProxy(context, coldkey, beneficiary, "SubnetLeaseBeneficiary", 0);
  const leftover = freeBalance(state, coldkey);
  storage.SubnetLeases.put(state, lease, {
    beneficiary,
    coldkey,
    hotkey,
    emissions_share: terms.emissionsShare,
    end_block: endBlock,
    netuid,
    cost: loan.raised - leftover,
  });
  storage.SubnetUidToLeaseId.put(state, netuid, lease);
  // Contributors get their dividends whole: the lease's hotkey takes nothing.
  storage.Delegates.put(state, hotkey, 0);
  giveBack(context, { lease, loanId, loan, leftover });
  context.deposit(
    event.SubnetLeaseCreated({ beneficiary, lease_id: lease, netuid, end_block: endBlock }),
  );
  const count = loan.contributors_count;
  if (count < crowdloan.constants.MaxContributors)
    context.spent({
      weight: benchmarked(301_560_714 + 26_884_006 * count, 41 + 2 * count, 55 + 2 * count),
    });
}

/** The crowdloan that runs this call. Fails the call with Crowdloan.InvalidCrowdloanId when none does. */
function loanInProgress({ state }: DispatchContext): [id: number, loan: Crowdloan] {
  const { CurrentCrowdloanId, Crowdloans } = crowdloan.storage;
  const id = CurrentCrowdloanId.find(state) ?? crowdloan.fail("InvalidCrowdloanId");
  return [id, Crowdloans.find(state, id) ?? crowdloan.fail("InvalidCrowdloanId")];
}

interface Settlement {
  readonly lease: number;
  readonly loanId: number;
  readonly loan: Crowdloan;
  readonly leftover: bigint;
}

/** Notes each contributor's share and pays back its part of the leftover; the beneficiary's is what remains. */
function giveBack(context: DispatchContext, { lease, loanId, loan, leftover }: Settlement): void {
  const { state } = context;
  const coldkey = leaseColdkey(lease);
  const raised = U64F64.fromInteger(loan.raised);
  let remaining = leftover;
  for (const [[, contributor], amount] of crowdloan.storage.Contributions.entries(state, loanId)) {
    if (contributor === loan.creator) continue;
    const share = U64F64.divide(U64F64.fromInteger(amount), raised);
    storage.SubnetLeaseShares.put(state, lease, contributor, { bits: share });
    const refund = U64F64.toInteger(U64F64.multiply(share, U64F64.fromInteger(leftover)));
    if (refund > 0n) transfer(context, coldkey, contributor, refund, false);
    remaining -= refund;
  }
  if (remaining > 0n) transfer(context, coldkey, loan.creator, remaining, false);
}
