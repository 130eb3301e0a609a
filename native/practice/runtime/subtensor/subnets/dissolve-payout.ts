import { safeFloatToInteger } from "../../../../protocol/safe-float.ts";
import type { State } from "../../../frame/state.ts";
import { freeBalance } from "../../balances/balance.ts";
import { EXISTENTIAL_DEPOSIT } from "../../balances/pallet.ts";
import { inAccountOrder, subnetAccount } from "../accounts.ts";
import { type Chain, saturatingSubtract } from "../chain.ts";
import { storage } from "../pallet.ts";
import { stakeOf } from "../stake/stake-pool.ts";
import { keptAliveBalance, recycleTao, transferFromSubnet } from "../stake/treasury.ts";

/** One who is paid when a subnet ends; the protocol, which has no coldkey, is paid by recycling. */
interface Claimant {
  readonly coldkey: string | undefined;
  /** Alpha units. */
  readonly alpha: bigint;
}

/**
 * Pays a subnet's TAO out to the coldkeys of its stakers by the alpha they hold, and destroys all its alpha. The pool's own
 * alpha counts too; its part, and whatever could not be paid, is recycled. Source: destroy_alpha_in_out_stakes. The founder's
 * lock is not returned: finney does that only for subnets older than any here.
 */
export function payOutStakers(chain: Chain, netuid: number): void {
  const { state } = chain;
  const hotkeys = storage.TotalHotkeyAlpha.entries(state)
    .filter(([[, subnet]]) => subnet === netuid)
    .map(([[hotkey]]) => hotkey);
  const claimants = [...stakersOf(state, netuid, hotkeys), protocolOf(state, netuid)];
  const pot = storage.SubnetTAO.get(state, netuid);
  storage.SubnetTAO.remove(state, netuid);
  storage.TotalStake.mutate(state, (total) => saturatingSubtract(total, pot));
  for (const { coldkey, amount } of shares(pot, claimants))
    if (coldkey !== undefined && canReceive(state, coldkey, amount))
      transferFromSubnet(chain, netuid, coldkey, amount);
  destroyAlpha(state, netuid, hotkeys);
  const account = subnetAccount(netuid);
  const rest = keptAliveBalance(state, account);
  recycleTao(chain, account, rest);
}

function stakersOf(state: State, netuid: number, hotkeys: readonly string[]): Claimant[] {
  return hotkeys.flatMap((hotkey) => {
    const shares = new Map(
      storage.AlphaV2.entries(state, hotkey)
        .filter(([[, , subnet]]) => subnet === netuid)
        .map(([[, coldkey], share]) => [coldkey, share]),
    );
    return inAccountOrder(shares.keys()).flatMap((coldkey) => {
      const value = stakeOf(state, hotkey, coldkey, netuid);
      const share = shares.get(coldkey);
      const alpha = value === 0n && share ? safeFloatToInteger(share) : value;
      return alpha === 0n ? [] : [{ coldkey, alpha }];
    });
  });
}

function protocolOf(state: State, netuid: number): Claimant {
  const bought = storage.SubnetProtocolAlpha.get(state, netuid);
  // Pools that were filled before finney counted them, block 0's here, leave everything to the stakers.
  const counts =
    storage.NetworkRegisteredAt.get(state, netuid) > storage.TaoInRefundDeploymentBlock.get(state);
  return {
    coldkey: undefined,
    alpha: counts ? bought + storage.SubnetAlphaIn.get(state, netuid) : bought,
  };
}

/** Splits the pot by alpha; what rounding leaves goes, a rao each, to the largest remainders. */
function shares(
  pot: bigint,
  claimants: readonly Claimant[],
): { coldkey: string | undefined; amount: bigint }[] {
  const total = claimants.reduce((sum, { alpha }) => sum + alpha, 0n);
  if (pot === 0n || total === 0n) return [];
  const portions = claimants
    .filter(({ alpha }) => alpha > 0n)
    .map(({ coldkey, alpha }) => ({
      coldkey,
      amount: (pot * alpha) / total,
      remainder: (pot * alpha) % total,
    }));
  const left = pot - portions.reduce((sum, { amount }) => sum + amount, 0n);
  return portions
    .sort(
      (one, other) =>
        Number(one.remainder < other.remainder) - Number(one.remainder > other.remainder),
    )
    .map(({ coldkey, amount }, index) => ({
      coldkey,
      amount: BigInt(index) < left ? amount + 1n : amount,
    }));
}

// A share too small to open an account is not paid; the chain lets that payment fail and goes on.
function canReceive(state: State, coldkey: string, amount: bigint): boolean {
  return amount > 0n && freeBalance(state, coldkey) + amount >= EXISTENTIAL_DEPOSIT;
}

function destroyAlpha(state: State, netuid: number, hotkeys: readonly string[]): void {
  for (const hotkey of hotkeys) {
    for (const [[, coldkey, subnet]] of storage.AlphaV2.entries(state, hotkey))
      if (subnet === netuid) storage.AlphaV2.remove(state, hotkey, coldkey, netuid);
    storage.TotalHotkeyAlpha.remove(state, hotkey, netuid);
    storage.TotalHotkeySharesV2.remove(state, hotkey, netuid);
  }
  storage.TotalAlphaStaked.remove(state, netuid);
  storage.SubnetAlphaIn.remove(state, netuid);
  storage.SubnetAlphaOut.remove(state, netuid);
  storage.SubnetProtocolAlpha.remove(state, netuid);
}
