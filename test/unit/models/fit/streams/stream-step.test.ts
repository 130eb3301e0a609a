import { describe, expect, it, test } from "vitest";
import type { Device } from "../../../../../native/api/hardware.ts";
import { prefillSpeed } from "../../../../../native/models/fit/speed/prefill.ts";
import { bytesPerToken } from "../../../../../native/models/fit/speed/speed.ts";
import { bytesPerPass, streamStep } from "../../../../../native/models/fit/streams/stream-step.ts";
import type { ModelShape } from "../../../../../native/models/head/model-shape.ts";
import { qwen3Shape } from "../../../../property/models/shapes.ts";
import { placeOf } from "../place-of.ts";

const run = { contextSize: 512, sequences: 1, cacheType: "f16" } as const;

/** A model of so many bytes, of which experts have a share. */
function shapeOf(
  gigabytes: number,
  layers: number,
  width: number,
  experts?: { count: number; used: number; share: number },
): ModelShape {
  const bytes = gigabytes * 1e9;
  const outside = bytes * 0.06;
  const each = (bytes - 2 * outside) / layers;
  const asked =
    experts === undefined ? 1 : 1 - experts.share + (experts.share * experts.used) / experts.count;
  return {
    ...qwen3Shape,
    ...{ weightBytes: bytes, inputBytes: outside, embeddingBytes: outside, outputBytes: outside },
    layers: Array.from({ length: layers }, () => ({
      ...{ bytes: each, activeBytes: each * asked, keyWidth: width, valueWidth: width },
      ...{ stateBytes: 0, optional: false },
    })),
    ...(experts && { experts: { count: experts.count, used: experts.used, hidden: 1 } }),
  };
}

interface Measured {
  readonly what: string;
  readonly card: string;
  readonly backend: Device["backend"];
  /** Those that a token passes through, in billions. */
  readonly billions: number;
  readonly shape: ModelShape;
  /** Tokens per second of passes of 1, 2, 4, 8 and 16 tokens. */
  readonly speeds: readonly number[];
}

/**
 * llama.cpp with passes of a few tokens, by llama-bench: pull requests 15802 (RTX 3090, 8B), 10581 (M2 Ultra), 10491 (M1 Pro), 15525
 * (RTX 3090, experts) and 15631 (RTX 4090).
 */
const measured: readonly Measured[] = [
  {
    ...{ what: "Llama 8B Q4_0", card: "NVIDIA GeForce RTX 3090", backend: "cuda", billions: 8.03 },
    ...{ shape: shapeOf(4.66, 32, 1024), speeds: [156.56, 279.89, 470.48, 583.77] },
  },
  {
    ...{ what: "Qwen2 7B Q8_0", card: "Apple M2 Ultra", backend: "metal", billions: 7.62 },
    ...{ shape: shapeOf(8.1, 28, 512), speeds: [70.41, 126.66, 200.4, 260.76] },
  },
  {
    ...{ what: "Llama 13B Q4_0", card: "Apple M1 Pro", backend: "metal", billions: 13.02 },
    ...{ shape: shapeOf(7.37, 40, 5120), speeds: [21.24, 23.9, 25.55] },
  },
  {
    ...{ what: "DeepSeek V2 Lite Q4_0", card: "NVIDIA GeForce RTX 3090", backend: "cuda" },
    ...{ billions: 2.4, shape: shapeOf(8.9, 27, 512, { count: 64, used: 6, share: 0.93 }) },
    speeds: [180.53, 180.94, 291.18, 475.54, 784.29],
  },
  {
    ...{ what: "Qwen3 30B-A3B Q4_0", card: "NVIDIA GeForce RTX 4090", backend: "cuda" },
    ...{ billions: 3.35, shape: shapeOf(17.3, 48, 512, { count: 128, used: 8, share: 0.95 }) },
    speeds: [205.87, 211.62, 365.39, 597.34, 959.9],
  },
];

test.each(measured)(
  "$what on $card is as fast with several tokens a pass as was measured, within a factor of 1.75",
  ({ card: name, backend, billions, shape, speeds }) => {
    const reading = prefillSpeed(shape, billions * 1e9, [placeOf(name, backend)]);
    const one = speeds[0] ?? 0;
    const decode = { low: one, high: one };
    const step = streamStep(shape, run, { ...reading, decode, basis: "formula" }, []);
    for (const [power, speed] of speeds.entries()) {
      const predicted = 2 ** power / (step?.seconds(2 ** power) ?? 0);
      expect(predicted / speed).toBeGreaterThan(1 / 1.75);
      expect(predicted / speed).toBeLessThan(1.75);
    }
  },
);

describe("the step of several answers", () => {
  const decode = { low: 70, high: 125 };
  it("is the line through one answer and several where both were measured here", () => {
    const step = streamStep(qwen3Shape, run, { decode, basis: "measured" }, [
      { streams: 4, tokensPerSecond: 200 },
    ]);
    const alone = 1 / Math.sqrt(70 * 125);
    expect(step?.basis).toBe("measured");
    expect(step?.seconds(1)).toBeCloseTo(alone, 9);
    expect(step?.seconds(4)).toBeCloseTo(4 / 200, 9);
    expect(step?.seconds(7)).toBeCloseTo(2 * (4 / 200) - alone, 9);
    expect(step?.slowest).toBeCloseTo(Math.sqrt(125 / 70), 9);
  });

  it("never makes several faster than one, whatever a busy computer measured", () => {
    const step = streamStep(qwen3Shape, run, { decode, basis: "measured" }, [
      { streams: 4, tokensPerSecond: 1e6 },
    ]);
    expect(step?.seconds(16)).toBe(step?.seconds(1));
  });

  it("is unknown without the speed of one, and without either several or reading", () => {
    expect(streamStep(qwen3Shape, run, undefined, [])).toBeUndefined();
    expect(streamStep(qwen3Shape, run, { decode, basis: "measured" }, [])).toBeUndefined();
    // Several that were measured say nothing beside one that was not.
    const seen = [{ streams: 4, tokensPerSecond: 200 }];
    expect(streamStep(qwen3Shape, run, { decode, basis: "formula" }, seen)).toBeUndefined();
  });
});

test("one token reads what it always did, and all experts are read once many tokens ask", () => {
  const plan = { ...run, backend: "cuda" as const };
  const experts = shapeOf(10, 10, 512, { count: 64, used: 6, share: 0.9 });
  for (const shape of [qwen3Shape, experts]) {
    expect(bytesPerPass(shape, run, 1)).toBeCloseTo(bytesPerToken(shape, plan), -1);
  }
  const cache = bytesPerPass(experts, run, 1001) - bytesPerPass(experts, run, 1000);
  const weights = experts.weightBytes - experts.inputBytes;
  expect(bytesPerPass(experts, run, 1000) - 1000 * cache).toBeCloseTo(weights, -3);
});
