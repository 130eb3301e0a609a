/**
 * Just enough of a WebAssembly assembler for the matrix kernel: each function returns the bytes of one instruction or one
 * section of the binary format (WebAssembly core specification 2.0, chapter 5, with the SIMD and threads extensions).
 */

/** Bytes of the binary format. */
export type Code = readonly number[];

/** Unsigned LEB128. */
export function unsigned(value: number): Code {
  const low = value & 0x7f;
  return value < 0x80 ? [low] : [low | 0x80, ...unsigned(value >>> 7)];
}

const named = (name: string): Code => [name.length, ...Buffer.from(name, "latin1")];
const section = (id: number, body: Code): Code => [id, ...unsigned(body.length), ...body];
const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)];

const I32 = 0x7f;
const V128 = 0x7b;

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];
/** An i32 constant from 0 to 63, where signed and unsigned LEB128 agree. */
export const constant = (value: number): Code => [0x41, value];
export const add: Code = [0x6a];
export const multiply: Code = [0x6c];
export const lessThan: Code = [0x49];
export const shiftLeft = (bits: number): Code => [...constant(bits), 0x74];
/** local += the i32 that `amount` pushes. */
export const advance = (local: number, amount: Code): Code => [
  ...get(local),
  ...amount,
  ...add,
  ...set(local),
];
/** Runs `body` at least once, and again while `condition` leaves non-zero. */
export const repeatWhile = (body: Code, condition: Code): Code => [
  ...[0x03, 0x40],
  ...body,
  ...condition,
  ...[0x0d, 0x00, 0x0b],
];
export const ifElse = (condition: Code, then: Code, otherwise: Code): Code => [
  ...condition,
  ...[0x04, 0x40],
  ...then,
  0x05,
  ...otherwise,
  0x0b,
];
/** Loads four floats from the address on the stack plus `offset` bytes. */
export const loadVector = (offset: number): Code => [...simd(0x00), 2, ...unsigned(offset)];
/** Loads one float into all four lanes. */
export const loadSplat: Code = [...simd(0x09), 2, 0];
export const storeVector = (offset: number): Code => [...simd(0x0b), 2, ...unsigned(offset)];
export const zeroVector: Code = [...simd(0x0c), ...Array.from({ length: 16 }, () => 0)];
export const addVectors: Code = simd(0xe4);
export const multiplyVectors: Code = simd(0xe6);

/**
 * A module that imports the shared memory `env.memory` (at most `maximumPages` of 64 KiB) and exports one function `name`
 * with `parameters` i32 parameters, then `integers` i32 locals and `vectors` v128 locals, and no result.
 */
export function moduleOf(description: {
  name: string;
  parameters: number;
  integers: number;
  vectors: number;
  maximumPages: number;
  body: Code;
}): Uint8Array<ArrayBuffer> {
  const { name, parameters, integers, vectors, maximumPages, body } = description;
  const parameterTypes = Array.from({ length: parameters }, () => I32);
  const code = [2, ...unsigned(integers), I32, ...unsigned(vectors), V128, ...body, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, ...unsigned(parameters), ...parameterTypes, 0]),
    ...section(2, [
      1,
      ...named("env"),
      ...named("memory"),
      ...[0x02, 0x03, 0x01],
      ...unsigned(maximumPages),
    ]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...named(name), 0, 0]),
    ...section(10, [1, ...unsigned(code.length), ...code]),
  ]);
}
