import type { ModelShape } from "./layout.ts";
import type { MultiplyMatrices } from "./matrix.ts";

/** Queries are taken in blocks, so that keys behind a block are not multiplied at all. */
const BLOCK = 64;

/** What attention reads and writes; places count floats in `memory`, all rows of one window. */
export type AttentionPlaces = {
  /** [context][3 * width]: query, key and value of each token. */
  readonly qkv: number;
  /** [heads][context][context]: how much each token looks at each. */
  readonly shares: number;
  /** [context][width] */
  readonly out: number;
  /** [headWidth][context] */
  readonly transposed: number;
};

/** Causal attention over one window, after the rotation. */
export function attentionForward(
  memory: Float32Array,
  multiply: MultiplyMatrices,
  shape: ModelShape,
  places: AttentionPlaces,
): void {
  const { context, width, heads } = shape;
  const headWidth = width / heads;
  const row = 3 * width;
  const block = Math.min(BLOCK, context);
  const scale = headWidth ** -0.5;
  for (let head = 0; head < heads; head += 1) {
    const query = places.qkv + head * headWidth;
    const value = query + 2 * width;
    transposeColumns(memory, query + width, row, places.transposed, context, headWidth);
    for (let first = 0; first < context; first += block) {
      const keys = first + block;
      const shares = places.shares + (head * context + first) * context;
      const out = places.out + first * width + head * headWidth;
      multiply(
        query + first * row,
        row,
        1,
        places.transposed,
        context,
        shares,
        context,
        block,
        keys,
        headWidth,
        0,
      );
      for (let line = 0; line < block; line += 1) {
        softmax(memory, shares + line * context, first + line + 1, keys, scale);
      }
      multiply(shares, context, 1, value, row, out, width, block, headWidth, keys, 0);
    }
  }
}

/** Writes the gradient of `qkv` to `dqkv`, given the gradient `dout`; `slopes` is room for [context][context]. */
export function attentionBackward(
  memory: Float32Array,
  multiply: MultiplyMatrices,
  shape: ModelShape,
  places: AttentionPlaces & { dout: number; dqkv: number; slopes: number },
): void {
  const { context, width, heads } = shape;
  const headWidth = width / heads;
  const row = 3 * width;
  const block = Math.min(BLOCK, context);
  const scale = headWidth ** -0.5;
  const { slopes } = places;
  memory.fill(0, places.dqkv, places.dqkv + context * row);
  for (let head = 0; head < heads; head += 1) {
    const query = places.qkv + head * headWidth;
    const dquery = places.dqkv + head * headWidth;
    const [dkey, dvalue] = [dquery + width, dquery + 2 * width];
    transposeColumns(memory, query + 2 * width, row, places.transposed, context, headWidth);
    for (let first = 0; first < context; first += block) {
      const keys = first + block;
      const shares = places.shares + (head * context + first) * context;
      const dout = places.dout + first * width + head * headWidth;
      const queries = query + first * row;
      multiply(
        dout,
        width,
        1,
        places.transposed,
        context,
        slopes,
        context,
        block,
        keys,
        headWidth,
        0,
      );
      for (let line = 0; line < block; line += 1) {
        const [share, slope] = [shares + line * context, slopes + line * context];
        let mean = 0;
        for (let key = 0; key < keys; key += 1) mean += memory[share + key]! * memory[slope + key]!;
        for (let key = 0; key < keys; key += 1) {
          memory[slope + key] = memory[share + key]! * (memory[slope + key]! - mean) * scale;
        }
      }
      multiply(
        slopes,
        context,
        1,
        query + width,
        row,
        dquery + first * row,
        row,
        block,
        headWidth,
        keys,
        0,
      );
      multiply(slopes, 1, context, queries, row, dkey, row, keys, headWidth, block, 1);
      multiply(shares, 1, context, dout, width, dvalue, row, keys, headWidth, block, 1);
    }
  }
}

function transposeColumns(
  memory: Float32Array,
  from: number,
  rowStride: number,
  to: number,
  rows: number,
  columns: number,
): void {
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      memory[to + column * rows + row] = memory[from + row * rowStride + column]!;
    }
  }
}

/** Softmax of `scale` times the first `length` floats at `place`; zeros from there to `end`. */
function softmax(
  memory: Float32Array,
  place: number,
  length: number,
  end: number,
  scale: number,
): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (let at = place; at < place + length; at += 1) highest = Math.max(highest, memory[at]!);
  let total = 0;
  for (let at = place; at < place + length; at += 1) {
    const likelihood = Math.exp((memory[at]! - highest) * scale);
    memory[at] = likelihood;
    total += likelihood;
  }
  const inverse = 1 / total;
  for (let at = place; at < place + length; at += 1) memory[at]! *= inverse;
  memory.fill(0, place + length, place + end);
}
