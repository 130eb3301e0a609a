import type { ParameterLayout } from "./layout.ts";

const BETA_MEAN = 0.9;
const BETA_SQUARE = 0.95;
const EPSILON = 1e-8;
const WEIGHT_DECAY = 0.05;
const CLIP = 1;
const PEAK_RATE = 3e-3;
const WARM_UP = 60;

/** Learning rate of a step (0-based): linear warm-up, then a cosine down to a fiftieth. Depends on nothing but the step. */
export function learningRate(step: number, steps: number): number {
  if (step < WARM_UP) return (PEAK_RATE * (step + 1)) / WARM_UP;
  const progress = (step - WARM_UP) / Math.max(1, steps - WARM_UP);
  return PEAK_RATE * (0.02 + 0.98 * 0.5 * (1 + Math.cos(Math.PI * progress)));
}

/**
 * AdamW (Loshchilov and Hutter, 2019) with clipping by the global norm. The returned function makes one step in place and
 * returns the gradient's norm before clipping. Norm gains do not decay.
 */
export function createOptimiser(
  layout: ParameterLayout,
): (parameters: Float32Array, gradient: Float32Array, rate: number) => number {
  const means = new Float32Array(layout.total);
  const squares = new Float32Array(layout.total);
  let step = 0;
  return (parameters, gradient, rate) => {
    step += 1;
    let sum = 0;
    for (let at = 0; at < layout.total; at += 1) sum += gradient[at]! ** 2;
    const norm = Math.sqrt(sum);
    const clip = Math.min(1, CLIP / (norm + EPSILON));
    const [meanScale, squareScale] = [1 / (1 - BETA_MEAN ** step), 1 / (1 - BETA_SQUARE ** step)];
    for (const { rows, columns, offset } of layout.all) {
      const decay = rows === 1 ? 0 : WEIGHT_DECAY;
      for (let at = offset; at < offset + rows * columns; at += 1) {
        const slope = gradient[at]! * clip;
        const mean = BETA_MEAN * means[at]! + (1 - BETA_MEAN) * slope;
        const square = BETA_SQUARE * squares[at]! + (1 - BETA_SQUARE) * slope * slope;
        means[at] = mean;
        squares[at] = square;
        const direction = (mean * meanScale) / (Math.sqrt(square * squareScale) + EPSILON);
        parameters[at]! -= rate * (direction + decay * parameters[at]!);
      }
    }
    return norm;
  };
}
