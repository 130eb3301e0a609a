/** What decides whether a neuron loses its place on a full subnet. */
export interface PruningCandidate {
  readonly uid: number;
  /** Alpha units of the last epoch (`Emission`). */
  readonly emission: bigint;
  /** Block of its registration. */
  readonly registeredAt: number;
  /** Within the immunity period. */
  readonly immune: boolean;
  /** A subnet owner's hotkey that can never be pruned. */
  readonly exempt: boolean;
}

/** `MinNonImmuneUids` of the chain. */
export const MINIMUM_NON_IMMUNE = 10;

/**
 * The uid that makes room for a newcomer: the lowest emission among those out of immunity (ties: earlier registration,
 * then lower uid) while more than `minimumNonImmune` of them remain, otherwise among the immune; undefined when nobody
 * may go. Source: §4.5, subnets/registration.rs.
 */
export function uidToPrune(
  neurons: readonly PruningCandidate[],
  minimumNonImmune: number = MINIMUM_NON_IMMUNE,
): number | undefined {
  const candidates = neurons.filter((neuron) => !neuron.exempt);
  const free = candidates.filter((neuron) => !neuron.immune);
  const immune = candidates.filter((neuron) => neuron.immune);
  return weakest(free.length > minimumNonImmune ? free : immune)?.uid;
}

function weakest(neurons: readonly PruningCandidate[]): PruningCandidate | undefined {
  return [...neurons].sort((left, right) => {
    if (left.emission !== right.emission) return left.emission < right.emission ? -1 : 1;
    return left.registeredAt - right.registeredAt || left.uid - right.uid;
  })[0];
}
