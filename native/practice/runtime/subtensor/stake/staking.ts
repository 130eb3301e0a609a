import { smaller } from "../../../../protocol/fixed-point.ts";
import { HIGHEST_PRICE, mostUntil, trade } from "../../swap/trade.ts";
import { ownerOf, rememberStakingHotkey, subnetAccount } from "../accounts.ts";
import { type Chain, ROOT } from "../chain.ts";
import { refreshLock } from "../locks/upkeep.ts";
import { ensure, event, storage } from "../pallet.ts";
import { rootStakeAdded } from "./root-claims.ts";
import { checkAddStake, checkInput } from "./stake-checks.ts";
import { canIncreaseStake, increaseStake } from "./stake-pool.ts";
import { burnTao, transferToSubnet } from "./treasury.ts";

/** A stake to be added: `amount` in rao. */
export interface Staking {
  readonly coldkey: string;
  readonly hotkey: string;
  readonly netuid: number;
  readonly amount: bigint;
}

/** Stakes at any price. Source: staking/add_stake.rs. Returns the alpha units bought. */
export function addStake(chain: Chain, staking: Staking): bigint {
  checkInput(chain.state, staking.netuid, "buy", staking.amount);
  checkAddStake(chain.state, { ...staking, most: staking.amount, allowPartial: false });
  return stakeInto(chain, staking, HIGHEST_PRICE);
}

/**
 * Stakes while the price stays at or below `limit` rao per alpha: all or nothing (SlippageTooHigh), or as much as fits
 * when `allowPartial`. A hotkey that somebody else stakes on becomes a delegate. Returns the alpha units bought.
 */
export function addStakeWithin(
  chain: Chain,
  staking: Staking,
  limit: bigint,
  allowPartial: boolean,
): bigint {
  const { state } = chain;
  checkInput(state, staking.netuid, "buy", staking.amount);
  const most = mostUntil(state, staking.netuid, "buy", limit);
  checkAddStake(state, { ...staking, most, allowPartial });
  if (ownerOf(state, staking.hotkey) !== staking.coldkey) becomeDelegate(chain, staking.hotkey);
  const amount = smaller(staking.amount, most);
  return stakeInto(chain, { ...staking, amount }, limit);
}

/** Makes the hotkey a delegate with the take it would have anyway, unless it is one. */
export function becomeDelegate({ state }: Chain, hotkey: string): void {
  if (!storage.Delegates.has(state, hotkey))
    storage.Delegates.put(state, hotkey, storage.Delegates.get(state, hotkey));
}

/** Moves the TAO into the subnet, trades it, and credits the alpha. Source: stake_into_subnet. */
export function stakeInto(
  chain: Chain,
  { coldkey, hotkey, netuid, amount }: Staking,
  limit: bigint,
  feeless = false,
): bigint {
  const { state, block } = chain;
  const staked = transferToSubnet(chain, netuid, coldkey, amount);
  const { amountIn, amountOut, fee } = trade(chain, netuid, {
    side: "buy",
    amount: staked,
    limit,
    feeless,
  });
  ensure(amountOut !== 0n, "AmountTooLow");
  ensure(canIncreaseStake(state, hotkey, coldkey, netuid, amountOut), "InsufficientLiquidity");
  increaseStake(state, hotkey, coldkey, netuid, amountOut);
  rememberStakingHotkey(state, coldkey, hotkey);
  // This network has no block author who could earn the fee; the chain burns it then, and so do we.
  burnTao(chain, subnetAccount(netuid), fee);
  storage.SubnetTaoFlow.mutate(state, netuid, (flow) => flow + amountIn);
  refreshLock(chain, coldkey, netuid);
  storage.LastColdkeyHotkeyStakeBlock.put(state, coldkey, hotkey, BigInt(block));
  if (netuid === ROOT) rootStakeAdded(state, hotkey, coldkey, amountOut);
  chain.deposit(event.StakeAdded(coldkey, hotkey, staked, amountOut, netuid, fee));
  return amountOut;
}
