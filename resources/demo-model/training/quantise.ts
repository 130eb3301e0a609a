/** Writes floats in the tensor formats of GGUF; the block formats follow ggml's reference quantisers bit by bit. */

/** A tensor format and its number in a GGUF file (ggml_type). */
export const FORMATS = { f32: 0, f16: 1, q4_0: 2, q8_0: 8 } as const;
/** The name of a tensor format. */
export type Format = keyof typeof FORMATS;

/** Floats per block of the block formats; rows must be multiples of it. */
export const BLOCK = 32;
const f32 = Math.fround;
const scratch = new DataView(new ArrayBuffer(4));

/** IEEE 754 binary16 bits of a number, rounded to nearest even; too large becomes infinity. */
export function toHalf(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  const fraction = bits & 0x7fffff;
  if (exponent === 143) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  if (exponent >= 31) return sign | 0x7c00;
  if (exponent < -10) return sign;
  // A subnormal has its leading one in the fraction and no exponent; rounding may carry into the next exponent, rightly.
  const mantissa = exponent <= 0 ? fraction | 0x800000 : fraction;
  const shift = exponent <= 0 ? 14 - exponent : 13;
  const base = (exponent <= 0 ? 0 : exponent << 10) + (mantissa >>> shift);
  const rest = mantissa & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return sign | (base + (rest > half || (rest === half && (base & 1) === 1) ? 1 : 0));
}

/** The number that binary16 bits stand for. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Bytes that `floats` floats take in a format. */
export function formatBytes(format: Format, floats: number): number {
  switch (format) {
    case "f32":
      return floats * 4;
    case "f16":
      return floats * 2;
    case "q8_0":
      return (floats / BLOCK) * (2 + BLOCK);
    case "q4_0":
      return (floats / BLOCK) * (2 + BLOCK / 2);
  }
}

/** Encodes floats. Throws RangeError where a block format gets a number of floats that is no multiple of 32. */
export function quantise(values: Float32Array, format: Format): Uint8Array {
  const isBlocked = format === "q8_0" || format === "q4_0";
  if (isBlocked && values.length % BLOCK !== 0)
    throw new RangeError("not a whole number of blocks");
  const bytes = new Uint8Array(formatBytes(format, values.length));
  const view = new DataView(bytes.buffer);
  if (!isBlocked) {
    for (const [at, value] of values.entries()) {
      if (format === "f32") view.setFloat32(at * 4, value, true);
      else view.setUint16(at * 2, toHalf(value), true);
    }
  }
  if (isBlocked) {
    const write = format === "q8_0" ? writeQ8 : writeQ4;
    for (let start = 0; start < values.length; start += BLOCK) {
      write(values.subarray(start, start + BLOCK), view, formatBytes(format, start));
    }
  }
  return bytes;
}

/** Q8_0: one half-float scale, then 32 signed bytes. */
function writeQ8(block: Float32Array, view: DataView, at: number): void {
  let largest = 0;
  for (const value of block) largest = Math.max(largest, Math.abs(value));
  const scale = f32(largest / 127);
  const inverse = scale === 0 ? 0 : f32(1 / scale);
  view.setUint16(at, toHalf(scale), true);
  block.forEach((value, index) => {
    const scaled = f32(value * inverse);
    // roundf rounds halves away from zero; Math.round rounds them up.
    view.setInt8(at + 2 + index, Math.sign(scaled) * Math.round(Math.abs(scaled)));
  });
}

/** Q4_0: one half-float scale, then 16 bytes; byte i holds values i (low half) and i + 16 (high half), offset by 8. */
function writeQ4(block: Float32Array, view: DataView, at: number): void {
  let extreme = 0;
  for (const value of block) if (Math.abs(value) > Math.abs(extreme)) extreme = value;
  const scale = f32(extreme / -8);
  const inverse = scale === 0 ? 0 : f32(1 / scale);
  view.setUint16(at, toHalf(scale), true);
  const level = (index: number): number =>
    Math.min(15, Math.trunc(f32(f32(block[index]! * inverse) + 8.5)));
  for (let index = 0; index < BLOCK / 2; index += 1) {
    view.setUint8(at + 2 + index, level(index) | (level(index + BLOCK / 2) << 4));
  }
}

/** Decodes what `quantise` wrote; `floats` is the number of floats. */
export function dequantise(bytes: Uint8Array, format: Format, floats: number): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decode = (index: number): number => {
    const start = formatBytes(format, index - (index % BLOCK));
    const inBlock = index % BLOCK;
    switch (format) {
      case "f32":
        return view.getFloat32(index * 4, true);
      case "f16":
        return fromHalf(view.getUint16(index * 2, true));
      case "q8_0":
        return fromHalf(view.getUint16(start, true)) * view.getInt8(start + 2 + inBlock);
      case "q4_0": {
        const pair = view.getUint8(start + 2 + (inBlock % 16));
        const level = inBlock < 16 ? pair & 15 : pair >> 4;
        return fromHalf(view.getUint16(start, true)) * (level - 8);
      }
    }
  };
  return Float32Array.from({ length: floats }, (_, index) => decode(index));
}
