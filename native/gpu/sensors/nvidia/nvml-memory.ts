import type { NvmlProcess } from "./nvml-port.ts";

/** Text that a library wrote into a buffer: up to the first zero, without control characters, however it ends. */
export function textOf(memory: Buffer): string {
  const end = memory.indexOf(0);
  const text = memory.toString("utf8", 0, end < 0 ? memory.length : end);
  return [...text]
    .filter((character) => character >= " " && character !== "\u007f")
    .join("")
    .trim();
}

/** An unsigned 64-bit field as a number; what is too large for one becomes -1, as NVML's "not available" (all bits set) does. */
export function bytesField(memory: Buffer, offset: number): number {
  const value = memory.readBigUInt64LE(offset);
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? -1 : Number(value);
}

/** The first `count` entries of an array of nvmlProcessInfo_t: pid at 0, bytes at 8. */
export function listedProcesses(memory: Buffer, count: number, stride: number): NvmlProcess[] {
  return Array.from({ length: count }, (_, index) => ({
    pid: memory.readUInt32LE(index * stride),
    bytes: bytesField(memory, index * stride + 8),
  })).filter(({ pid }) => pid > 0);
}
