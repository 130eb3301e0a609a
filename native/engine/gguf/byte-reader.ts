/** Thrown when a reader is asked for more than it has. */
export class ShortRead extends Error {
  constructor() {
    super("it ends too early");
    this.name = "ShortRead";
  }
}

/** Reads little-endian values one after another. All methods throw ShortRead past the end. */
export interface ByteReader {
  position(): number;
  bytes(length: number): Buffer;
  uint32(): number;
  /** A u64 as a number; throws above 2^53. */
  uint64(): number;
  /** A u64 that counts things; throws above `most`. */
  count(most: number, what: string): number;
  /** A UTF-8 string behind its u64 length in bytes. */
  string(): string;
}

/** A reader from the start of some bytes. */
export function createByteReader(source: Buffer): ByteReader {
  let at = 0;
  const bytes = (length: number): Buffer => {
    if (at + length > source.length) throw new ShortRead();
    at += length;
    return source.subarray(at - length, at);
  };
  const uint64 = (): number => {
    const value = bytes(8).readBigUInt64LE();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Error(`it counts to ${value}`);
    return Number(value);
  };
  const count = (most: number, what: string): number => {
    const value = uint64();
    if (value > most) throw new Error(`it claims ${value} ${what}`);
    return value;
  };
  return {
    position: () => at,
    bytes,
    uint32: () => bytes(4).readUInt32LE(),
    uint64,
    count,
    string: () => bytes(count(2 ** 30, "characters in a text")).toString("utf8"),
  };
}
