import { expect, test } from "vitest";
import { seededRandom } from "../../../native/subnets/text-generation/prompts.ts";
import { initialParameters } from "../../../resources/demo-model/training/initial.ts";
import { layOut, type ModelShape } from "../../../resources/demo-model/training/layout.ts";
import { matrixKernel, sharedMemory } from "../../../resources/demo-model/training/matrix.ts";
import {
  activationFloats,
  createModel,
  transposeParameters,
} from "../../../resources/demo-model/training/model.ts";

/** Two attention blocks long, so that the causal blocks are exercised too. */
const SHAPE: ModelShape = {
  vocabulary: 24,
  width: 16,
  layers: 2,
  heads: 2,
  hidden: 24,
  context: 128,
};

test("the hand-written backward pass agrees with finite differences in every tensor", () => {
  const layout = layOut(SHAPE);
  const size = Math.ceil(layout.total / 16) * 16;
  const memory = sharedMemory(3 * size + activationFloats(SHAPE));
  const floats = new Float32Array(memory.buffer);
  const model = createModel(floats, matrixKernel(memory), SHAPE, {
    parameters: 0,
    transposed: size,
    gradients: 2 * size,
    activations: 3 * size,
  });
  const random = seededRandom(5);
  const draw = (high: number) =>
    Array.from({ length: SHAPE.context }, () => random.between(0, high));
  const window = {
    tokens: draw(SHAPE.vocabulary - 1),
    targets: draw(SHAPE.vocabulary - 1),
    weights: draw(1),
  };
  const start = initialParameters(SHAPE, 3).map((value) => value + 0.2 * (random.next() - 0.5));
  const lossAt = (parameters: Float32Array): number => {
    floats.set(parameters, 0);
    transposeParameters(floats, SHAPE, 0, size);
    floats.fill(0, 2 * size, 3 * size);
    return model(window);
  };
  lossAt(start);
  const gradient = floats.slice(2 * size, 2 * size + layout.total);
  for (const { name, offset, rows, columns } of layout.all) {
    // Along the tensor's own gradient and along a random direction: the first finds wrong sizes, the second wrong places.
    const own = gradient.slice(offset, offset + rows * columns);
    const length = Math.hypot(...own);
    expect(length, name).toBeGreaterThan(0);
    const directions = [own.map((value) => value / length), own.map(() => random.next() - 0.5)];
    for (const direction of directions) {
      const norm = Math.hypot(...direction);
      const move = (by: number): Float32Array => {
        const moved = start.slice();
        direction.forEach((value, at) => {
          moved[offset + at]! += (by * value) / norm;
        });
        return moved;
      };
      const step = 0.003;
      const measured = (lossAt(move(step)) - lossAt(move(-step))) / (2 * step);
      const expected = direction.reduce((sum, value, at) => sum + (value / norm) * own[at]!, 0);
      expect(Math.abs(measured - expected), name).toBeLessThan(0.01 * length + 1e-3);
    }
  }
});
