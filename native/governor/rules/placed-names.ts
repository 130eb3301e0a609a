/** A GPU by its id and its name, which another may have as well. */
export interface NamedGpu {
  readonly id: string;
  readonly name: string;
}

/** The names of some of all GPUs, with the place among all where two have one name: "RTX 3090 (GPU 2)". */
export function placedNames(
  all: readonly NamedGpu[],
  some: readonly NamedGpu[],
): readonly string[] {
  return some.map(({ id, name }) => {
    const twin = all.some((other) => other.id !== id && other.name === name);
    const place = all.findIndex((other) => other.id === id) + 1;
    return twin ? `${name} (GPU ${place})` : name;
  });
}
