import { createCodec, createDecoder } from "@polkadot-api/substrate-bindings";
import { bytes, newtype, type ScaleType, scaleCodec, u8, vec } from "./type.ts";

/** The type with decoding refused, as RangeError, for a value of more than `most` elements, as a bounded Rust type does. */
export function atMost<T extends { readonly length: number }>(
  type: ScaleType<T>,
  most: number,
): ScaleType<T> {
  const codec = scaleCodec(type);
  const dec = createDecoder((input): T => {
    const value = codec.dec(input);
    if (value.length > most) throw new RangeError(`more than ${most} elements`);
    return value;
  });
  return { ...type, codec: createCodec(codec.enc, dec) };
}

/** `BoundedVec<T, S>`. Its limit lives with the pallet that checks it, since metadata does not carry it. */
export function boundedVec<T>(type: ScaleType<T>): ScaleType<T[]> {
  return bounded(["bounded_collections", "bounded_vec", "BoundedVec"], vec(type), type);
}

/** `BoundedVec<u8, S>` as raw bytes. */
export const boundedBytes: ScaleType<Uint8Array> = bounded(
  ["bounded_collections", "bounded_vec", "BoundedVec"],
  bytes,
  u8,
);

/** `WeakBoundedVec<T, S>`. */
export function weakBoundedVec<T>(type: ScaleType<T>): ScaleType<T[]> {
  return bounded(["bounded_collections", "weak_bounded_vec", "WeakBoundedVec"], vec(type), type);
}

function bounded<V>(
  path: readonly string[],
  inner: ScaleType<V>,
  element: ScaleType,
): ScaleType<V> {
  return newtype(path, inner, "Vec<T>", [{ name: "T", type: element.shape }, { name: "S" }]);
}
