import {
  _void,
  Bytes,
  type Codec,
  compactBn,
  compactNumber,
  createCodec,
  createDecoder,
  Hex,
  bool as scaleBool,
  i8 as scaleI8,
  i16 as scaleI16,
  i32 as scaleI32,
  i64 as scaleI64,
  i128 as scaleI128,
  Option as scaleOption,
  str as scaleStr,
  Struct as scaleStruct,
  Tuple as scaleTuple,
  u8 as scaleU8,
  u16 as scaleU16,
  u32 as scaleU32,
  u64 as scaleU64,
  u128 as scaleU128,
  Vector as scaleVector,
} from "@polkadot-api/substrate-bindings";
import { toHex } from "@polkadot-api/utils";
import { accountBytes, accountText } from "./account.ts";
import {
  type Packed,
  packedAccount,
  packedBool,
  packedTuple,
  packedU8,
  packedU16,
  packedU32,
  packedU64,
  packedVec,
} from "./packed.ts";
import type { FieldShape, ParameterShape, PrimitiveName, TypeShape } from "./shape.ts";
import { exactBytes, listOf, sizedBytes } from "./whole-reading.ts";

/**
 * Encodes and decodes one SCALE type. Written as methods so that a `ScaleType<number>` fits where any
 * `ScaleType<unknown>` is asked for; the object behind it is always a scale-ts codec.
 */
export interface ScaleCodec<T> {
  enc(value: T): Uint8Array;
  dec(bytes: Uint8Array | ArrayBuffer | string): T;
}

/** One SCALE type: how it is encoded, how scale-info describes it, and the encoding of its default value. */
export interface ScaleType<T = unknown> {
  readonly codec: ScaleCodec<T>;
  readonly shape: TypeShape;
  /** SCALE of Rust's `Default::default()`, the fallback of storage items with a default. */
  readonly zero: Uint8Array;
  /** How its values stand in a list, where all of them are of one width. */
  readonly packed?: Packed<T>;
}

/** The TypeScript value of a SCALE type, in polkadot-api's conventions. */
export type ValueOf<S> = S extends ScaleType<infer T> ? T : never;

/** The scale-ts codec behind a type, for building others from it. */
export function scaleCodec<T>(type: ScaleType<T>): Codec<T> {
  return type.codec as Codec<T>;
}

function primitive<T>(
  name: PrimitiveName,
  codec: Codec<T>,
  zero: T,
  packed?: Packed<T>,
): ScaleType<T> {
  const shape = { kind: "primitive", primitive: name } as const;
  return { codec, shape, zero: codec.enc(zero), ...(packed ? { packed } : {}) };
}

/** An unsigned 8-bit integer. */
export const u8 = primitive("u8", scaleU8, 0, packedU8);
/** An unsigned 16-bit integer. */
export const u16 = primitive("u16", scaleU16, 0, packedU16);
/** An unsigned 32-bit integer. */
export const u32 = primitive("u32", scaleU32, 0, packedU32);
/** An unsigned 64-bit integer, as bigint. */
export const u64 = primitive("u64", scaleU64, 0n, packedU64);
/** An unsigned 128-bit integer, as bigint. */
export const u128 = primitive("u128", scaleU128, 0n);
/** A signed 8-bit integer. */
export const i8 = primitive("i8", scaleI8, 0);
/** A signed 16-bit integer. */
export const i16 = primitive("i16", scaleI16, 0);
/** A signed 32-bit integer. */
export const i32 = primitive("i32", scaleI32, 0);
/** A signed 64-bit integer, as bigint. */
export const i64 = primitive("i64", scaleI64, 0n);
/** A signed 128-bit integer, as bigint. */
export const i128 = primitive("i128", scaleI128, 0n);
/** One byte: 0 or 1. */
export const bool = primitive("bool", scaleBool, false, packedBool);
/** UTF-8 text with its length before it. */
export const str = primitive("str", scaleStr, "");

/** The empty tuple. */
export const unit: ScaleType<undefined> = {
  codec: _void,
  shape: { kind: "tuple", elements: [] },
  zero: new Uint8Array(),
};

/** `Vec<u8>` as raw bytes. */
export const bytes: ScaleType<Uint8Array> = {
  codec: createCodec(Bytes().enc, sizedBytes),
  shape: { kind: "sequence", element: u8.shape },
  zero: Uint8Array.of(0),
};

/** `[u8; n]` as 0x hex, polkadot-api's convention for byte arrays. Encoding another length throws RangeError. */
export function fixedBytes(length: number): ScaleType<string> {
  const codec = Hex(length);
  const read = exactBytes(length);
  // scale-ts would cut a longer value and leave a shorter one short.
  const enc = (value: string): Uint8Array => {
    if (value.length !== 2 + 2 * length) throw new RangeError(`expected ${length} bytes of hex`);
    return codec.enc(value);
  };
  return {
    codec: createCodec<string>(
      enc,
      createDecoder((input) => toHex(read(input))),
    ),
    shape: { kind: "array", element: u8.shape, length },
    zero: new Uint8Array(length),
  };
}

