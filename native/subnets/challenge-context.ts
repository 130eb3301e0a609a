import type { MechanismDescription } from "./mechanism.ts";

/** llama.cpp's cells of a sequence come in multiples of this. */
const CELLS = 256;
/** Below this little more is saved: the buffers of a pass over 512 tokens do not shrink with it. */
const LEAST = 1024;

/**
 * How many tokens one sequence must have for a subnet's challenges, and how many suffice, in whole blocks of cells. What is beyond them no
 * answer sees, and it takes the memory of further answers at once. Pure.
 */
export function challengeContext({ description: { contextTokens } }: Described): {
  readonly leastContext: number;
  readonly enoughContext: number;
} {
  const blocks = Math.ceil(contextTokens / CELLS) * CELLS;
  return { leastContext: contextTokens, enoughContext: Math.max(LEAST, blocks) };
}

interface Described {
  readonly description: Pick<MechanismDescription, "contextTokens">;
}
