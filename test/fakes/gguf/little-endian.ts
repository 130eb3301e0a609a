/** A number of 16 bits, as GGUF writes it. */
export function raw16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

/** A number of 32 bits, as GGUF writes it. */
export function raw32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** A number of 64 bits, as GGUF writes it. */
export function raw64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

/** A text, as GGUF writes it: its length in bytes, then UTF-8. */
export function rawText(value: string): Buffer {
  return Buffer.concat([raw64(Buffer.byteLength(value)), Buffer.from(value)]);
}
