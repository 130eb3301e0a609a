import type { NamedGpu } from "./placed-names.ts";

/**
 * What a rule remembers of each GPU, by the id that it has now. Places move up when a card is unplugged and change when the engine takes
 * another backend, so a memory goes with the name; of equal names the one that kept its place keeps its own.
 */
export function carried<T extends { readonly name: string }>(
  memory: Readonly<Record<string, T>>,
  gpus: readonly NamedGpu[],
): (gpu: NamedGpu) => T | undefined {
  const stayed = ({ id, name }: NamedGpu): boolean => memory[id]?.name === name;
  const taken = new Set(gpus.filter(stayed).map(({ id }) => id));
  const found = new Map<string, T>();
  for (const gpu of gpus) {
    const id = stayed(gpu)
      ? gpu.id
      : Object.keys(memory).find((old) => memory[old]?.name === gpu.name && !taken.has(old));
    const known = id === undefined ? undefined : memory[id];
    if (id === undefined || known === undefined) continue;
    taken.add(id);
    found.set(gpu.id, known);
  }
  return ({ id }) => found.get(id);
}
