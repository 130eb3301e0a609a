/** What is wrong with a ciphertext, a key, a signature or a round. */
export type TimelockProblem =
  | "malformed-ciphertext"
  | "malformed-key"
  | "malformed-signature"
  | "malformed-round"
  | "wrong-signature"
  | "wrong-size";

/** The only error that the functions of this folder throw. */
export class TimelockError extends Error {
  readonly problem: TimelockProblem;

  constructor(problem: TimelockProblem, options?: ErrorOptions) {
    super(`timelock: ${problem}`, options);
    this.name = "TimelockError";
    this.problem = problem;
  }
}

/** Runs `work`; whatever it throws becomes a TimelockError of one problem. */
export function orProblem<T>(problem: TimelockProblem, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof TimelockError ? error : new TimelockError(problem, { cause: error });
  }
}
