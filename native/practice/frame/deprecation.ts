/** Marks an item as one not to use any more, as metadata V16 tells it: without words, or with what to use instead. */
export type Deprecation = true | { readonly note: string; readonly since?: string };

type Marked =
  | { tag: "DeprecatedWithoutNote"; value: undefined }
  | { tag: "Deprecated"; value: { note: string; since: string | undefined } };

/** The deprecation of a whole item in metadata V16. */
export type ItemDeprecation = { tag: "NotDeprecated"; value: undefined } | Marked;

/** The deprecated cases of a Call, Event or Error enum in metadata V16. */
export type VariantDeprecations = { index: number; deprecation: Marked }[];

/** What metadata V16 says of an item's deprecation. */
export function itemDeprecation(deprecated: Deprecation | undefined): ItemDeprecation {
  return deprecated ? marked(deprecated) : { tag: "NotDeprecated", value: undefined };
}

/** What metadata V16 says of an enum: its deprecated cases alone, in the order of their indices. */
export function variantDeprecations(
  cases: readonly { readonly index: number; readonly deprecated?: Deprecation }[],
): VariantDeprecations {
  return cases
    .flatMap(({ index, deprecated }) =>
      deprecated ? [{ index, deprecation: marked(deprecated) }] : [],
    )
    .sort((left, right) => left.index - right.index);
}

function marked(deprecated: Deprecation): Marked {
  if (deprecated === true) return { tag: "DeprecatedWithoutNote", value: undefined };
  return { tag: "Deprecated", value: { note: deprecated.note, since: deprecated.since } };
}
