import { createHash } from "node:crypto";

/** Bytes that nothing compresses or foresees, the same for the same numbers. */
export function chanceBytes(size: number, seed: number): Buffer {
  const bytes = Buffer.alloc(size);
  let block = createHash("sha512").update(String(seed)).digest();
  for (let at = 0; at < size; at += block.length) {
    block = createHash("sha512").update(block).digest();
    block.copy(bytes, at);
  }
  return bytes;
}