/** `Compact<T>`: number for types up to u32, bigint above, as the plain type reads. */
export function compact<T extends number | bigint>(type: ScaleType<T>): ScaleType<T> {
  const wide = type.shape.kind === "primitive" && ["u64", "u128"].includes(type.shape.primitive);
  return {
    codec: (wide ? compactBn : compactNumber) as unknown as Codec<T>,
    shape: { kind: "compact", element: type.shape },
    zero: Uint8Array.of(0),
  };
}

/** `Vec<T>`. */
export function vec<T>(type: ScaleType<T>): ScaleType<T[]> {
  const inner = scaleCodec(type);
  const one = createCodec(scaleVector(inner).enc, listOf(inner.dec, type.zero.length === 0));
  return {
    codec: type.packed ? packedVec(type.packed) : one,
    shape: { kind: "sequence", element: type.shape },
    zero: Uint8Array.of(0),
  };
}

/** `[T; n]`. */
export function array<T>(type: ScaleType<T>, length: number): ScaleType<T[]> {
  const zero = new Uint8Array(type.zero.length * length);
  for (let index = 0; index < length; index += 1) zero.set(type.zero, index * type.zero.length);
  return {
    codec: scaleVector(scaleCodec(type), length),
    shape: { kind: "array", element: type.shape, length },
    zero,
  };
}

/** `Option<T>`: undefined is None. */
export function option<T>(type: ScaleType<T>): ScaleType<T | undefined> {
  return {
    codec: scaleOption(scaleCodec(type)),
    shape: {
      kind: "variant",
      path: ["Option"],
      parameters: [{ name: "T", type: type.shape }],
      variants: [
        { name: "None", index: 0, fields: [] },
        { name: "Some", index: 1, fields: [{ type: type.shape }] },
      ],
    },
    zero: Uint8Array.of(0),
  };
}

/** A tuple of two or more types; its value is an array. */
export function tuple<const Types extends readonly ScaleType[]>(
  ...types: Types
): ScaleType<{ -readonly [Index in keyof Types]: ValueOf<Types[Index]> }> {
  type Value = { -readonly [Index in keyof Types]: ValueOf<Types[Index]> };
  const packed = types.flatMap((type) => (type.packed ? [type.packed] : []));
  return {
    ...(packed.length === types.length
      ? { packed: packedTuple(packed) as unknown as Packed<Value> }
      : {}),
    codec: scaleTuple(...types.map(scaleCodec)) as unknown as Codec<Value>,
    shape: { kind: "tuple", elements: types.map((type) => type.shape) },
    zero: concatenated(types.map((type) => type.zero)),
  };
}

/** Named fields of a struct, call or event, in wire order. */
export type NamedFields = Readonly<Record<string, ScaleType>>;
/** The value of named fields. */
export type NamedValue<Fields extends NamedFields> = {
  -readonly [Name in keyof Fields]: ValueOf<Fields[Name]>;
};

/** A struct with named fields under a scale-info path. */
export function struct<const Fields extends NamedFields>(
  path: readonly string[],
  fields: Fields,
  typeNames: Readonly<Record<string, string>> = {},
  parameters: readonly ParameterShape[] = [],
): ScaleType<NamedValue<Fields>> {
  const codecs = Object.fromEntries(
    Object.entries(fields).map(([name, type]) => [name, scaleCodec(type)]),
  );
  return {
    codec: scaleStruct(codecs as Record<string, never>) as unknown as Codec<NamedValue<Fields>>,
    shape: { kind: "composite", path, parameters, fields: fieldShapes(fields, typeNames) },
    zero: concatenated(Object.values(fields).map((type) => type.zero)),
  };
}

/** A struct with one unnamed field: the value is the inner value. */
export function newtype<T>(
  path: readonly string[],
  inner: ScaleType<T>,
  typeName?: string,
  parameters: readonly ParameterShape[] = [],
): ScaleType<T> {
  const field: FieldShape =
    typeName === undefined ? { type: inner.shape } : { type: inner.shape, typeName };
  return { ...inner, shape: { kind: "composite", path, parameters, fields: [field] } };
}

/** The scale-info fields of named fields, in order. */
export function fieldShapes(
  fields: NamedFields,
  typeNames: Readonly<Record<string, string>>,
): FieldShape[] {
  return Object.entries(fields).map(([name, type]) => {
    const typeName = typeNames[name];
    return typeName === undefined
      ? { name, type: type.shape }
      : { name, type: type.shape, typeName };
  });
}

const bytes32 = exactBytes(32);

/** AccountId32 as SS58 text of prefix 42. */
export const accountId: ScaleType<string> = newtype(
  ["sp_core", "crypto", "AccountId32"],
  {
    codec: createCodec<string>(
      (address) => accountBytes(address),
      createDecoder((input) => accountText(bytes32(input))),
    ),
    shape: fixedBytes(32).shape,
    zero: new Uint8Array(32),
    packed: packedAccount,
  },
  "[u8; 32]",
);

/** H256 as 0x hex. */
export const hash256: ScaleType<string> = newtype(
  ["primitive_types", "H256"],
  fixedBytes(32),
  "[u8; 32]",
);

/** Byte strings joined in order. */
export function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
