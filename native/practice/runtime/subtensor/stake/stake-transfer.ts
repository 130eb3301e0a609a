import { smaller, U64F64 } from "../../../../protocol/fixed-point.ts";
import {
  currentPrice,
  HIGHEST_PRICE,
  isDynamic,
  LOWEST_PRICE,
  mostUntil,
  poolOf,
  simulate,
} from "../../swap/trade.ts";
import { hotkeyExists, ownerOf } from "../accounts.ts";
import { type Chain, ROOT } from "../chain.ts";
import { mayLeave } from "../locks/availability.ts";
import { transferLock } from "../locks/transfer.ts";
import { ensure, event, storage } from "../pallet.ts";
import { rootStakeAdded, rootStakeRemoved } from "./root-claims.ts";
import { MINIMUM_STAKE } from "./stake-checks.ts";
import { decreaseStake, increaseStake, stakeOf } from "./stake-pool.ts";
import { becomeDelegate, stakeInto } from "./staking.ts";
import { transferTao } from "./treasury.ts";
import { unstakeFrom } from "./unstaking.ts";

/** Where stake stands: who holds it, on which hotkey, on which network. */
export interface StakePlace {
  readonly coldkey: string;
  readonly hotkey: string;
  readonly netuid: number;
}

/** How a move is bounded: the lowest price of the origin against the destination, in 1e-9, and whether part will do. */
export interface MoveLimit {
  readonly price: bigint;
  readonly allowPartial: boolean;
}

const U64_MAXIMUM = (1n << 64n) - 1n;
const TAO = 1_000_000_000n;

/** Moves stake to another hotkey or network of the same coldkey. */
export function moveStake(chain: Chain, from: StakePlace, to: StakePlace, amount: bigint): void {
  const moved = transition(chain, from, to, amount);
  chain.deposit(
    event.StakeMoved(from.coldkey, from.hotkey, from.netuid, to.hotkey, to.netuid, moved),
  );
}

/** Gives stake to another coldkey, where the subnets allow transfers. */
export function transferStake(
  chain: Chain,
  from: StakePlace,
  to: StakePlace,
  amount: bigint,
): void {
  const moved = transition(chain, from, to, amount, undefined, true);
  chain.deposit(
    event.StakeTransferred(from.coldkey, to.coldkey, from.hotkey, from.netuid, to.netuid, moved),
  );
}

/** Moves stake on one hotkey from one network to another, within `limit` when there is one. */
export function swapStake(
  chain: Chain,
  from: StakePlace,
  netuid: number,
  amount: bigint,
  limit?: MoveLimit,
): void {
  const moved = transition(chain, from, { ...from, netuid }, amount, limit);
  chain.deposit(event.StakeSwapped(from.coldkey, from.hotkey, from.netuid, netuid, moved));
}

/** Source: staking/move_stake.rs, checks in its order. Returns what was moved in rao. */
function transition(
  chain: Chain,
  from: StakePlace,
  to: StakePlace,
  wanted: bigint,
  limit?: MoveLimit,
  isTransfer = false,
): bigint {
  const { state } = chain;
  const held = stakeOf(state, from.hotkey, from.coldkey, from.netuid);
  const amount = smaller(wanted, held);
  const crossing = from.netuid !== to.netuid;
  const most = crossing && limit ? mostToMove(chain, from.netuid, to.netuid, limit.price) : amount;
  check(chain, from, to, amount, most, limit, isTransfer);
  const moving = smaller(amount, most);
  if (!crossing) return moveWithin(chain, from, to, moving);

  // One fee a move: the origin's, unless the origin is root, which takes none.
  const paid = unstakeFrom(chain, { ...from, amount: moving }, LOWEST_PRICE, from.netuid === ROOT);
  if (from.coldkey !== to.coldkey) transferTao(chain, from.coldkey, to.coldkey, paid);
  if (paid >= MINIMUM_STAKE) {
    if (ownerOf(state, to.hotkey) !== to.coldkey) becomeDelegate(chain, to.hotkey);
    stakeInto(chain, { ...to, amount: paid }, HIGHEST_PRICE, from.netuid !== ROOT);
  }
  return paid;
}

