import { expect, test } from "vitest";
import { initialParameters } from "../../../resources/demo-model/training/initial.ts";
import type { ModelShape } from "../../../resources/demo-model/training/layout.ts";
import { learningRate } from "../../../resources/demo-model/training/optimiser.ts";
import { train } from "../../../resources/demo-model/training/trainer.ts";
import { windowCutter } from "../../../resources/demo-model/training/windows.ts";

const SHAPE: ModelShape = {
  vocabulary: 16,
  width: 32,
  layers: 1,
  heads: 2,
  hidden: 32,
  context: 16,
};

/** Documents that count upwards modulo 16 from anywhere: wholly predictable but for their first token. */
const documents = Array.from({ length: 60 }, (_, start) => ({
  ids: Array.from({ length: 24 }, (_, at) => (start + at) % 16),
  answer: Array.from({ length: 24 }, (_, at) => (at === 0 ? 0 : 1)),
}));

async function trained(threads: number): Promise<{ parameters: Float32Array; losses: number[] }> {
  const cut = windowCutter(documents, SHAPE.context);
  const losses: number[] = [];
  const parameters = await train({
    shape: SHAPE,
    initial: initialParameters(SHAPE, 1),
    steps: 120,
    threads,
    windowsOf: (step) => cut(step, 8),
    onStep: (_, loss) => losses.push(loss),
  });
  return { parameters, losses };
}

test("training learns, and gives the same bits on one thread and on three", async () => {
  const one = await trained(1);
  const three = await trained(3);
  expect(one.losses[0]).toBeGreaterThan(2.5);
  expect(one.losses.at(-1)).toBeLessThan(0.3);
  expect(three.parameters).toEqual(one.parameters);
});

test("the learning rate warms up, then falls, by step alone", () => {
  const rates = Array.from({ length: 1000 }, (_, step) => learningRate(step, 1000));
  const peak = rates.indexOf(Math.max(...rates));
  expect(peak).toBeGreaterThan(50);
  expect(peak).toBeLessThan(70);
  expect(rates.at(-1)).toBeLessThan(0.03 * rates[peak]!);
});
