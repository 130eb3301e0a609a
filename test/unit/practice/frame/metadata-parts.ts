import type { UnifiedMetadata } from "@polkadot-api/substrate-bindings";

/** A field of a type: its name, where it has one, and its type's number. */
export type Field = { name: string | undefined; type: number };

/** One transaction extension, as V14 and V15 name its parts. */
export interface Extension {
  identifier: string;
  type: number;
  additionalSigned: number;
}

/** The extensions of version-4 transactions, whichever metadata version they were read from. */
export function extensionsOf(extrinsic: UnifiedMetadata["extrinsic"]): readonly Extension[] {
  return Object.values(extrinsic.signedExtensions)[0] ?? [];
}

/** A part of a transaction that V15 and V16 name. */
export function partOf(
  extrinsic: UnifiedMetadata["extrinsic"],
  part: "address" | "call" | "signature",
): number | undefined {
  return part in extrinsic ? (extrinsic as Record<typeof part, number>)[part] : undefined;
}

/** What an item says of its deprecation; undefined before V16. */
export function deprecationOf(item: object): unknown {
  return "deprecationInfo" in item ? item.deprecationInfo : undefined;
}

/** A runtime API's version; undefined before V16. */
export function versionOf(api: object): unknown {
  return "version" in api ? api.version : undefined;
}

/** An extension's name. */
export function identifier(extension: Extension): string {
  return extension.identifier;
}

/** A field without a name. */
export function unnamed(type: number): Field {
  return { name: undefined, type };
}

/** Names in their order; `_` for none. */
export function names(list: readonly { name?: string | undefined }[]): string[] {
  return list.map(({ name }) => name ?? "_");
}

/** A value as text that is equal for equal values. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
