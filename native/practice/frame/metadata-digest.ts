import { blake3 } from "@noble/hashes/blake3.js";
import { metadata as metadataCodec, type V15 } from "@polkadot-api/substrate-bindings";
import {
  compact,
  concatenated,
  fixedBytes,
  option,
  type ScaleType,
  str,
  struct,
  u8,
  u16,
  u32,
  type ValueOf,
  vec,
} from "../scale/type.ts";
import { variant } from "../scale/variant.ts";
import { hexOf } from "./hasher.ts";
import { accessibleTypes, type TypeRef, typeReferences } from "./metadata-references.ts";

/** What a signer shows of a chain beside its types. */
export interface DigestFacts {
  readonly specVersion: number;
  readonly specName: string;
  readonly ss58Prefix: number;
  readonly decimals: number;
  readonly tokenSymbol: string;
}

const primitives = [
  "bool",
  "char",
  "str",
  "u8",
  "u16",
  "u32",
  "u64",
  "u128",
  "u256",
  "i8",
  "i16",
  "i32",
  "i64",
  "i128",
  "i256",
  "compactU8",
  "compactU16",
  "compactU32",
  "compactU64",
  "compactU128",
  "compactU256",
  "void",
];
const reference = variant([], {
  ...Object.fromEntries(primitives.map((name, index) => [name, { index }])),
  perId: { index: primitives.length, fields: [compact(u32)] },
}) as ScaleType<TypeRef>;
const field = struct([], { name: option(str), ty: reference, typeName: option(str) });
const definition = variant([], {
  composite: { index: 0, fields: [vec(field)] },
  enumeration: { index: 1, fields: { name: str, fields: vec(field), index: compact(u32) } },
  sequence: { index: 2, fields: [reference] },
  array: { index: 3, fields: { len: u32, typeParam: reference } },
  tuple: { index: 4, fields: [vec(reference)] },
});
type Definition = ValueOf<typeof definition>;
const leaf = struct([], { path: vec(str), definition, id: compact(u32) });
const extrinsicType = struct([], {
  version: u8,
  address: reference,
  call: reference,
  signature: reference,
  extensions: vec(struct([], { identifier: str, inExtrinsic: reference, inSignedData: reference })),
});
const digest = variant([], {
  V1: {
    index: 1,
    fields: {
      typeRoot: fixedBytes(32),
      extrinsicHash: fixedBytes(32),
      specVersion: u32,
      specName: str,
      ss58Prefix: u16,
      decimals: u8,
      tokenSymbol: str,
    },
  },
});

/**
 * The hash of a runtime's metadata (the bytes of V15) that an offline signer checks what it shows against, 0x hex: blake3 over the root of a tree of
 * all types that a transaction can hold, the form of a transaction, and the chain's facts. Source: RFC-0078 of Polkadot.
 */
export function metadataDigest(bytes: Uint8Array, facts: DigestFacts): string {
  const { metadata } = metadataCodec.dec(Uint8Array.from(bytes));
  if (metadata.tag !== "v15") throw new RangeError(`metadata ${metadata.tag} has no digest`);
  const { extrinsic, lookup } = metadata.value;
  const extensions = extrinsic.signedExtensions;
  const roots = [
    extrinsic.call,
    extrinsic.address,
    extrinsic.signature,
    ...extensions.flatMap(({ type, additionalSigned }) => [type, additionalSigned]),
  ];
  const numbers = accessibleTypes(lookup, roots);
  const refer = typeReferences(lookup, numbers);
  const leaves = [...numbers].flatMap(([id, number]) =>
    definitionsOf(lookup[id]!, refer).map((each) =>
      leaf.codec.enc({ path: lookup[id]!.path, definition: each, id: number }),
    ),
  );
  const form = extrinsicType.codec.enc({
    version: extrinsic.version,
    address: refer(extrinsic.address),
    call: refer(extrinsic.call),
    signature: refer(extrinsic.signature),
    extensions: extensions.map(({ identifier, type, additionalSigned }) => ({
      identifier,
      inExtrinsic: refer(type),
      inSignedData: refer(additionalSigned),
    })),
  });
  const value = { typeRoot: hex(treeRoot(leaves)), extrinsicHash: hex(blake3(form)), ...facts };
  return hex(blake3(digest.codec.enc({ type: "V1", value })));
}

/** A type as leaves of the tree: one, or of an enum one a case, in the order of their indices. */
function definitionsOf(
  { def }: V15["lookup"][number],
  refer: (id: number) => TypeRef,
): Definition[] {
  const fields = (list: readonly { name?: string; type: number; typeName?: string }[]) =>
    list.map(({ name, type, typeName }) => ({ name, ty: refer(type), typeName }));
  switch (def.tag) {
    case "composite":
      return [{ type: "composite", value: fields(def.value) }];
    case "variant":
      return [...def.value]
        .sort((left, right) => left.index - right.index)
        .map(({ name, index, fields: list }) => ({
          type: "enumeration",
          value: { name, fields: fields(list), index },
        }));
    case "sequence":
      return [{ type: "sequence", value: refer(def.value) }];
    case "array":
      return [{ type: "array", value: { len: def.value.len, typeParam: refer(def.value.type) } }];
    case "tuple":
      return [{ type: "tuple", value: def.value.map(refer) }];
    default:
      throw new RangeError(`a type of kind ${def.tag} is no leaf`);
  }
}

/** The root of a complete binary tree whose last nodes are the hashes of the leaves; 32 zeros of none. */
function treeRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return new Uint8Array(32);
  const nodes = new Array<Uint8Array>(2 * leaves.length - 1);
  for (const [index, bytes] of leaves.entries()) nodes[leaves.length - 1 + index] = blake3(bytes);
  for (let parent = leaves.length - 2; parent >= 0; parent -= 1)
    nodes[parent] = blake3(concatenated([nodes[2 * parent + 1]!, nodes[2 * parent + 2]!]));
  return nodes[0]!;
}

function hex(bytes: Uint8Array): string {
  return `0x${hexOf(bytes)}`;
}
