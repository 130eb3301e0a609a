/** Writes GGUF version 3 (ggml/docs/gguf.md), little-endian. */
import { FORMATS, type Format } from "./quantise.ts";

/** A metadata value. Lists are not empty and all of one kind. */
export type MetadataValue =
  | { kind: "unsigned"; value: number }
  | { kind: "float"; value: number }
  | { kind: "boolean"; value: boolean }
  | { kind: "text"; value: string }
  | { kind: "texts"; value: readonly string[] }
  | { kind: "integers"; value: readonly number[] };

/** A tensor as it goes into the file: `columns` is the contiguous dimension; a vector has no `rows`. */
export type FileTensor = {
  readonly name: string;
  readonly rows: number | undefined;
  readonly columns: number;
  readonly format: Format;
  readonly bytes: Uint8Array;
};

const ALIGNMENT = 32;
const TYPE = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 } as const;

const number32 = (value: number, write: "setUint32" | "setInt32" | "setFloat32"): Buffer => {
  const bytes = Buffer.alloc(4);
  new DataView(bytes.buffer, bytes.byteOffset, 4)[write](0, value, true);
  return bytes;
};
const u32 = (value: number): Buffer => number32(value, "setUint32");
const u64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const text = (value: string): Buffer => {
  const bytes = Buffer.from(value, "utf8");
  return Buffer.concat([u64(bytes.length), bytes]);
};
const padded = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT;

function encodeValue(entry: MetadataValue): Buffer[] {
  switch (entry.kind) {
    case "unsigned":
      return [u32(TYPE.uint32), u32(entry.value)];
    case "float":
      return [u32(TYPE.float32), number32(entry.value, "setFloat32")];
    case "boolean":
      return [u32(TYPE.bool), Buffer.from([entry.value ? 1 : 0])];
    case "text":
      return [u32(TYPE.string), text(entry.value)];
    case "texts":
      return [u32(TYPE.array), u32(TYPE.string), u64(entry.value.length), ...entry.value.map(text)];
    case "integers": {
      const items = entry.value.map((value) => number32(value, "setInt32"));
      return [u32(TYPE.array), u32(TYPE.int32), u64(items.length), ...items];
    }
  }
}

/** The bytes of a GGUF file with this metadata and these tensors, both in the order given. */
export function writeGguf(
  metadata: ReadonlyMap<string, MetadataValue>,
  tensors: readonly FileTensor[],
): Buffer {
  const head = [Buffer.from("GGUF"), u32(3), u64(tensors.length), u64(metadata.size)];
  for (const [key, value] of metadata) {
    head.push(text(key));
    // Not as arguments: a vocabulary has more entries than a call may have.
    for (const part of encodeValue(value)) head.push(part);
  }
  const data: Buffer[] = [];
  let offset = 0;
  for (const { name, rows, columns, format, bytes } of tensors) {
    const dimensions = rows === undefined ? [columns] : [columns, rows];
    head.push(text(name), u32(dimensions.length), ...dimensions.map(u64));
    head.push(u32(FORMATS[format]), u64(offset));
    const room = Buffer.alloc(padded(bytes.length));
    room.set(bytes);
    data.push(room);
    offset += room.length;
  }
  const length = head.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([...head, Buffer.alloc(padded(length) - length), ...data]);
}
