/** What the chain stores about a subnet's epochs. Blocks; `pendingEpochAt` 0 = none. */
export interface EpochClock {
  readonly tempo: number;
  readonly lastEpochBlock: number;
  readonly blocksSinceLastStep: number;
  readonly pendingEpochAt: number;
}

/** Longest allowed tempo in blocks; past it an epoch is forced. */
export const MAXIMUM_TEMPO = 50_400;

/**
 * True when a subnet's epoch is due at `block`: asked for, overdue, or a tempo after the last one. `blocksSinceLastStep`
 * already counts this block. Source: §3.9 (v2 schedule), coinbase/run_coinbase.rs.
 */
export function epochDue(clock: EpochClock, block: number): boolean {
  if (clock.tempo === 0) return false;
  if (clock.pendingEpochAt > 0 && block >= clock.pendingEpochAt) return true;
  if (clock.blocksSinceLastStep > MAXIMUM_TEMPO) return true;
  return Math.max(0, block - clock.lastEpochBlock) >= clock.tempo;
}

/** Blocks from `block` until the next epoch is due; 0 when it is due now, undefined when the subnet has no tempo. */
export function blocksUntilEpoch(clock: EpochClock, block: number): number | undefined {
  if (clock.tempo === 0) return undefined;
  const due = [
    clock.lastEpochBlock + clock.tempo,
    block + MAXIMUM_TEMPO + 1 - clock.blocksSinceLastStep,
    ...(clock.pendingEpochAt > 0 ? [clock.pendingEpochAt] : []),
  ];
  return Math.max(0, Math.min(...due) - block);
}
