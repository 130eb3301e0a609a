import type { State } from "../../../../native/practice/frame/state.ts";
import { freeBalance } from "../../../../native/practice/runtime/balances/balance.ts";
import { balances } from "../../../../native/practice/runtime/balances/pallet.ts";
import { subnetAccount } from "../../../../native/practice/runtime/subtensor/accounts.ts";
import { storage } from "../../../../native/practice/runtime/subtensor/pallet.ts";
import { subnetNetuids } from "../../../../native/practice/runtime/subtensor/subnets/subnet-list.ts";
import { system } from "../../../../native/practice/runtime/system/pallet.ts";

/** All rao that accounts hold, subnets' and burned ones included. */
export function allBalances(state: State): bigint {
  return system.storage.Account.entries(state).reduce(
    (sum, [, { data }]) => sum + data.free + data.reserved,
    0n,
  );
}

/** Alpha of a subnet that somebody holds or that waits to be paid out. */
export function accountedAlpha(state: State, netuid: number): bigint {
  const held = storage.TotalHotkeyAlpha.entries(state)
    .filter(([[, subnet]]) => subnet === netuid)
    .reduce((sum, [, alpha]) => sum + alpha, 0n);
  return (
    held +
    storage.PendingServerEmission.get(state, netuid) +
    storage.PendingValidatorEmission.get(state, netuid) +
    storage.PendingRootAlphaDivs.get(state, netuid) +
    storage.PendingOwnerCut.get(state, netuid) +
    storage.SubnetProtocolAlpha.get(state, netuid)
  );
}

/** What is wrong with the chain's books; an empty list when they balance to the rao. */
export function faults(state: State): string[] {
  const found: string[] = [];
  const issued = storage.TotalIssuance.get(state);
  const expectEqual = (name: string, left: bigint, right: bigint) => {
    if (left !== right) found.push(`${name}: ${left} is not ${right}`);
  };
  expectEqual("issuance and balances", issued, allBalances(state));
  expectEqual("both issuances", issued, balances.storage.TotalIssuance.get(state));
  if (issued > 21_000_000_000_000_000n) found.push(`above the cap: ${issued}`);
  for (const netuid of subnetNetuids(state)) {
    const reserve = storage.SubnetTAO.get(state, netuid);
    const covered = freeBalance(state, subnetAccount(netuid));
    if (covered < reserve) found.push(`subnet ${netuid} owes ${reserve} and has ${covered}`);
    const out = storage.SubnetAlphaOut.get(state, netuid);
    const accounted = accountedAlpha(state, netuid);
    if (out < accounted) found.push(`subnet ${netuid}: ${accounted} alpha of ${out} outstanding`);
  }
  return found;
}
