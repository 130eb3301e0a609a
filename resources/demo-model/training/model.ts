import { attentionBackward, attentionForward } from "./attention.ts";
import { layOut, type ModelShape, type Tensor } from "./layout.ts";
import type { MultiplyMatrices } from "./matrix.ts";
import {
  crossEntropy,
  normBackward,
  normForward,
  rotaryTable,
  rotate,
  swigluBackward,
  swigluForward,
} from "./pointwise.ts";

/** One training window: `context` tokens, the token that follows each, and how much each prediction counts. */
export type TrainingWindow = {
  readonly tokens: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
};

/** Where the parameters, their transposed copy, the gradients and the work space begin, in floats. */
export type ModelPlaces = {
  readonly parameters: number;
  readonly transposed: number;
  readonly gradients: number;
  readonly activations: number;
};

type LayerActivations = Readonly<
  Record<
    | "input"
    | "normed"
    | "scales"
    | "qkv"
    | "shares"
    | "attended"
    | "middle"
    | "hiddenNormed"
    | "hiddenScales"
    | "gateUp"
    | "active",
    number
  >
>;

/** Places of everything that one window's forward and backward pass keep, from `start` on. */
function planActivations(shape: ModelShape, start: number) {
  const { context, width, hidden, vocabulary, heads } = shape;
  let end = start;
  const take = (floats: number): number => {
    const place = end;
    end += Math.ceil(floats / 16) * 16;
    return place;
  };
  const features = context * width;
  const layers: LayerActivations[] = Array.from({ length: shape.layers }, () => ({
    input: take(features),
    normed: take(features),
    scales: take(context),
    qkv: take(3 * features),
    shares: take(heads * context * context),
    attended: take(features),
    middle: take(features),
    hiddenNormed: take(features),
    hiddenScales: take(context),
    gateUp: take(2 * context * hidden),
    active: take(context * hidden),
  }));
  return {
    layers,
    output: take(features),
    outputNormed: take(features),
    outputScales: take(context),
    logits: take(context * vocabulary),
    transposed: take(features / heads),
    slopes: take(context * context),
    dx: take(features),
    dnormed: take(features),
    dattended: take(features),
    dqkv: take(3 * features),
    dgateUp: take(2 * context * hidden),
    dactive: take(context * hidden),
    end,
  };
}

/** Floats of work space that one thread needs. */
export function activationFloats(shape: ModelShape): number {
  const plan = planActivations(shape, 0);
  return plan.dactive + shape.context * shape.hidden + 16;
}

/** Copies every matrix of the parameters transposed: a [rows][columns] matrix becomes [columns][rows] at the same offset. */
export function transposeParameters(
  memory: Float32Array,
  shape: ModelShape,
  from: number,
  to: number,
): void {
  for (const { rows, columns, offset } of layOut(shape).all) {
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        memory[to + offset + column * rows + row] = memory[from + offset + row * columns + column]!;
      }
    }
  }
}

/**
 * The model over shared memory. The returned function runs one window forward and backward, adds the gradient of the
 * weighted loss (a sum over tokens) to the gradients and returns that loss in nats.
 */
