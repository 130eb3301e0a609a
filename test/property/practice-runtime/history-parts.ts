import fc from "fast-check";
import { account, type PracticeChain } from "../../unit/practice/runtime/practice-chain.ts";

/** How many people there are besides the house. */
export const PEOPLE = 4;

/** One thing that may happen: blocks passing, or somebody trying something. Answers how many calls succeeded. */
export interface Step {
  readonly label: string;
  run(chain: PracticeChain): number;
}

/** One of the people. */
export const who = fc.integer({ min: 0, max: PEOPLE - 1 });
/** One of the hotkeys that {@link key} knows. */
export const hotkey = fc.integer({ min: 0, max: PEOPLE + 2 });

/** Everybody's hotkeys: the people's own, then the house validators'. */
export function key(chain: PracticeChain, index: number): string {
  if (index < PEOPLE) return account(100 + index);
  return chain.accounts.validators[index - PEOPLE]?.hotkey ?? "";
}

/** Makes a call; 1 when it succeeded. */
export function attempt(
  chain: PracticeChain,
  coldkey: string,
  name: string,
  args: Readonly<Record<string, unknown>>,
): number {
  return chain.call(coldkey, name, args) === "ok" ? 1 : 0;
}

/** A step of its facts. */
export function named<T>(
  label: string,
  facts: fc.Arbitrary<T>,
  run: (chain: PracticeChain, facts: T) => number,
): fc.Arbitrary<Step> {
  return facts.map((fact) => ({ label, run: (chain) => run(chain, fact) }));
}