function check(
  chain: Chain,
  from: StakePlace,
  to: StakePlace,
  amount: bigint,
  most: bigint,
  limit: MoveLimit | undefined,
  isTransfer: boolean,
): void {
  const { state } = chain;
  const crossing = from.netuid !== to.netuid;
  const sameKeys = from.coldkey === to.coldkey && from.hotkey === to.hotkey;
  ensure(!sameKeys || crossing, "SameNetuid");
  ensure(storage.NetworksAdded.get(state, from.netuid), "SubnetNotExists");
  ensure(storage.NetworksAdded.get(state, to.netuid), "SubnetNotExists");
  ensure(storage.SubtokenEnabled.get(state, from.netuid), "SubtokenDisabled");
  ensure(storage.SubtokenEnabled.get(state, to.netuid), "SubtokenDisabled");
  ensure(hotkeyExists(state, from.hotkey), "HotKeyAccountNotExists");
  ensure(hotkeyExists(state, to.hotkey), "HotKeyAccountNotExists");
  if (crossing) {
    const trade = simulate(state, from.netuid, { side: "sell", amount });
    ensure(trade.kind === "filled", "InsufficientLiquidity");
    ensure(trade.amountOut > MINIMUM_STAKE, "AmountTooLow");
    ensure(limit === undefined || limit.allowPartial || amount <= most, "SlippageTooHigh");
  }
  if (isTransfer) {
    ensure(storage.TransferToggle.get(state, from.netuid), "TransferDisallowed");
    ensure(storage.TransferToggle.get(state, to.netuid), "TransferDisallowed");
  }
  if (crossing) ensure(mayLeave(chain, from.coldkey, from.netuid, amount), "StakeUnavailable");
}

/**
 * Moves stake within one network, without a trade or a fee; what is locked stays locked. Fails the call with AmountTooLow
 * when it is worth less than the smallest operation. Returns its worth in rao. Source: transfer_stake_within_subnet.
 */
export function moveWithin(chain: Chain, from: StakePlace, to: StakePlace, amount: bigint): bigint {
  const { state, block } = chain;
  const { netuid } = from;
  transferLock(chain, from.coldkey, to.coldkey, netuid, amount);
  decreaseStake(state, from.hotkey, from.coldkey, netuid, amount);
  if (netuid === ROOT) rootStakeRemoved(state, from.hotkey, from.coldkey, amount);
  increaseStake(state, to.hotkey, to.coldkey, netuid, amount);
  if (netuid === ROOT) rootStakeAdded(state, to.hotkey, to.coldkey, amount);
  const price = currentPrice(state, netuid);
  const worth = U64F64.toInteger(U64F64.multiply(price, U64F64.fromInteger(amount)));
  ensure(worth >= MINIMUM_STAKE, "AmountTooLow");
  storage.LastColdkeyHotkeyStakeBlock.put(state, to.coldkey, to.hotkey, BigInt(block));
  chain.deposit(event.StakeRemoved(from.coldkey, from.hotkey, worth, amount, netuid, 0n));
  chain.deposit(event.StakeAdded(to.coldkey, to.hotkey, worth, amount, netuid, 0n));
  return worth;
}

/** How much can move before the origin's price against the destination's falls below `limit` (in 1e-9). */
function mostToMove({ state }: Chain, origin: number, destination: number, limit: bigint): bigint {
  const [fromPool, toPool] = [isDynamic(state, origin), isDynamic(state, destination)];
  if (!fromPool && !toPool) return limit > TAO ? 0n : U64_MAXIMUM;
  if (!fromPool)
    return limit === 0n ? U64_MAXIMUM : mostUntil(state, destination, "buy", (TAO * TAO) / limit);
  if (!toPool) return mostUntil(state, origin, "sell", limit);
  const [from, to] = [poolOf(state, origin), poolOf(state, destination)];
  if (from.tao === 0n || to.tao === 0n || from.alpha === 0n || to.alpha === 0n) return 0n;
  const price = U64F64.divide(currentPrice(state, origin), currentPrice(state, destination));
  const lowest = U64F64.fromRatio(limit, TAO);
  if (lowest > price) return 0n;
  if (limit === 0n) return U64_MAXIMUM;
  const sum = from.tao + to.tao;
  const gained = U64F64.multiply(U64F64.fromInteger(to.alpha), U64F64.fromRatio(from.tao, sum));
  const kept = U64F64.multiply(U64F64.fromInteger(from.alpha), U64F64.fromRatio(to.tao, sum));
  return U64F64.toInteger(U64F64.subtract(U64F64.divide(gained, lowest), kept));
}
