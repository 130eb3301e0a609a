import { parseGgufHeader } from "../../../native/engine/gguf/gguf-header.ts";
import { raw16, raw32, raw64, rawText } from "./little-endian.ts";

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
      pair("split.no", 2, raw16(index)),
      pair("split.count", 2, raw16(bounds.length - 1)),
      pair("split.tensors.count", 5, raw32(tensors.length)),
    ];
    const kept = index === 0 ? [...pairs, ...marks] : marks;
    const head = Buffer.concat([
      ...[Buffer.from("GGUF"), raw32(version), raw64(own.length), raw64(kept.length), ...kept],
      ...own.map(({ name, shape, type, offset }) =>
        Buffer.concat([
          ...[rawText(name), raw32(shape.length), ...shape.map(raw64)],
          ...[raw32(type), raw64(offset - begin)],
        ]),
      ),
    ]);
    const data =
      own.length === 0 ? Buffer.alloc(0) : whole.subarray(dataOffset + begin, dataOffset + stop);
    return Buffer.concat([head, Buffer.alloc((32 - (head.length % 32)) % 32), data]);
  });
}

const pair = (key: string, type: number, value: Buffer): Buffer =>
  Buffer.concat([rawText(key), raw32(type), value]);
