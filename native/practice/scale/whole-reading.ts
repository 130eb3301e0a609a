import { Bytes, type Codec, compactNumber, createDecoder } from "@polkadot-api/substrate-bindings";

/** What a decoder reads from; each reading goes on where the one before ended. */
type Decoder<T> = Codec<T>[1];

/** Elements without any bytes are counted, not read: a length of gigabytes would cost nothing to write and everything to read. */
const MOST_EMPTY = 1 << 16;

/** Reads so many bytes. Throws RangeError when fewer are left; scale-ts would answer those, as if they were all. */
export function exactBytes(length: number): Decoder<Uint8Array> {
  const read = Bytes.dec(length);
  return createDecoder((input) => {
    const bytes = read(input);
    if (bytes.length !== length) throw new RangeError("there are fewer bytes than there should be");
    return bytes;
  });
}

/** Reads a length and so many bytes. Throws RangeError when fewer are left. */
export const sizedBytes: Decoder<Uint8Array> = createDecoder((input) =>
  exactBytes(compactNumber.dec(input))(input),
);

/**
 * Reads a length and so many elements, taking no memory for more of them than are there: a length may promise a billion in four
 * bytes. `isEmpty` says that an element has no bytes. Throws RangeError when the bytes end before.
 */
export function listOf<T>(element: Decoder<T>, isEmpty: boolean): Decoder<T[]> {
  return createDecoder((input) => {
    const count = compactNumber.dec(input);
    if (isEmpty && count > MOST_EMPTY) throw new RangeError("a list of nothing is too long");
    const values: T[] = [];
    while (values.length < count) values.push(element(input));
    return values;
  });
}
