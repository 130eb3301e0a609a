import type { Card } from "./cards.ts";
import { sameDevice, vendorOf } from "./same-device.ts";

/** A device of llama.cpp with its card, by their places in the two lists. */
interface Pair {
  readonly device: number;
  readonly card: number;
  readonly sureness: number;
  readonly preferred: boolean;
}

/**
 * Which card each of llama.cpp's devices is, by index; undefined where none fits. llama.cpp tells names only: the surest
 * pairs are taken first, equal names in turn. Where there are more equal cards than devices, as when some were hidden from it, those go
 * first on which a program of ours is. What is left over is paired by vendor where exactly one of each is left.
 */
export function matchCards(
  names: readonly string[],
  cards: readonly Card[],
  holdsOurs: (card: Card) => boolean = () => false,
): readonly (Card | undefined)[] {
  const ours = cards.map(holdsOurs);
  const offered = Map.groupBy(names, (name) => name);
  const equals = (name: string, card: Card): number =>
    cards.filter((other) => sureness(name, other) === sureness(name, card)).length;
  const preferred = (name: string, card: Card, index: number): boolean =>
    ours[index] === true && equals(name, card) > (offered.get(name)?.length ?? 0);
  const pairs = names
    .flatMap((name, device) =>
      cards.map(
        (card, index): Pair => ({
          device,
          card: index,
          sureness: sureness(name, card),
          preferred: preferred(name, card, index),
        }),
      ),
    )
    .filter((pair) => pair.sureness > 0)
    .sort(
      (a, b) =>
        b.sureness - a.sureness ||
        Number(b.preferred) - Number(a.preferred) ||
        a.device - b.device ||
        a.card - b.card,
    );
  const cardOf = new Map<number, number>();
  const taken = new Set<number>();
  const join = ({ device, card }: Pick<Pair, "device" | "card">): void => {
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
