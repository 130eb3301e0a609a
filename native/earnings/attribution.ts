import type { EarningKind } from "../store/earning-table.ts";

/** Alpha of one coldkey on one hotkey of one subnet, at the end of a block. */
export interface Position {
  readonly coldkey: string;
  readonly hotkey: string;
  readonly netuid: number;
  readonly alpha: bigint;
}

/** A stake order that ran in the same block, by its StakeAdded or StakeRemoved event; `alpha` is signed. */
export interface StakeMovement {
  readonly coldkey: string;
  readonly hotkey: string;
  readonly netuid: number;
  readonly alpha: bigint;
}

/** What the chain says of one epoch block of one subnet. */
export interface EpochFacts {
  readonly netuid: number;
  /** Alpha emitted to the miner at each uid, from IncentiveAlphaEmittedToMiners. */
  readonly incentives: readonly bigint[];
  /** Uid of each of our hotkeys on the subnet, for those that are registered. */
  readonly uids: ReadonlyMap<string, number>;
  /** Our hotkeys that earned dividends in this epoch (AlphaDividendsPerSubnet is not zero). */
  readonly dividendHotkeys: ReadonlySet<string>;
  /** Hotkeys whose keys this node holds. */
  readonly ownHotkeys: ReadonlySet<string>;
  readonly before: readonly Position[];
  readonly after: readonly Position[];
  readonly movements: readonly StakeMovement[];
}

/** Alpha credited by the epoch to one position, and for what work. */
export interface Credit {
  readonly kind: EarningKind;
  readonly coldkey: string;
  readonly hotkey: string;
  readonly netuid: number;
  readonly uid: number | undefined;
  readonly alpha: bigint;
}

const positionKey = (of: { coldkey: string; hotkey: string; netuid: number }): string =>
  `${of.netuid}:${of.coldkey}:${of.hotkey}`;

/**
 * Splits what an epoch credited to our positions by kind of work. The amount credited is the growth of the position over
 * the block, less what orders in that block moved, so that the sum of all rows and all orders is the position to the last
 * unit. On a hotkey of ours the incentive of its uid is the miner's; the rest is dividends when the chain recorded any.
 * On anybody else's hotkey all of it is the staker's.
 */
export function attribute(facts: EpochFacts): readonly Credit[] {
  const before = new Map(facts.before.map((position) => [positionKey(position), position.alpha]));
  const moved = new Map<string, bigint>();
  for (const movement of facts.movements) {
    const key = positionKey(movement);
    moved.set(key, (moved.get(key) ?? 0n) + movement.alpha);
  }
  return facts.after
    .filter((position) => position.netuid === facts.netuid)
    .flatMap((position) => {
      const key = positionKey(position);
      const credited = position.alpha - (before.get(key) ?? 0n) - (moved.get(key) ?? 0n);
      return credited > 0n ? split(position, credited, facts) : [];
    });
}

function split(position: Position, credited: bigint, facts: EpochFacts): Credit[] {
  const uid = facts.uids.get(position.hotkey);
  const credit = (kind: EarningKind, alpha: bigint): Credit => ({
    kind,
    coldkey: position.coldkey,
    hotkey: position.hotkey,
    netuid: position.netuid,
    uid,
    alpha,
  });
  if (!facts.ownHotkeys.has(position.hotkey)) return [credit("staker", credited)];
  const incentive = uid === undefined ? 0n : (facts.incentives[uid] ?? 0n);
  if (incentive === 0n) return [credit("validator", credited)];
  // Share pools round: without dividends a unit or two of difference is still the miner's.
  if (!facts.dividendHotkeys.has(position.hotkey) || incentive >= credited)
    return [credit("miner", credited)];
  return [credit("miner", incentive), credit("validator", credited - incentive)];
}
