import { DispatchFailure, type PalletEvent } from "../../../frame/context.ts";
import { Overlay, type State } from "../../../frame/state.ts";
import { HIGHEST_PRICE, LOWEST_PRICE, simulate, trade } from "../../swap/trade.ts";
import { ownerOf, subnetAccount } from "../accounts.ts";
import { type Chain, ROOT } from "../chain.ts";
import { recycleAlpha } from "../children/parents.ts";
import { storage } from "../pallet.ts";
import { addRootClaim, stakeOnRoot } from "../stake/root-claims.ts";
import { hotkeyStake } from "../stake/stake-pool.ts";
import { transferFromSubnet } from "../stake/treasury.ts";

/** Where a validator's root dividends go, and how much of them: only what counts and exists. */
export interface RootDestination {
  readonly netuid: number;
  readonly weight: bigint;
}

/** A hotkey's root weights; empty where it has no seat, set none, or none of its destinations is left. Source: get_valid_basket_weights. */
export function rootDestinations(state: State, hotkey: string): RootDestination[] {
  const uid = storage.Uids.find(state, ROOT, hotkey);
  if (uid === undefined) return [];
  return storage.Weights.get(state, ROOT, uid)
    .filter(([netuid, weight]) => weight > 0 && storage.NetworksAdded.get(state, netuid))
    .map(([netuid, weight]) => ({ netuid, weight: BigInt(weight) }));
}

/**
 * Gives a hotkey's root stakers what it earned for them on a subnet, in its alpha. Without root weights they get a claim to it
 * there. With them it is sold for TAO, which is split by weight (the last destination takes what rounding leaves) and buys
 * alpha of each; the claim is to that, or to the TAO itself for netuid 0. All of it or nothing: where a pool refuses, the alpha
 * is recycled. No fees. Source: distribute_root_alpha_to_basket, specs 441 to 468, whose baskets are claims here as at 424.
 */
export function deployRootDividend(
  chain: Chain,
  hotkey: string,
  netuid: number,
  amount: bigint,
): void {
  const { state } = chain;
  const destinations = rootDestinations(state, hotkey);
  if (amount === 0n || destinations.length === 0 || hotkeyStake(state, hotkey, ROOT) === 0n) {
    addRootClaim(state, hotkey, netuid, amount);
    return;
  }
  const layer = new Overlay(state);
  const events: PalletEvent[] = [];
  const attempt: Chain = {
    state: layer,
    block: chain.block,
    deposit: (event) => void events.push(event),
  };
  try {
    spread(attempt, hotkey, netuid, amount, destinations);
  } catch (error) {
    if (!(error instanceof DispatchFailure)) throw error;
    recycleAlpha(state, netuid, amount);
    return;
  }
  layer.commit();
  for (const event of events) chain.deposit(event);
}

function spread(
  chain: Chain,
  hotkey: string,
  origin: number,
  amount: bigint,
  destinations: readonly RootDestination[],
): void {
  const { state } = chain;
  const sale = { side: "sell", amount, limit: LOWEST_PRICE, feeless: true } as const;
  const tao = trade(chain, origin, sale).amountOut;
  storage.SubnetProtocolFlow.mutate(state, origin, (flow) => flow - tao);
  const whole = destinations.reduce((sum, { weight }) => sum + weight, 0n);
  let left = tao;
  destinations.forEach(({ netuid, weight }, place) => {
    const part = place === destinations.length - 1 ? left : (tao * weight) / whole;
    left -= part;
    if (part > 0n) invest(chain, hotkey, origin, netuid, part);
  });
}

/** The sale left the TAO on the origin's account: it moves to the destination's before it counts there. */
function invest(chain: Chain, hotkey: string, origin: number, netuid: number, tao: bigint): void {
  const { state } = chain;
  if (netuid !== origin) transferFromSubnet(chain, origin, subnetAccount(netuid), tao);
  if (netuid === ROOT) {
    // A claim is a rate per rao of root stake, at most 1; what is more than that is the validator's own, as with alpha.
    if (tao > hotkeyStake(state, hotkey, ROOT))
      stakeOnRoot(state, hotkey, ownerOf(state, hotkey), tao);
    else addRootClaim(state, hotkey, ROOT, tao);
    return;
  }
  const order = { side: "buy", amount: tao, limit: HIGHEST_PRICE, feeless: true } as const;
  const quote = simulate(state, netuid, order);
  // So little TAO that it buys nothing stays with the pool's account, as on the chain.
  if (quote.kind === "refused" && quote.reason === "nothing-out") return;
  const bought = trade(chain, netuid, order).amountOut;
  storage.SubnetProtocolFlow.mutate(state, netuid, (flow) => flow + tao);
  addRootClaim(state, hotkey, netuid, bought);
}
