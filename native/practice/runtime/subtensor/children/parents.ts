import { U96F32 } from "../../../../protocol/fixed-point.ts";
import type { State } from "../../../frame/state.ts";
import { countRecycled } from "../../alpha-assets/pallet.ts";
import { ownerOf } from "../accounts.ts";
import { ROOT, saturatingSubtract } from "../chain.ts";
import { storage } from "../pallet.ts";
import { hotkeyStake } from "../stake/stake-pool.ts";
import { proportion, taoWeight } from "../stake/stake-weight.ts";
import { childkeyTake } from "./childkey-take.ts";

/** A part of a validator's dividend in alpha units. */
export interface DividendPart {
  readonly hotkey: string;
  readonly amount: bigint;
}

/**
 * Splits a validator's dividend over its parents by what their stake contributes, and itself; parents of another coldkey
 * leave it the childkey take. Source: §4.3 Payout, coinbase/run_coinbase.rs.
 */
export function shareWithParents(
  state: State,
  hotkey: string,
  netuid: number,
  dividend: bigint,
): DividendPart[] {
  const whole = U96F32.fromInteger(dividend);
  const takeRate = U96F32.fromRatio(BigInt(childkeyTake(state, hotkey, netuid)), 65_535n);
  const burnRate = proportion(storage.CKBurn.get(state));
  const parents = storage.ParentKeys.get(state, hotkey, netuid).map(([share, parent]) => ({
    parent,
    given: contribution(state, parent, netuid, proportion(share)),
  }));
  const own = U96F32.fromInteger(ownContribution(state, hotkey, netuid));
  const total = parents.reduce((sum, { given }) => U96F32.add(sum, given), own);

  let remaining = whole;
  let taken = 0n;
  const parts: DividendPart[] = [];
  for (const { parent, given } of parents) {
    const factor = U96F32.checkedDivide(given, total) ?? 0n;
    let theirs = U96F32.multiply(whole, factor);
    remaining = U96F32.subtract(remaining, theirs);
    if (ownerOf(state, parent) !== ownerOf(state, hotkey)) {
      const burned = U96F32.multiply(burnRate, theirs);
      const take = U96F32.multiply(takeRate, theirs);
      theirs = U96F32.subtract(U96F32.subtract(theirs, burned), take);
      taken = U96F32.add(taken, take);
      recycleAlpha(state, netuid, U96F32.toInteger(burned));
    }
    parts.push({ hotkey: parent, amount: U96F32.toInteger(theirs) });
  }
  parts.push({ hotkey, amount: U96F32.toInteger(U96F32.add(remaining, taken)) });
  return parts;
}

/** Takes alpha back that was minted for nobody, so that it can be minted again. */
export function recycleAlpha(state: State, netuid: number, amount: bigint): void {
  if (amount === 0n) return;
  storage.SubnetAlphaOut.mutate(state, netuid, (total) => saturatingSubtract(total, amount));
  countRecycled(state, netuid, amount);
}

function ownContribution(state: State, hotkey: string, netuid: number): bigint {
  let kept = U96F32.one;
  for (const [share] of storage.ChildKeys.get(state, hotkey, netuid))
    kept = U96F32.subtract(kept, proportion(share));
  return U96F32.toInteger(contribution(state, hotkey, netuid, kept));
}

function contribution(state: State, hotkey: string, netuid: number, share: bigint): bigint {
  const alpha = U96F32.fromInteger(hotkeyStake(state, hotkey, netuid));
  const root = U96F32.fromInteger(hotkeyStake(state, hotkey, ROOT));
  return U96F32.add(
    U96F32.multiply(alpha, share),
    U96F32.multiply(U96F32.multiply(root, share), taoWeight(state)),
  );
}
