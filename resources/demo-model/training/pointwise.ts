/** The parts of the model that are not matrix products. Places count floats in `memory`; matrices are row by row. */
import { NORM_EPSILON, ROPE_BASE } from "./layout.ts";

/** y = x / rms(x) * gain for each of `rows` rows; keeps 1 / rms(x) in `scales`. */
export function normForward(
  memory: Float32Array,
  [x, gain, y, scales]: readonly [number, number, number, number],
  rows: number,
  width: number,
): void {
  for (let row = 0; row < rows; row += 1) {
    const start = row * width;
    let squares = 0;
    for (let at = 0; at < width; at += 1) squares += memory[x + start + at]! ** 2;
    const scale = 1 / Math.sqrt(squares / width + NORM_EPSILON);
    memory[scales + row] = scale;
    for (let at = 0; at < width; at += 1) {
      memory[y + start + at] = memory[x + start + at]! * scale * memory[gain + at]!;
    }
  }
}

/** Adds the gradient of x to `dx` and of the gain to `dgain`, given the gradient `dy` of y. */
export function normBackward(
  memory: Float32Array,
  [x, gain, scales]: readonly [number, number, number],
  [dy, dx, dgain]: readonly [number, number, number],
  rows: number,
  width: number,
): void {
  for (let row = 0; row < rows; row += 1) {
    const start = row * width;
    const scale = memory[scales + row]!;
    let projection = 0;
    for (let at = 0; at < width; at += 1) {
      projection += memory[dy + start + at]! * memory[gain + at]! * memory[x + start + at]!;
    }
    const pull = (projection / width) * scale ** 3;
    for (let at = 0; at < width; at += 1) {
      const input = memory[x + start + at]!;
      const slope = memory[dy + start + at]!;
      memory[dgain + at]! += slope * input * scale;
      memory[dx + start + at]! += slope * memory[gain + at]! * scale - input * pull;
    }
  }
}

/** Cosines and sines of the rotary angles: [position][pair] of each, cosines first. */
export function rotaryTable(context: number, headWidth: number): Float32Array {
  const pairs = headWidth / 2;
  const table = new Float32Array(2 * context * pairs);
  for (let position = 0; position < context; position += 1) {
    for (let pair = 0; pair < pairs; pair += 1) {
      const angle = position * ROPE_BASE ** (-pair / pairs);
      table[position * pairs + pair] = Math.cos(angle);
      table[(context + position) * pairs + pair] = Math.sin(angle);
    }
  }
  return table;
}

/**
 * Turns neighbouring pairs (the interleaved order that llama.cpp expects of this architecture) of the first `width`
 * features of each row; `direction` 1 is the forward pass, -1 its gradient.
 */
export function rotate(
  memory: Float32Array,
  table: Float32Array,
  [place, rowStride, width]: readonly [number, number, number],
  headWidth: number,
  direction: 1 | -1,
): void {
  const pairs = headWidth / 2;
  const context = table.length / (2 * pairs);
  for (let position = 0; position < context; position += 1) {
    for (let feature = 0; feature < width; feature += 2) {
      const pair = (feature % headWidth) / 2;
      const cosine = table[position * pairs + pair]!;
      const sine = direction * table[(context + position) * pairs + pair]!;
      const at = place + position * rowStride + feature;
      const [even, odd] = [memory[at]!, memory[at + 1]!];
      memory[at] = even * cosine - odd * sine;
      memory[at + 1] = even * sine + odd * cosine;
    }
  }
}

/** SwiGLU: out = silu(gate) * up, where a row of `gateUp` holds `hidden` gates and then `hidden` ups. */
export function swigluForward(
  memory: Float32Array,
  [gateUp, out]: readonly [number, number],
  rows: number,
  hidden: number,
): void {
  for (let row = 0; row < rows; row += 1) {
    for (let at = 0; at < hidden; at += 1) {
      const place = gateUp + row * 2 * hidden + at;
      const gate = memory[place]!;
      memory[out + row * hidden + at] = (gate / (1 + Math.exp(-gate))) * memory[place + hidden]!;
    }
  }
}

/** The gradient of `gateUp`, written to `dgateUp`, given the gradient `dout`. */
export function swigluBackward(
  memory: Float32Array,
  [gateUp, dout, dgateUp]: readonly [number, number, number],
  rows: number,
  hidden: number,
): void {
  for (let row = 0; row < rows; row += 1) {
    for (let at = 0; at < hidden; at += 1) {
      const place = row * 2 * hidden + at;
      const gate = memory[gateUp + place]!;
      const slope = memory[dout + row * hidden + at]!;
      const logistic = 1 / (1 + Math.exp(-gate));
      memory[dgateUp + place + hidden] = slope * gate * logistic;
      memory[dgateUp + place] =
        slope * memory[gateUp + place + hidden]! * logistic * (1 + gate * (1 - logistic));
    }
  }
}

/**
 * Cross entropy: turns each row of `logits` into its gradient, `weights[row]` times (softmax - one-hot(target)), and
 * returns the sum of the weighted losses in nats.
 */
export function crossEntropy(
  memory: Float32Array,
  logits: number,
  vocabulary: number,
  targets: ArrayLike<number>,
  weights: ArrayLike<number>,
): number {
  let loss = 0;
  for (let row = 0; row < targets.length; row += 1) {
    const start = logits + row * vocabulary;
    const weight = weights[row]!;
    const target = start + targets[row]!;
    let highest = Number.NEGATIVE_INFINITY;
    for (let at = start; at < start + vocabulary; at += 1) highest = Math.max(highest, memory[at]!);
    const targetLogit = memory[target]!;
    let total = 0;
    for (let at = start; at < start + vocabulary; at += 1) {
      const likelihood = Math.exp(memory[at]! - highest);
      memory[at] = likelihood;
      total += likelihood;
    }
    loss += weight * (Math.log(total) + highest - targetLogit);
    const scale = weight / total;
    for (let at = start; at < start + vocabulary; at += 1) memory[at]! *= scale;
    memory[target]! -= weight;
  }
  return loss;
}
