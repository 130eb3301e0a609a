import { raw32, raw64, rawText } from "./little-endian.ts";

/** A metadata value of a GGUF file, with its type where JavaScript's does not say it. */
export type MetadataValue =
  | string
  | boolean
  | { readonly uint32: number }
  | { readonly float32: number }
  | { readonly strings: readonly string[] }
  | { readonly int32s: readonly number[] }
  | { readonly booleans: readonly boolean[] };

/** A tensor to be laid out: its shape as GGUF counts (rows' length first) and its ggml type. */
export interface TensorPlan {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: keyof typeof tensorTypes;
}

/** Number, weights in a block, and bytes of a block, as ggml has them. */
export const tensorTypes = {
  f32: { number: 0, weights: 1, bytes: 4 },
  f16: { number: 1, weights: 1, bytes: 2 },
  q4_0: { number: 2, weights: 32, bytes: 18 },
  q8_0: { number: 8, weights: 32, bytes: 34 },
  q4_k: { number: 12, weights: 256, bytes: 144 },
  q6_k: { number: 14, weights: 256, bytes: 210 },
} as const;

/** Bytes that a tensor's data take. */
export function tensorBytes({ shape, type }: TensorPlan): number {
  const { weights, bytes } = tensorTypes[type];
  return (shape.reduce((product, size) => product * size, 1) / weights) * bytes;
}

/** The head of a GGUF v3 file, padded to where its data begin, and the bytes that the data take. */
export function ggufHead(
  metadata: Readonly<Record<string, MetadataValue>>,
  tensors: readonly TensorPlan[],
): { readonly head: Buffer; readonly dataBytes: number } {
  let offset = 0;
  const infos = tensors.map((tensor) => {
    const info = Buffer.concat([
      rawText(tensor.name),
      raw32(tensor.shape.length),
      ...tensor.shape.map(raw64),
      raw32(tensorTypes[tensor.type].number),
      raw64(offset),
    ]);
    offset = Math.ceil((offset + tensorBytes(tensor)) / 32) * 32;
    return info;
  });
  const pairs = Object.entries(metadata).map(([name, value]) =>
    Buffer.concat([rawText(name), encoded(value)]),
  );
  const head = Buffer.concat([
    Buffer.from("GGUF"),
    raw32(3),
    raw64(tensors.length),
    raw64(pairs.length),
    ...pairs,
    ...infos,
  ]);
  const padding = Buffer.alloc((32 - (head.length % 32)) % 32);
  return { head: Buffer.concat([head, padding]), dataBytes: offset };
}

function encoded(value: MetadataValue): Buffer {
  if (typeof value === "string") return Buffer.concat([raw32(8), rawText(value)]);
  if (typeof value === "boolean") return Buffer.concat([raw32(7), Buffer.from([value ? 1 : 0])]);
  if ("uint32" in value) return Buffer.concat([raw32(4), raw32(value.uint32)]);
  if ("float32" in value) {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(6);
    bytes.writeFloatLE(value.float32, 4);
    return bytes;
  }
  if ("strings" in value) return array(8, value.strings.map(rawText));
  if ("int32s" in value) return array(5, value.int32s.map(raw32));
  return array(
    7,
    value.booleans.map((item) => Buffer.from([item ? 1 : 0])),
  );
}

const array = (type: number, items: readonly Buffer[]): Buffer =>
  Buffer.concat([raw32(9), raw32(type), raw64(items.length), ...items]);