export function createModel(
  memory: Float32Array,
  multiply: MultiplyMatrices,
  shape: ModelShape,
  places: ModelPlaces,
): (window: TrainingWindow, gradients?: number) => number {
  const { context, width, hidden, vocabulary, heads } = shape;
  const layout = layOut(shape);
  const plan = planActivations(shape, places.activations);
  const headWidth = width / heads;
  const angles = rotaryTable(context, headWidth);
  const parameter = (tensor: Tensor): number => places.parameters + tensor.offset;

  /** y (+)= x · matrixᵀ */
  const apply = (matrix: Tensor, x: number, y: number, accumulate: 0 | 1): void => {
    const { rows, columns, offset } = matrix;
    const weights = places.transposed + offset;
    multiply(x, columns, 1, weights, rows, y, rows, context, rows, columns, accumulate);
  };

  const forward = (tokens: ArrayLike<number>): void => {
    const first = plan.layers[0]?.input ?? plan.output;
    for (let row = 0; row < context; row += 1) {
      const from = parameter(layout.embedding) + tokens[row]! * width;
      memory.copyWithin(first + row * width, from, from + width);
    }
    plan.layers.forEach((at, layer) => {
      const weights = layout.layers[layer]!;
      const output = plan.layers[layer + 1]?.input ?? plan.output;
      const gain = parameter(weights.attentionNorm);
      normForward(memory, [at.input, gain, at.normed, at.scales], context, width);
      apply(weights.qkv, at.normed, at.qkv, 0);
      rotate(memory, angles, [at.qkv, 3 * width, 2 * width], headWidth, 1);
      const attention = { qkv: at.qkv, shares: at.shares, out: at.attended };
      attentionForward(memory, multiply, shape, { ...attention, transposed: plan.transposed });
      memory.copyWithin(at.middle, at.input, at.input + context * width);
      apply(weights.attentionOut, at.attended, at.middle, 1);
      const hiddenGain = parameter(weights.hiddenNorm);
      normForward(
        memory,
        [at.middle, hiddenGain, at.hiddenNormed, at.hiddenScales],
        context,
        width,
      );
      apply(weights.gateUp, at.hiddenNormed, at.gateUp, 0);
      swigluForward(memory, [at.gateUp, at.active], context, hidden);
      memory.copyWithin(output, at.middle, at.middle + context * width);
      apply(weights.down, at.active, output, 1);
    });
    const gain = parameter(layout.outputNorm);
    normForward(memory, [plan.output, gain, plan.outputNormed, plan.outputScales], context, width);
    apply(layout.embedding, plan.outputNormed, plan.logits, 0);
  };

  const backward = (tokens: ArrayLike<number>, gradients: number): void => {
    const gradient = (tensor: Tensor): number => gradients + tensor.offset;
    /** Adds dyᵀ · x to the matrix's gradient and sets dx = dy · matrix. */
    const applyBackward = (matrix: Tensor, x: number, dy: number, dx: number): void => {
      const { rows, columns } = matrix;
      multiply(dy, 1, rows, x, columns, gradient(matrix), columns, rows, columns, context, 1);
      multiply(dy, rows, 1, parameter(matrix), columns, dx, columns, context, columns, rows, 0);
    };
    const { dx, dnormed, dattended, dqkv, dgateUp, dactive } = plan;
    applyBackward(layout.embedding, plan.outputNormed, plan.logits, dnormed);
    memory.fill(0, dx, dx + context * width);
    const norm = (tensor: Tensor, x: number, scales: number): void =>
      normBackward(
        memory,
        [x, parameter(tensor), scales],
        [dnormed, dx, gradient(tensor)],
        context,
        width,
      );
    norm(layout.outputNorm, plan.output, plan.outputScales);
    for (let layer = shape.layers - 1; layer >= 0; layer -= 1) {
      const at = plan.layers[layer]!;
      const weights = layout.layers[layer]!;
      applyBackward(weights.down, at.active, dx, dactive);
      swigluBackward(memory, [at.gateUp, dactive, dgateUp], context, hidden);
      applyBackward(weights.gateUp, at.hiddenNormed, dgateUp, dnormed);
      norm(weights.hiddenNorm, at.middle, at.hiddenScales);
      applyBackward(weights.attentionOut, at.attended, dx, dattended);
      const attention = { qkv: at.qkv, shares: at.shares, out: at.attended, dqkv, dout: dattended };
      const room = { transposed: plan.transposed, slopes: plan.slopes };
      attentionBackward(memory, multiply, shape, { ...attention, ...room });
      rotate(memory, angles, [dqkv, 3 * width, 2 * width], headWidth, -1);
      applyBackward(weights.qkv, at.normed, dqkv, dnormed);
      norm(weights.attentionNorm, at.input, at.scales);
    }
    for (let row = 0; row < context; row += 1) {
      const target = gradient(layout.embedding) + tokens[row]! * width;
      for (let at = 0; at < width; at += 1) memory[target + at]! += memory[dx + row * width + at]!;
    }
  };

  return ({ tokens, targets, weights }, gradients = places.gradients) => {
    forward(tokens);
    const loss = crossEntropy(memory, plan.logits, vocabulary, targets, weights);
    backward(tokens, gradients);
    return loss;
  };
}
