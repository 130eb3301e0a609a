import { open } from "node:fs/promises";
import { basename } from "node:path";
import { HearthError, reasonOf } from "../../api/errors.ts";
import { type ByteReader, createByteReader, ShortRead } from "./byte-reader.ts";

/** A scalar of a GGUF header. Arrays are only counted, except that short ones of numbers or booleans keep their items. */
export type GgufValue =
  | string
  | number
  | boolean
  | { readonly length: number; readonly items?: readonly (number | boolean)[] };

/** One tensor of a GGUF file: its shape, ggml type number and place in the data part. */
export interface GgufTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: number;
  readonly offset: number;
}

/** The head of a GGUF file (version 2 or 3), as llama.cpp's gguf.md describes it. */
export interface GgufHeader {
  readonly version: number;
  readonly metadata: ReadonlyMap<string, GgufValue>;
  readonly tensors: readonly GgufTensor[];
  /** Where the tensors' data begin, in bytes from the start of the file. */
  readonly dataOffset: number;
}

const MOST_TENSORS = 100_000;
const MOST_PAIRS = 100_000;
const MOST_ITEMS = 10_000_000;
const MOST_DIMENSIONS = 4;
/** An item a layer is kept; no model has more layers. */
const MOST_KEPT_ITEMS = 1024;
/** Of all arrays together; behind them arrays are only counted. Heads that are heads keep a few hundred. */
const MOST_KEPT = 100_000;
/** No head is longer: the largest vocabularies take some ten MiB. */
export const LARGEST_HEADER = 64 * 2 ** 20;
/** Bytes of one item, by type number; texts (8) and arrays (9) have no width. */
const WIDTHS = [1, 1, 2, 2, 4, 4, 4, 1, undefined, undefined, 8, 8, 8] as const;

/**
 * Reads the head of a GGUF file without trusting it: every count is bounded by what the file holds. The library's own
 * reader loops for minutes on a damaged count, so nothing reaches it that did not pass here.
 * Throws MODEL_DAMAGED with the reason; what the file system throws passes through.
 */
export async function readGgufHeader(path: string): Promise<GgufHeader & { fileSize: number }> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    for (let length = 2 ** 20; ; length *= 8) {
      const bytes = Buffer.alloc(Math.min(length, size));
      await handle.read(bytes, 0, bytes.length, 0);
      const header = headerWithin(bytes, size, basename(path));
      if (header !== undefined) return header;
    }
  } finally {
    await handle.close();
  }
}

/**
 * The head, if the first bytes of a file of `fileSize` hold all of it; undefined when more of them are needed.
 * Throws MODEL_DAMAGED with the reason where they are no head, or one that is longer than any.
 */
export function headerWithin(
  bytes: Buffer,
  fileSize: number,
  file: string,
): (GgufHeader & { fileSize: number }) | undefined {
  try {
    const header = parseGgufHeader(bytes);
    checkExtent(header, fileSize);
    return { ...header, fileSize };
  } catch (error) {
    const more = bytes.length < fileSize && bytes.length < LARGEST_HEADER;
    if (error instanceof ShortRead && more) return undefined;
    const reason = reasonOf(error);
    throw new HearthError("MODEL_DAMAGED", { file, reason }, { cause: error });
  }
}

/**
 * Parses a head from the first bytes of a file. `onPair` hears where each metadata entry lies. Throws ShortRead when it needs more
 * bytes, Error when they are no GGUF.
 */
export function parseGgufHeader(
  bytes: Buffer,
  onPair?: (key: string, start: number, end: number) => void,
): GgufHeader {
  const reader = createByteReader(bytes);
  if (reader.bytes(4).toString("latin1") !== "GGUF") throw new Error("it does not begin with GGUF");
  const version = reader.uint32();
  if (version !== 2 && version !== 3) throw new Error(`its GGUF version is ${version}`);
  const tensorCount = reader.count(MOST_TENSORS, "tensors");
  const pairCount = reader.count(MOST_PAIRS, "metadata entries");
  const metadata = new Map<string, GgufValue>();
  let room = MOST_KEPT;
  for (let index = 0; index < pairCount; index++) {
    const start = reader.position();
    const key = reader.string();
    const type = reader.uint32();
    const found = type === 9 ? array(reader, room) : scalar(reader, type);
    if (typeof found === "object") room -= found.items?.length ?? 0;
    metadata.set(key, found);
    onPair?.(key, start, reader.position());
  }
  const tensors: GgufTensor[] = [];
  for (let index = 0; index < tensorCount; index++) tensors.push(tensor(reader));
  const alignment = metadata.get("general.alignment");
  const step = typeof alignment === "number" && alignment > 0 ? alignment : 32;
  const dataOffset = Math.ceil(reader.position() / step) * step;
  return { version, metadata, tensors, dataOffset };
}

function tensor(reader: ByteReader): GgufTensor {
  const name = reader.string();
  const dimensions = reader.uint32();
  if (dimensions > MOST_DIMENSIONS) throw new Error(`tensor ${name} has ${dimensions} dimensions`);
  const shape = Array.from({ length: dimensions }, () => reader.uint64());
  return { name, shape, type: reader.uint32(), offset: reader.uint64() };
}

/** Keeps the items of a short array where there is `room` for them; the others are passed over without a look at each. */
function array(reader: ByteReader, room: number): Extract<GgufValue, object> {
  const type = reader.uint32();
  const length = reader.count(MOST_ITEMS, "array items");
  if (type === 9) throw new Error("it nests arrays");
  if (type === 8) {
    for (let index = 0; index < length; index++) reader.skipString();
    return { length };
  }
  if (length > Math.min(MOST_KEPT_ITEMS, room)) {
    const width = WIDTHS[type];
    if (width === undefined) throw unknownType(type);
    reader.skip(length * width);
    return { length };
  }
  const items: (number | boolean)[] = [];
  for (let index = 0; index < length; index++) {
    const item = scalar(reader, type);
    if (typeof item !== "string") items.push(item);
  }
  return { length, items };
}

function unknownType(type: number): Error {
  return new Error(`it has a metadata entry of unknown type ${type}`);
}

function scalar(reader: ByteReader, type: number): string | number | boolean {
  switch (type) {
    case 0:
      return reader.bytes(1).readUInt8();
    case 1:
      return reader.bytes(1).readInt8();
    case 2:
      return reader.bytes(2).readUInt16LE();
    case 3:
      return reader.bytes(2).readInt16LE();
    case 4:
      return reader.uint32();
    case 5:
      return reader.bytes(4).readInt32LE();
    case 6:
      return reader.bytes(4).readFloatLE();
    case 7:
      return reader.bytes(1).readUInt8() !== 0;
    case 8:
      return reader.string();
    case 10:
      return reader.uint64();
    case 11:
      return Number(reader.bytes(8).readBigInt64LE());
    case 12:
      return reader.bytes(8).readDoubleLE();
    default:
      throw unknownType(type);
  }
}

function checkExtent(header: GgufHeader, fileSize: number): void {
  const last = header.tensors.reduce((most, { offset }) => Math.max(most, offset), 0);
  if (header.tensors.length === 0) throw new Error("it has no tensors");
  if (header.dataOffset + last >= fileSize) throw new Error("it is shorter than its tensors");
}
