import * as z from "zod";
import data from "../../../../resources/models/gpus.json" with { type: "json" };

const card = z.object({
  vendor: z.enum(["NVIDIA", "AMD", "Intel", "Apple"]),
  name: z.string().min(1),
  /** Absent where memory is the computer's. */
  gigabytes: z.number().positive().optional(),
  /** GB/s (1e9), of the fastest variant of the name. */
  bandwidth: z.number().positive(),
  /** Of the slowest variant, where a name has several. */
  leastBandwidth: z.number().positive().optional(),
  /** Dense half precision in 1e12 a second at the boost clock, by matrix units where it has any, of the fastest variant. */
  tflops: z.number().positive().optional(),
  leastTflops: z.number().positive().optional(),
  /** Of the whole board. */
  watts: z.number().positive().optional(),
});

/** A card as the table has it. */
export type GpuCard = z.infer<typeof card>;

/** The table of cards as it ships. */
export const gpuTable = z.object({
  version: z.literal(1),
  units: z.string(),
  sources: z.record(z.string(), z.string()),
  cards: z.array(card),
});

const { cards } = gpuTable.parse(data);
/** Words that stand around a card's name and tell no cards apart. */
const noise =
  /\((tm|r|c)\)|\b(nvidia|geforce|amd|radeon|intel|apple|graphics|gpu|corporation|\d+ ?gb)\b|[^a-z0-9 ]/g;

/**
 * The card of a device's name; its memory in bytes tells variants apart. Undefined for a name the table does not have. Laptops' cards
 * are slower than those whose names they share, and have their own with a "Laptop" behind.
 */
export function findCard(name: string, totalBytes?: number): GpuCard | undefined {
  const named = cards.filter((known) => bare(known.name) === bare(name));
  const gigabytes = (totalBytes ?? 0) / 2 ** 30;
  const apart = (known: GpuCard): number =>
    known.gigabytes === undefined || totalBytes === undefined
      ? 0
      : Math.abs(known.gigabytes - gigabytes);
  return named.toSorted((a, b) => apart(a) - apart(b))[0];
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(noise, " ").replaceAll(/\s+/g, " ").trim();
}
