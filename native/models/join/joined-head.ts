import { ShortRead } from "../../engine/gguf/byte-reader.ts";
import {
  type GgufHeader,
  type GgufTensor,
  parseGgufHeader,
} from "../../engine/gguf/gguf-header.ts";

/** A part as it lies on the disk: its first bytes, with all of its head in them, and its length. */
export interface PartBytes {
  readonly bytes: Buffer;
  readonly fileSize: number;
}

/** The head of the whole, and which bytes of each part follow it; each begins at a multiple of the alignment. */
export interface JoinedHead {
  readonly head: Buffer;
  readonly pieces: readonly { readonly start: number; readonly bytes: number }[];
}

/** llama.cpp pads to this where a head says nothing else; parts but the first never do. */
export const ALIGNMENT = 32;
const SPLIT_KEYS = /^split\.(no|count|tensors\.count)$/;

/** The bytes of some parts hold no whole head. */
export class ShortParts extends ShortRead {
  /** Which, from 0. */
  readonly parts: readonly number[];

  constructor(parts: readonly number[]) {
    super();
    this.name = "ShortParts";
    this.parts = parts;
  }

  /** Whether one of them is there whole, so that no more of it can be read. */
  isEnd(all: readonly PartBytes[]): boolean {
    return this.parts.some((part) => {
      const found = all[part];
      return found === undefined || found.bytes.length >= found.fileSize;
    });
  }
}

/**
 * The head that the parts of a model have together, as llama.cpp's gguf-split --merge makes it: the first part's metadata without
 * what tells of parts, the tensors of all with their new places, and their data one after another.
 * Throws ShortParts where some of the bytes hold no whole head, Error with a plain reason where they are no parts of one model.
 */
export function joinedHead(parts: readonly PartBytes[]): JoinedHead {
  const short: number[] = [];
  const heads = parts.flatMap((part, index) => {
    try {
      return [headOfPart(part, index, parts.length)];
    } catch (error) {
      if (!(error instanceof ShortRead)) throw error;
      short.push(index);
      return [];
    }
  });
  if (short.length > 0) throw new ShortParts(short);
  const [first] = heads;
  if (first === undefined) throw new Error("there are no parts");
  const tensors: GgufTensor[] = [];
  let base = 0;
  for (const { header, data } of heads) {
    for (const tensor of header.tensors) tensors.push({ ...tensor, offset: base + tensor.offset });
    base += padded(data);
  }
  const told = first.header.metadata.get("split.tensors.count");
  if (typeof told === "number" && told !== tensors.length)
    throw new Error(`it has ${tensors.length} tensors instead of ${told}`);
  if (new Set(tensors.map(({ name }) => name)).size < tensors.length)
    throw new Error("a tensor is there twice");
  const kept = first.pairs.filter(({ key }) => !SPLIT_KEYS.test(key));
  const bare = Buffer.concat([
    ...[Buffer.from("GGUF"), uint32(first.header.version)],
    ...[uint64(tensors.length), uint64(kept.length)],
    ...kept.map(({ start, end }) => first.bytes.subarray(start, end)),
    ...tensors.map(encoded),
  ]);
  return {
    head: Buffer.concat([bare, Buffer.alloc(padded(bare.length) - bare.length)]),
    pieces: heads.map(({ header, data }) => ({ start: header.dataOffset, bytes: data })),
  };
}

interface HeadOfPart {
  readonly header: GgufHeader;
  /** Where each of its metadata entries lies in its bytes. */
  readonly pairs: readonly { readonly key: string; readonly start: number; readonly end: number }[];
  /** Bytes behind its head. */
  readonly data: number;
  readonly bytes: Buffer;
}

function headOfPart({ bytes, fileSize }: PartBytes, index: number, parts: number): HeadOfPart {
  const pairs: { key: string; start: number; end: number }[] = [];
  const header = parseGgufHeader(bytes, (key, start, end) => pairs.push({ key, start, end }));
  const name = `part ${index + 1}`;
  const number = header.metadata.get("split.no");
  const count = header.metadata.get("split.count");
  if (number !== index || count !== parts)
    throw new Error(`${name} says that it is part ${Number(number) + 1} of ${count}`);
  const alignment = header.metadata.get("general.alignment") ?? ALIGNMENT;
  if (alignment !== ALIGNMENT) throw new Error(`${name} is aligned to ${alignment} bytes`);
  const data = Math.max(0, fileSize - header.dataOffset);
  const last = header.tensors.reduce((most, { offset }) => Math.max(most, offset), -1);
  if (last >= data) throw new Error(`${name} is shorter than its tensors`);
  return { header, pairs, data, bytes };
}

/** Up to the next multiple of the alignment. */
export function padded(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function encoded({ name, shape, type, offset }: GgufTensor): Buffer {
  const text = Buffer.from(name);
  return Buffer.concat([
    ...[uint64(text.length), text, uint32(shape.length), ...shape.map(uint64)],
    ...[uint32(type), uint64(offset)],
  ]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
