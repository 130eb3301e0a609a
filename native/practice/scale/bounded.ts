import { createCodec, createDecoder } from "@polkadot-api/substrate-bindings";
import { type ScaleType, scaleCodec } from "./type.ts";

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
