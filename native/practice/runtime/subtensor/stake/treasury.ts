import { TOTAL_SUPPLY } from "../../../../protocol/emission.ts";
import { smaller } from "../../../../protocol/fixed-point.ts";
import type { State } from "../../../frame/state.ts";
import {
  depositInto,
  freeBalance,
  spendable,
  transfer,
  withdrawFrom,
} from "../../balances/balance.ts";
import { balances, EXISTENTIAL_DEPOSIT } from "../../balances/pallet.ts";
import { BURN_ACCOUNT, subnetAccount } from "../accounts.ts";
import { type Chain, saturatingSubtract } from "../chain.ts";
import { ensure, storage } from "../pallet.ts";

/** Rao that an account can give away, its existential deposit included. */
export function balanceOf(state: State, account: string): bigint {
  return spendable(state, account, false);
}

/** Rao that an account can give away and live on. */
export function keptAliveBalance(state: State, account: string): bigint {
  return spendable(state, account, true);
}

/** Moves rao from one account to another; an account left with dust ends, and the dust is no longer issued. */
export function transferTao(chain: Chain, from: string, to: string, amount: bigint): void {
  if (amount === 0n) return;
  ensure(amount <= balanceOf(chain.state, from), "InsufficientBalance");
  const before = balances.storage.TotalIssuance.get(chain.state);
  transfer(chain, from, to, amount, false);
  lower(chain.state, before - balances.storage.TotalIssuance.get(chain.state));
}

/** Moves rao into a subnet's account, but never an account's existential deposit. Returns what was moved. */
export function transferToSubnet(
  chain: Chain,
  netuid: number,
  from: string,
  amount: bigint,
): bigint {
  if (amount === 0n) return 0n;
  const moved = smaller(amount, spendable(chain.state, from, true));
  ensure(moved > 0n, "InsufficientBalance");
  transfer(chain, from, subnetAccount(netuid), moved, true);
  return moved;
}

/** Pays rao out of a subnet's account. */
export function transferFromSubnet(chain: Chain, netuid: number, to: string, amount: bigint): void {
  transferTao(chain, subnetAccount(netuid), to, amount);
}

/** Moves rao where nobody can reach them. They stay issued. Too little to open the account stays where it is. */
export function burnTao(chain: Chain, from: string, amount: bigint): void {
  if (amount === 0n) return;
  const opens = freeBalance(chain.state, BURN_ACCOUNT) + amount >= EXISTENTIAL_DEPOSIT;
  if (opens) transferTao(chain, from, BURN_ACCOUNT, amount);
}

/** Destroys rao of an account: they can be emitted again. */
export function recycleTao(chain: Chain, from: string, amount: bigint): void {
  ensure(amount <= spendable(chain.state, from, true), "InsufficientBalance");
  lower(chain.state, amount);
  withdrawFrom(chain, from, amount, false);
}

/** How many of `amount` rao can be minted below the cap of 21 million TAO. */
export function mintable(state: State, amount: bigint): bigint {
  return smaller(
    amount,
    saturatingSubtract(TOTAL_SUPPLY, balances.storage.TotalIssuance.get(state)),
  );
}

/** Mints rao into an account. */
export function mintInto(chain: Chain, account: string, amount: bigint): void {
  storage.TotalIssuance.mutate(chain.state, (total) => total + amount);
  depositInto(chain, account, amount);
}

/**
 * Takes off the issuance what Balances has burned since the last block: transaction fees and dust. finney gives fees to
 * the block's author; here there is none, so they can be emitted again.
 */
export function settleIssuance(state: State): void {
  const issued = balances.storage.TotalIssuance.get(state);
  if (storage.TotalIssuance.get(state) !== issued) storage.TotalIssuance.put(state, issued);
}

function lower(state: State, amount: bigint): void {
  if (amount > 0n)
    storage.TotalIssuance.mutate(state, (total) => saturatingSubtract(total, amount));
}
