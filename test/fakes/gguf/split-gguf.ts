import { parseGgufHeader } from "../../../native/engine/gguf/gguf-header.ts";

/**
 * The parts of a GGUF file as llama.cpp's gguf-split writes them: `cuts` are the indices of tensors before which a new part begins,
 * ascending; 0 gives a first part with metadata alone.
 */
export function splitGguf(whole: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const pairs: Buffer[] = [];
  const header = parseGgufHeader(whole, (_key, start, end) => {
    pairs.push(whole.subarray(start, end));
  });
  const { tensors, dataOffset, version } = header;
  const bounds = [0, ...cuts, tensors.length];
  return bounds.slice(1).map((end, index) => {
    const own = tensors.slice(bounds[index], end);
    const begin = own[0]?.offset ?? 0;
    const stop = tensors[end]?.offset ?? whole.length - dataOffset;
    const marks = [
      pair("split.no", 2, uint16(index)),
      pair("split.count", 2, uint16(bounds.length - 1)),
      pair("split.tensors.count", 5, uint32(tensors.length)),
    ];
    const kept = index === 0 ? [...pairs, ...marks] : marks;
    const head = Buffer.concat([
      ...[Buffer.from("GGUF"), uint32(version), uint64(own.length), uint64(kept.length), ...kept],
      ...own.map(({ name, shape, type, offset }) =>
        Buffer.concat([
          ...[text(name), uint32(shape.length), ...shape.map(uint64)],
          ...[uint32(type), uint64(offset - begin)],
        ]),
      ),
    ]);
    const data =
      own.length === 0 ? Buffer.alloc(0) : whole.subarray(dataOffset + begin, dataOffset + stop);
    return Buffer.concat([head, Buffer.alloc((32 - (head.length % 32)) % 32), data]);
  });
}

const pair = (key: string, type: number, value: Buffer): Buffer =>
  Buffer.concat([text(key), uint32(type), value]);
const text = (value: string): Buffer =>
  Buffer.concat([uint64(Buffer.byteLength(value)), Buffer.from(value)]);

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
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
