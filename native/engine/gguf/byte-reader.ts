/** Thrown when a reader is asked for more than it has. */
export class ShortRead extends Error {
  constructor() {
    super("it ends too early");
    this.name = "ShortRead";
  }
}

/** The upper half of 2^53 - 1. */
const HIGHEST = 2 ** 21 - 1;

/** Reads little-endian values one after another. All methods throw ShortRead past the end. */
export interface ByteReader {
  position(): number;
  bytes(length: number): Buffer;
  /** Goes on behind so many bytes without looking at them. */
  skip(length: number): void;
  uint32(): number;
  /** A u64 as a number; throws above 2^53. */
  uint64(): number;
  /** A u64 that counts things; throws above `most`. */
  count(most: number, what: string): number;
  /** A UTF-8 string behind its u64 length in bytes. */
  string(): string;
  skipString(): void;
}

/** A reader from the start of some bytes. */
export function createByteReader(source: Buffer): ByteReader {
  let at = 0;
  const skip = (length: number): void => {
    if (at + length > source.length) throw new ShortRead();
    at += length;
  };
  const bytes = (length: number): Buffer => {
    skip(length);
    return source.subarray(at - length, at);
  };
  // Lengths of texts come by the million: each is read where it stands, and without a BigInt.
  const uint64 = (): number => {
    skip(8);
    const high = source.readUInt32LE(at - 4);
    if (high > HIGHEST) throw new Error(`it counts to ${source.readBigUInt64LE(at - 8)}`);
    return high * 2 ** 32 + source.readUInt32LE(at - 8);
  };
  const count = (most: number, what: string): number => {
    const value = uint64();
    if (value > most) throw new Error(`it claims ${value} ${what}`);
    return value;
  };
  const textLength = (): number => count(2 ** 30, "characters in a text");
  return {
    position: () => at,
    bytes,
    skip,
    uint32: () => bytes(4).readUInt32LE(),
    uint64,
    count,
    string: () => bytes(textLength()).toString("utf8"),
    skipString: () => skip(textLength()),
  };
}
