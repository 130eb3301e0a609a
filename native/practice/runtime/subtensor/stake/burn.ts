import { smaller } from "../../../../protocol/fixed-point.ts";
import { countBurned } from "../../alpha-assets/pallet.ts";
import { hotkeyExists } from "../accounts.ts";
import { type Chain, ROOT } from "../chain.ts";
import { recycleAlpha } from "../children/parents.ts";
import { mayLeave } from "../locks/availability.ts";
import { ensure, event, storage } from "../pallet.ts";
import { decreaseStake, stakeOf } from "./stake-pool.ts";
import { addStake, addStakeWithin, type Staking } from "./staking.ts";

/** Destroys up to `amount` alpha of a stake; it can be minted again. Source: staking/recycle_alpha.rs. */
export function recycleStake(chain: Chain, stake: Staking): void {
  const amount = takeOut(chain, stake);
  recycleAlpha(chain.state, stake.netuid, amount);
  chain.deposit(event.AlphaRecycled(stake.coldkey, stake.hotkey, amount, stake.netuid));
}

/** Destroys up to `amount` alpha of a stake, which stays issued: nobody holds it from here on. */
export function burnStake(chain: Chain, stake: Staking): void {
  const amount = takeOut(chain, stake);
  countBurned(chain.state, stake.netuid, amount);
  chain.deposit(event.AlphaBurned(stake.coldkey, stake.hotkey, amount, stake.netuid));
}

/** Stakes TAO, at `limit` rao per alpha or better when there is one, and burns the alpha at once. */
export function stakeAndBurn(chain: Chain, staking: Staking, limit: bigint | undefined): void {
  const { hotkey, netuid, amount } = staking;
  const alpha =
    limit === undefined ? addStake(chain, staking) : addStakeWithin(chain, staking, limit, false);
  burnStake(chain, { ...staking, amount: alpha });
  chain.deposit(event.AddStakeBurn({ netuid, hotkey, amount, alpha }));
}

function takeOut(chain: Chain, { coldkey, hotkey, netuid, amount }: Staking): bigint {
  const { state } = chain;
  ensure(storage.NetworksAdded.get(state, netuid), "SubnetNotExists");
  ensure(netuid !== ROOT, "CannotBurnOrRecycleOnRootSubnet");
  ensure(storage.SubtokenEnabled.get(state, netuid), "SubtokenDisabled");
  ensure(hotkeyExists(state, hotkey), "HotKeyAccountNotExists");
  const taken = smaller(amount, stakeOf(state, hotkey, coldkey, netuid));
  ensure(storage.SubnetAlphaOut.get(state, netuid) >= taken, "InsufficientLiquidity");
  ensure(mayLeave(chain, coldkey, netuid, taken), "StakeUnavailable");
  decreaseStake(state, hotkey, coldkey, netuid, taken);
  return taken;
}
