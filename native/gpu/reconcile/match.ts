import type { Card } from "./cards.ts";
import { sameDevice, vendorOf } from "./same-device.ts";

/** A device of llama.cpp with its card, by their places in the two lists. */
interface Pair {
  readonly device: number;
  readonly card: number;
  readonly sureness: number;
}

/**
 * Which card each of llama.cpp's devices is, by index; undefined where none fits. llama.cpp tells names only: the surest
 * pairs are taken first, equal names in turn. What is left over is paired by vendor where exactly one of each is left.
 */
export function matchCards(
  names: readonly string[],
  cards: readonly Card[],
): readonly (Card | undefined)[] {
  const pairs = names
    .flatMap((name, device) =>
      cards.map((card, index): Pair => ({ device, card: index, sureness: sureness(name, card) })),
    )
    .filter((pair) => pair.sureness > 0)
    .sort((a, b) => b.sureness - a.sureness || a.device - b.device || a.card - b.card);
  const cardOf = new Map<number, number>();
  const taken = new Set<number>();
  const join = ({ device, card }: Omit<Pair, "sureness">): void => {
    if (cardOf.has(device) || taken.has(card)) return;
    cardOf.set(device, card);
    taken.add(card);
  };
  pairs.forEach(join);
  for (const vendor of ["nvidia", "amd", "intel", "apple"] as const) {
    const devices = names.flatMap((name, device) =>
      !cardOf.has(device) && vendorOf(name) === vendor ? [device] : [],
    );
    const free = cards.flatMap((card, index) =>
      !taken.has(index) && vendorOf(vendorText(card)) === vendor ? [index] : [],
    );
    const [device, card] = [devices[0], free[0]];
    if (devices.length === 1 && free.length === 1 && device !== undefined && card !== undefined) {
      join({ device, card });
    }
  }
  return names.map((_, device) => cards[cardOf.get(device) ?? -1]);
}

function sureness(name: string, { sensor, system }: Card): number {
  return Math.max(sameDevice(name, sensor?.name ?? ""), sameDevice(name, system?.name ?? ""));
}

function vendorText({ sensor, system }: Card): string {
  return `${sensor?.vendor ?? ""} ${system?.vendor ?? ""} ${system?.name ?? ""}`;
}
