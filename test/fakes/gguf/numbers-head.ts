/** The beginning of a GGUF file whose one metadata entry is an array of so many numbers of eight bytes; what follows is anything. */
export function numbersHead(items: number): Buffer {
  const head = Buffer.alloc(24 + 8 + 1 + 4 + 4 + 8);
  head.write("GGUF", 0);
  head.writeUInt32LE(3, 4);
  // No tensors, one metadata entry, whose key has one letter.
  head.writeBigUInt64LE(0n, 8);
  head.writeBigUInt64LE(1n, 16);
  head.writeBigUInt64LE(1n, 24);
  head.write("k", 32);
  head.writeUInt32LE(9, 33);
  head.writeUInt32LE(11, 37);
  head.writeBigUInt64LE(BigInt(items), 41);
  return head;
}

/** A GGUF file with such an entry in front of its own. Its data begin elsewhere then, so that only its head can be read. */
export function withNumbers(whole: Buffer, items: number): Buffer {
  const start = numbersHead(items);
  whole.copy(start, 8, 8, 16);
  start.writeBigUInt64LE(whole.readBigUInt64LE(16) + 1n, 16);
  return Buffer.concat([start, Buffer.alloc(items * 8), whole.subarray(24)]);
}
