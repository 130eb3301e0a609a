/** A new password, typed twice. */
export interface Pair {
  readonly password: string;
  readonly again: string;
}

const SHORTEST = 8;

/** Why the pair cannot be used yet, as a key under `setup.password.problem`; undefined where it can. */
export function passwordProblem(pair: Pair): "short" | "differs" | undefined {
  if (pair.password.length < SHORTEST) return "short";
  return pair.password === pair.again ? undefined : "differs";
}
