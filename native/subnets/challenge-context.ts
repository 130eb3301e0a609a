import type { MechanismDescription } from "./mechanism.ts";

/** llama.cpp's cells of a sequence come in multiples of this. */
const CELLS = 256;
/** Below this little more is saved: the buffers of a pass over 512 tokens do not shrink with it. */
const LEAST = 1024;

/**
 * Tokens of one sequence that suffice for a subnet's challenges, in whole blocks of cells. What is beyond them no answer sees, and it
 * takes the memory of further answers at once. Pure.
 */
export function enoughContext({
  description,
}: {
  readonly description: Pick<MechanismDescription, "contextTokens">;
}): number {
  return Math.max(LEAST, Math.ceil(description.contextTokens / CELLS) * CELLS);
}
