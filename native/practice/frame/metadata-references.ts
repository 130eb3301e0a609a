import type { V14Lookup } from "@polkadot-api/substrate-bindings";

/** A type as another names it in the digest: a primitive, nothing, or the number of a type of its own. */
export type TypeRef = { type: string; value: undefined } | { type: "perId"; value: number };

/** The types one reaches from the given ones that are no mere primitives, each with its number in the order of the metadata's. */
export function accessibleTypes(
  lookup: V14Lookup,
  roots: readonly number[],
): ReadonlyMap<number, number> {
  const found = new Set<number>();
  const waiting = [...roots];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const inner = partsOf(lookup, id);
    if (found.has(id) || inner === undefined) continue;
    found.add(id);
    waiting.push(...inner);
  }
  const sorted = [...found].sort((left, right) => left - right);
  return new Map(sorted.map((id, number) => [id, number]));
}

/** The types within a type; undefined for one that has no number of its own: primitives, compacts, and what is empty. */
function partsOf(lookup: V14Lookup, id: number): readonly number[] | undefined {
  const { def } = lookup[id]!;
  switch (def.tag) {
    case "composite":
      return def.value.length > 0 ? def.value.map(({ type }) => type) : undefined;
    case "variant":
      return def.value.length > 0
        ? def.value.flatMap(({ fields }) => fields.map(({ type }) => type))
        : undefined;
    case "tuple":
      return def.value.length > 0 ? def.value : undefined;
    case "sequence":
      return [def.value];
    case "array":
      return [def.value.type];
    default:
      return undefined;
  }
}

/** How the types of a registry are named by others. */
export function typeReferences(
  lookup: V14Lookup,
  numbers: ReadonlyMap<number, number>,
): (id: number) => TypeRef {
  return (id) => {
    const { def } = lookup[id]!;
    if (def.tag === "primitive") return { type: def.value.tag, value: undefined };
    if (def.tag === "compact") return { type: compactName(lookup, def.value), value: undefined };
    const number = numbers.get(id);
    return number === undefined
      ? { type: "void", value: undefined }
      : { type: "perId", value: number };
  };
}

/** A compact is named by the integer that it wraps, however deep; that of nothing is nothing. */
function compactName(lookup: V14Lookup, id: number): string {
  const { def } = lookup[id]!;
  if (def.tag === "primitive") return `compactU${def.value.tag.slice(1)}`;
  const inner =
    def.tag === "composite"
      ? def.value.map(({ type }) => type)
      : def.tag === "tuple"
        ? def.value
        : [];
  if (inner.length > 1) throw new RangeError("a compact wraps one integer");
  return inner[0] === undefined ? "void" : compactName(lookup, inner[0]);
}
