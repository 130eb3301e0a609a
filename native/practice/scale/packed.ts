import {
  Bytes,
  type Codec,
  compactNumber,
  createCodec,
  createDecoder,
} from "@polkadot-api/substrate-bindings";
import { accountBytes, accountText } from "./account.ts";

/**
 * A SCALE type whose every value has the same number of bytes, as it stands within a longer run of bytes. Lists of such types are
 * most of what an epoch reads and writes; one by one, each element would cost several objects.
 */
export interface Packed<T> {
  /** Bytes of one value. */
  readonly width: number;
  /** Writes a value at an offset in bytes. */
  write(view: DataView, at: number, value: T): void;
  /** Reads the value at an offset in bytes. */
  read(view: DataView, at: number): T;
}

/** Little-endian, as SCALE writes integers; a value beyond the width loses its upper bits, as in scale-ts. */
export const packedU8: Packed<number> = {
  width: 1,
  write: (view, at, value) => view.setUint8(at, value),
  read: (view, at) => view.getUint8(at),
};
/** Two bytes, little-endian. */
export const packedU16: Packed<number> = {
  width: 2,
  write: (view, at, value) => view.setUint16(at, value, true),
  read: (view, at) => view.getUint16(at, true),
};
/** Four bytes, little-endian. */
export const packedU32: Packed<number> = {
  width: 4,
  write: (view, at, value) => view.setUint32(at, value, true),
  read: (view, at) => view.getUint32(at, true),
};
/** Eight bytes, little-endian, as bigint. */
export const packedU64: Packed<bigint> = {
  width: 8,
  write: (view, at, value) => view.setBigUint64(at, value, true),
  read: (view, at) => view.getBigUint64(at, true),
};
/** One byte; whatever is not 0 reads as true, as in scale-ts. */
export const packedBool: Packed<boolean> = {
  width: 1,
  write: (view, at, value) => view.setUint8(at, value ? 1 : 0),
  read: (view, at) => view.getUint8(at) !== 0,
};
/** The 32 bytes of an account, as SS58 text. */
export const packedAccount: Packed<string> = {
  width: 32,
  write: (view, at, value) => bytesAt(view, at, 32).set(accountBytes(value)),
  read: (view, at) => accountText(bytesAt(view, at, 32)),
};

/** Several packed values one after the other, as an array. */
export function packedTuple(parts: readonly Packed<unknown>[]): Packed<unknown[]> {
  const offsets = parts.map((_, index) => widthOf(parts.slice(0, index)));
  const [first, second, ...others] = parts;
  if (first && second && others.length === 0) return packedPair(first, second);
  return {
    width: widthOf(parts),
    write(view, at, values) {
      for (let index = 0; index < parts.length; index += 1)
        parts[index]!.write(view, at + offsets[index]!, values[index]);
    },
    read: (view, at) => parts.map((part, index) => part.read(view, at + offsets[index]!)),
  };
}

/** Pairs are most of all: an epoch of a full subnet reads some 25,000 weights and bonds. */
function packedPair(first: Packed<unknown>, second: Packed<unknown>): Packed<unknown[]> {
  const middle = first.width;
  return {
    width: middle + second.width,
    write(view, at, values) {
      first.write(view, at, values[0]);
      second.write(view, at + middle, values[1]);
    },
    read: (view, at) => [first.read(view, at), second.read(view, at + middle)],
  };
}

/** `Vec<T>` of a packed type. Decoding throws RangeError when there are fewer bytes than its length says. */
export function packedVec<T>({ width, write, read }: Packed<T>): Codec<T[]> {
  const enc = (values: readonly T[]): Uint8Array => {
    const length = compactNumber.enc(values.length);
    const whole = new Uint8Array(length.length + values.length * width);
    whole.set(length);
    const view = new DataView(whole.buffer);
    for (let index = 0; index < values.length; index += 1)
      write(view, length.length + index * width, values[index]!);
    return whole;
  };
  const dec = createDecoder((input): T[] => {
    const count = compactNumber.dec(input);
    const raw = Bytes.dec(count * width)(input);
    if (raw.length !== count * width) throw new RangeError("a list is shorter than its length");
    const view = new DataView(raw.buffer);
    const values = new Array<T>(count);
    for (let index = 0; index < count; index += 1) values[index] = read(view, index * width);
    return values;
  });
  return createCodec<T[]>(enc, dec);
}

function widthOf(parts: readonly Packed<unknown>[]): number {
  return parts.reduce((sum, { width }) => sum + width, 0);
}

function bytesAt(view: DataView, at: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, length);
}
