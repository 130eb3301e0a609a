import { chanceBytes } from "../chance-bytes.ts";
import { raw32, raw64, rawText } from "./little-endian.ts";

/**
 * A GGUF file of so many equal tensors of f32 that are bytes of chance: a head that a reader accepts, and data to move about. The
 * same numbers give the same bytes; `bytesEach` is a multiple of 32.
 */
export function bulkGguf(tensors: number, bytesEach: number, seed: number): Buffer {
  const architecture = [rawText("general.architecture"), raw32(8), rawText("llama")];
  const infos = Array.from({ length: tensors }, (_, index) => [
    ...[rawText(`blk.${index}.weight`), raw32(1), raw64(bytesEach / 4)],
    ...[raw32(0), raw64(index * bytesEach)],
  ]);
  const head = Buffer.concat([
    ...[Buffer.from("GGUF"), raw32(3), raw64(tensors), raw64(1)],
    ...[...architecture, ...infos.flat()],
  ]);
  const data = chanceBytes(tensors * bytesEach, seed);
  return Buffer.concat([head, Buffer.alloc((32 - (head.length % 32)) % 32), data]);
}
