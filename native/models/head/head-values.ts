import type { GgufHeader, GgufValue } from "../../engine/gguf/gguf-header.ts";

/** The metadata of a head, read as what each entry must be; anything else counts as absent. */
export interface HeadValues {
  readonly architecture: string;
  /** By its whole key. */
  text(key: string): string | undefined;
  /** A whole number of at least 0, by its key without the architecture in front. Of an array the largest item. */
  count(key: string): number | undefined;
  /** The item of one layer, or the one number that holds for all. */
  ofLayer(key: string, layer: number): number | undefined;
  /** Items of a short array of numbers or booleans, as numbers. */
  items(key: string): readonly number[] | undefined;
  flag(key: string): boolean | undefined;
}

/** Reads a head's metadata. Throws Error with a plain reason where it names no architecture. */
export function headValues({ metadata }: Pick<GgufHeader, "metadata">): HeadValues {
  const text = (key: string): string | undefined => {
    const value = metadata.get(key);
    return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
  };
  const architecture = text("general.architecture");
  if (architecture === undefined) throw new Error("it names no architecture");
  const value = (key: string): GgufValue | undefined => metadata.get(`${architecture}.${key}`);
  const items = (key: string): readonly number[] | undefined => {
    const found = value(key);
    return typeof found === "object" && found.items !== undefined && found.items.length > 0
      ? found.items.map(Number)
      : undefined;
  };
  return {
    architecture,
    text,
    count: (key) => whole(value(key)) ?? whole(Math.max(...(items(key) ?? []))),
    ofLayer: (key, layer) => whole(value(key)) ?? whole(items(key)?.[layer]),
    items,
    flag: (key) => {
      const found = value(key);
      return typeof found === "boolean" ? found : undefined;
    },
  };
}

function whole(value: GgufValue | undefined): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
