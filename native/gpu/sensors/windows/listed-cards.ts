import { listCards, type WindowsCard } from "./cards.ts";
import type { Luid } from "./counters/gpu-instances.ts";
import type { GraphicsKernel } from "./graphics-kernel.ts";

/** The cards as Windows lists them, now and after a driver was updated. */
export interface ListedCards {
  now(): readonly WindowsCard[];
  /**
   * Hears of which cards a look at the counters told. Where a card that was among them is not any more, the cards are listed anew.
   * Resolves to plain sentences on those that are listed and still not told of.
   */
  heard(told: ReadonlySet<Luid>): Promise<readonly string[]>;
}

/** While a card stays away the list is asked twice as seldom each time. Milliseconds. */
const FIRST_REST = 10_000;
const LONGEST_REST = 600_000;

/** Lists the cards, and keeps the list up with the counters. Rejects where Windows lists no adapters now. */
export async function watchCards(kernel: GraphicsKernel, now: () => number): Promise<ListedCards> {
  let cards = await listCards(kernel);
  /** Of the list before: a reading under way may still ask by them. */
  let retired: readonly number[] = [];
  /** Cards of which the counters have told, by what stays the same of them. */
  const known = new Set<string>();
  let listed = { at: Number.NEGATIVE_INFINITY, times: 0 };
  let listing: Promise<void> | undefined;

  const list = async (): Promise<void> => {
    try {
      const fresh = await listCards(kernel);
      for (const handle of retired) await kernel.close(handle);
      retired = cards.map(({ handle }) => handle);
      cards = fresh;
    } catch {
      // While a driver starts Windows may refuse: the list of before holds until the next time.
    } finally {
      listed = { at: now(), times: listed.times + 1 };
      listing = undefined;
    }
  };
  const due = (): boolean =>
    now() - listed.at >= Math.min(LONGEST_REST, FIRST_REST * 2 ** Math.max(0, listed.times - 1));

  return {
    now: () => cards,
    heard: async (told) => {
      // Counters that told of no card at all are in trouble themselves, and say so.
      if (told.size === 0) return [];
      const isTold = ({ luid }: WindowsCard): boolean => luid !== undefined && told.has(luid);
      const here = new Set(cards.filter(isTold).map(keyOf));
      for (const key of here) known.add(key);
      if (known.size === here.size) {
        listed = { ...listed, times: 0 };
        return [];
      }
      if (due()) listing ??= list();
      await listing;
      return cards.flatMap((card) =>
        known.has(keyOf(card)) && !isTold(card)
          ? [`Load and memory of ${card.facts.name} are missing: Windows' counters lost it.`]
          : [],
      );
    },
  };
}

/** Its place on the bus; a card without one goes by its name. */
function keyOf({ facts }: WindowsCard): string {
  return facts.bus ?? facts.name;
}
