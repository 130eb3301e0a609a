import { U64F64 } from "../../../../protocol/fixed-point.ts";
import { attempt } from "../attempt.ts";
import { type Chain, saturatingSubtract } from "../chain.ts";
import { ensure, event, storage, subtensor } from "../pallet.ts";
import { stakeOf } from "../stake/stake-pool.ts";
import { moveWithin } from "../stake/stake-transfer.ts";

const { LeaseDividendsDistributionInterval } = subtensor.constants;

/**
 * Puts the contributors' part of what a leased subnet's owner was just paid aside, and where the block's number is a
 * multiple of the interval gives all of that to them as stake on the lease's hotkey; the beneficiary has what their shares
 * leave. What cannot be given waits for the next time, as when somebody's part is worth less than the smallest stake
 * operation. Source: subnets/leasing.rs, distribute_leased_network_dividends.
 */
export function distributeLease(chain: Chain, netuid: number, ownerCut: bigint): void {
  const { state, block } = chain;
  const lease = storage.SubnetUidToLeaseId.find(state, netuid);
  const terms = lease === undefined ? undefined : storage.SubnetLeases.find(state, lease);
  if (lease === undefined || !terms) return;
  if (terms.end_block !== undefined && terms.end_block <= block) return;
  const { AccumulatedLeaseDividends } = storage;
  const part = percentRoundedUp(ownerCut, terms.emissions_share);
  const total = AccumulatedLeaseDividends.get(state, lease) + part;
  const isDue = block % LeaseDividendsDistributionInterval === 0;
  const done = isDue && attempt(chain, (within) => pay(within, lease, total));
  AccumulatedLeaseDividends.put(state, lease, done ? 0n : total);
}

function pay(chain: Chain, lease: number, total: bigint): void {
  const { state } = chain;
  const { beneficiary, coldkey, hotkey, netuid } = storage.SubnetLeases.get(state, lease);
  const give = (contributor: string, alpha: bigint): void => {
    // finney would create alpha here for a lease that promises more than everything; here it has to be there.
    ensure(stakeOf(state, hotkey, coldkey, netuid) >= alpha, "NotEnoughStakeToWithdraw");
    moveWithin(chain, { coldkey, hotkey, netuid }, { coldkey: contributor, hotkey, netuid }, alpha);
    chain.deposit(event.SubnetLeaseDividendsDistributed({ lease_id: lease, contributor, alpha }));
  };
  let given = 0n;
  for (const [[, contributor], { bits }] of storage.SubnetLeaseShares.entries(state, lease)) {
    const alpha = roundedUp(U64F64.multiply(bits, U64F64.fromInteger(total)));
    give(contributor, alpha);
    given += alpha;
  }
  give(beneficiary, saturatingSubtract(total, given));
}

function percentRoundedUp(amount: bigint, percent: number): bigint {
  return (amount * BigInt(percent) + 99n) / 100n;
}

function roundedUp(bits: bigint): bigint {
  return U64F64.toInteger(bits + U64F64.one - 1n);
}
