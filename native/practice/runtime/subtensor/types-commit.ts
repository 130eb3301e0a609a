import { createCodec, createDecoder } from "@polkadot-api/substrate-bindings";
import { type ScaleType, scaleCodec } from "../../scale/type.ts";

/** The same bytes with their limit: more of them cannot be decoded, so such a call is no extrinsic at all, as on finney. */
export function atMost(type: ScaleType<Uint8Array>, most: number): ScaleType<Uint8Array> {
  const codec = scaleCodec(type);
  return {
    ...type,
    codec: createCodec<Uint8Array>(
      codec.enc,
      createDecoder((input) => {
        const bytes = codec.dec(input);
        if (bytes.length > most) throw new RangeError(`more than ${most} bytes`);
        return bytes;
      }),
    ),
  };
}
