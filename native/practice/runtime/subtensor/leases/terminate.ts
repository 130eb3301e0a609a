import { type DispatchContext, DispatchFailure, ensureSigned } from "../../../frame/context.ts";
import { crowdloan } from "../../crowdloan/pallet.ts";
import { removeProxy } from "../../proxy/delegates.ts";
import { removeProvider } from "../../system/references.ts";
import { benchmarked } from "../../system/weight.ts";
import { isSubnetAccount, owns } from "../accounts.ts";
import { ensure, event, fail, storage } from "../pallet.ts";

/**
 * Ends a lease whose last block has come: the subnet is its beneficiary's from now on, under a hotkey of its own. Source:
 * subnets/leasing.rs, do_terminate_lease, checks in its order.
 */
export function terminateLease(context: DispatchContext, lease: number, hotkey: string): void {
  const { state, block } = context;
  const who = ensureSigned(context);
  const terms = storage.SubnetLeases.find(state, lease) ?? fail("LeaseDoesNotExist");
  const { beneficiary, netuid } = terms;
  ensure(beneficiary === who, "ExpectedBeneficiaryOrigin");
  const end = terms.end_block ?? fail("LeaseHasNoEndBlock");
  ensure(block >= end, "LeaseHasNotEnded");
  ensure(owns(state, beneficiary, hotkey), "BeneficiaryDoesNotOwnHotkey");
  storage.SubnetOwner.put(state, netuid, beneficiary);
  ensure(!isSubnetAccount(hotkey), "CannotUseSystemAccount");
  storage.SubnetOwnerHotkey.put(state, netuid, hotkey);
  context.deposit(event.SubnetOwnerHotkeySet(netuid, hotkey));
  releaseAccount(context, terms.coldkey);
  releaseAccount(context, terms.hotkey);
  const count = storage.SubnetLeaseShares.entries(state, lease).length;
  storage.SubnetLeaseShares.clear(state, lease);
  storage.AccumulatedLeaseDividends.remove(state, lease);
  storage.SubnetLeases.remove(state, lease);
  removeProxy(context, terms.coldkey, beneficiary, "SubnetLeaseBeneficiary", 0);
  context.deposit(event.SubnetLeaseTerminated({ beneficiary, netuid }));
  if (count < crowdloan.constants.MaxContributors)
    context.spent({ weight: benchmarked(56_635_122 + 912_993 * count, 4 + count, 6 + count) });
}

/** Gives up the lease's hold on an account. As on chain one on which a deposit is still reserved goes on living. */
function releaseAccount(context: DispatchContext, account: string): void {
  try {
    removeProvider(context, account);
  } catch (error) {
    if (!(error instanceof DispatchFailure)) throw error;
  }
}
