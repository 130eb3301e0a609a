import { normalised } from "./fixed.ts";

/**
 * Stake weights as parts of 1 (I32F32): those below `threshold` count 0 (save the owner's), the rest over their sum.
 * `stakes` and `threshold` in any one unit.
 */
export function stakeShares(
  stakes: readonly bigint[],
  threshold: bigint,
  ownerUid: number | undefined,
): number[] {
  const counted = stakes.map((stake, uid) => (uid !== ownerUid && stake < threshold ? 0n : stake));
  const total = counted.reduce((sum, stake) => sum + stake, 0n);
  return counted.map((stake) => (total === 0n ? 0 : Number((stake << 32n) / total)));
}

/** The `count` largest non-zero stakes get a permit (of equals the higher uid first), and always the owner. */
export function topStakes(
  stake: readonly number[],
  count: number,
  ownerUid: number | undefined,
): boolean[] {
  const permits = stake.map((share) => share !== 0);
  const ascending = stake
    .map((_, uid) => uid)
    .sort((left, right) => (stake[left] as number) - (stake[right] as number));
  for (const uid of ascending.slice(0, Math.max(0, stake.length - count))) permits[uid] = false;
  if (ownerUid !== undefined && ownerUid < permits.length) permits[ownerUid] = true;
  return permits;
}

/** Stake of active neurons with a permit, over its sum. */
export function activeStake(
  stake: readonly number[],
  active: readonly boolean[],
  permits: readonly boolean[],
): number[] {
  return normalised(stake.map((share, uid) => (active[uid] && permits[uid] ? share : 0)));
}
