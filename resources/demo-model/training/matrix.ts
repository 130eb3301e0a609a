import {
  add,
  addVectors,
  advance,
  type Code,
  constant,
  get,
  ifElse,
  lessThan,
  loadSplat,
  loadVector,
  moduleOf,
  multiply,
  multiplyVectors,
  repeatWhile,
  set,
  shiftLeft,
  storeVector,
  zeroVector,
} from "./webassembly.ts";

/** The part of the WebAssembly interface used here; the standard library declares it only for browsers. */
declare namespace WebAssembly {
  class Memory {
    constructor(limits: { initial: number; maximum: number; shared: boolean });
    readonly buffer: SharedArrayBuffer;
  }
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: { env: { memory: Memory } });
    readonly exports: Readonly<Record<string, unknown>>;
  }
}

/** Memory that several threads see; it can be posted to workers. */
export type SharedMemory = WebAssembly.Memory;

/** Pages of 64 KiB that the shared memory may have at most (256 MiB). */
const MAXIMUM_PAGES = 4096;
const ROWS = 4;
const COLUMNS = 8;

/**
 * C = A·B, or C += A·B where `accumulate` is 1. Places and strides count floats in the shared memory; A is read through
 * both strides, so it may be transposed; the rows of B and C are contiguous. `rows` is a multiple of 4, `columns` of 8.
 * Sums run in the order of `inner`, in plain f32 multiply and add, so that every machine computes the same bits.
 */
export type MultiplyMatrices = (
  a: number,
  aRow: number,
  aColumn: number,
  b: number,
  bRow: number,
  c: number,
  cRow: number,
  rows: number,
  columns: number,
  inner: number,
  accumulate: 0 | 1,
) => void;

/** Memory seen by all threads, large enough for `floats` floats. */
export function sharedMemory(floats: number): SharedMemory {
  const pages = Math.ceil((floats * 4) / 65536) + 1;
  return new WebAssembly.Memory({ initial: pages, maximum: MAXIMUM_PAGES, shared: true });
}

/** The kernel's code: for each 8 columns of B, for each 4 rows of A, one 4x8 tile kept in eight vector registers. */
function kernel(): Code {
  const [a, aRow, aColumn, b, bRow, c, cRow, rows, columns, inner, accumulate] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
  ] as const;
  const [column, row, step, tileOfA, readA, readB, writeC] = [11, 12, 13, 14, 15, 16, 17] as const;
  const tile = (at: number): number => 18 + at;
  const [left, right, spread] = [26, 27, 28] as const;
  const inBytes = [a, aRow, aColumn, b, bRow, c, cRow].flatMap((local) => [
    ...get(local),
    ...shiftLeft(2),
    ...set(local),
  ]);
  const rowsOfTile = [0, 1, 2, 3].slice(0, ROWS);
  const addressOfC = (line: number): Code => [
    ...get(writeC),
    ...get(cRow),
    ...constant(line),
    ...multiply,
    ...add,
  ];
  const load = rowsOfTile.flatMap((line) => [
    ...[...addressOfC(line), ...loadVector(0), ...set(tile(2 * line))],
    ...[...addressOfC(line), ...loadVector(16), ...set(tile(2 * line + 1))],
  ]);
  const clear = rowsOfTile.flatMap((line) => [
    ...[...zeroVector, ...set(tile(2 * line))],
    ...[...zeroVector, ...set(tile(2 * line + 1))],
  ]);
  const store = rowsOfTile.flatMap((line) => [
    ...[...addressOfC(line), ...get(tile(2 * line)), ...storeVector(0)],
    ...[...addressOfC(line), ...get(tile(2 * line + 1)), ...storeVector(16)],
  ]);
  const offsetOfRow = (line: number): Code =>
    line === 0 ? [] : [...get(aRow), ...constant(line), ...multiply, ...add];
  const multiplyAdd = (accumulator: number, factor: number): Code => [
    ...get(accumulator),
    ...get(spread),
    ...get(factor),
    ...multiplyVectors,
    ...addVectors,
    ...set(accumulator),
  ];
  const innerStep = [
    ...[...get(readB), ...loadVector(0), ...set(left)],
    ...[...get(readB), ...loadVector(16), ...set(right)],
    ...rowsOfTile.flatMap((line) => [
      ...[...get(readA), ...offsetOfRow(line), ...loadSplat, ...set(spread)],
      ...multiplyAdd(tile(2 * line), left),
      ...multiplyAdd(tile(2 * line + 1), right),
    ]),
    ...advance(readA, get(aColumn)),
    ...advance(readB, get(bRow)),
    ...advance(step, constant(1)),
  ];
  const columnStart = [...get(column), ...shiftLeft(2)];
  const oneTile = [
    ...[...get(c), ...get(row), ...get(cRow), ...multiply, ...add, ...columnStart, ...add],
    ...set(writeC),
    ...ifElse(get(accumulate), load, clear),
    ...[...get(tileOfA), ...set(readA)],
    ...[...get(b), ...columnStart, ...add, ...set(readB)],
    ...[...constant(0), ...set(step)],
    ...repeatWhile(innerStep, [...get(step), ...get(inner), ...lessThan]),
    ...store,
    ...advance(tileOfA, [...get(aRow), ...constant(ROWS), ...multiply]),
    ...advance(row, constant(ROWS)),
  ];
  const oneStripe = [
    ...[...constant(0), ...set(row), ...get(a), ...set(tileOfA)],
    ...repeatWhile(oneTile, [...get(row), ...get(rows), ...lessThan]),
    ...advance(column, constant(COLUMNS)),
  ];
  return [...inBytes, ...repeatWhile(oneStripe, [...get(column), ...get(columns), ...lessThan])];
}

/** Compiles the kernel over `memory`. Throws where the machine has no WebAssembly SIMD or threads. */
export function matrixKernel(memory: SharedMemory): MultiplyMatrices {
  const binary = moduleOf({
    name: "multiply",
    parameters: 11,
    integers: 7,
    vectors: 11,
    maximumPages: MAXIMUM_PAGES,
    body: kernel(),
  });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory } });
  const multiply = instance.exports.multiply;
  if (typeof multiply !== "function") throw new TypeError("the kernel exports no function");
  return multiply as MultiplyMatrices;
}
