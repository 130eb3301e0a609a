import { type AdapterFacts, readFacts } from "./adapter.ts";
import type { Luid } from "./counters/gpu-instances.ts";
import type { GraphicsKernel } from "./graphics-kernel.ts";

/** A card as Windows lists it. */
export interface WindowsCard {
  readonly handle: number;
  readonly facts: AdapterFacts;
  /** Under which name the counters know it; absent where it stands in the list under two, since neither need tell the whole. */
  readonly luid?: Luid | undefined;
}

/**
 * The cards of every vendor, without screens of software. A card with several screens or sessions may stand in the list more than
 * once: by its place on the bus it is one. Rejects where Windows lists no adapters.
 */
export async function listCards(kernel: GraphicsKernel): Promise<readonly WindowsCard[]> {
  const cards: WindowsCard[] = [];
  for (const { handle, luid } of await kernel.adapters()) {
    const facts = await readFacts(kernel, handle);
    if (facts === undefined) {
      await kernel.close(handle);
      continue;
    }
    const again = cards.findIndex(
      (card) => card.luid === luid || (facts.bus !== undefined && card.facts.bus === facts.bus),
    );
    const known = cards[again];
    if (known === undefined) {
      cards.push({ handle, facts, luid });
      continue;
    }
    await kernel.close(handle);
    if (known.luid !== luid) cards[again] = { handle: known.handle, facts: known.facts };
  }
  return cards;
}
