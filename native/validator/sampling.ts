/** A neuron as far as choosing whom to ask goes. */
export interface Candidate {
  readonly uid: number;
  readonly hotkey: string;
  readonly registeredAt: number;
  readonly axon: { readonly ip: string; readonly port: number } | undefined;
}

/**
 * Whom to ask in this round: everybody who serves, up to `limit`; those never scored come first, the others are drawn uniformly
 * without replacement. `random` gives numbers in [0, 1). Oneself is never asked.
 */
export function chooseMiners<T extends Candidate>(options: {
  readonly candidates: readonly T[];
  readonly own: string;
  readonly isKnown: (candidate: T) => boolean;
  readonly limit: number;
  readonly random: () => number;
}): T[] {
  const serving = options.candidates.filter(
    (candidate) => candidate.hotkey !== options.own && candidate.axon !== undefined,
  );
  const newcomers = serving.filter((candidate) => !options.isKnown(candidate));
  const known = shuffled(
    serving.filter((candidate) => options.isKnown(candidate)),
    options.random,
  );
  return [...shuffled(newcomers, options.random), ...known].slice(0, options.limit);
}

/** A uniformly random order (Fisher and Yates). */
function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const order = [...list];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const moved = order[last];
    const swapped = order[other];
    if (moved === undefined || swapped === undefined) continue;
    order[last] = swapped;
    order[other] = moved;
  }
  return order;
}
