import fc from "fast-check";
import { expect, test } from "vitest";
import type { ConcessionStep, ModelFile } from "../../../native/engine/engine-port.ts";
import { type GpuChoice, gpuChoices } from "../../../native/engine/llama/runtime/llama-runtime.ts";
import { nextRung, type Rung } from "../../../native/engine/process/load-ladder.ts";

const file = (size: number): ModelFile => ({
  id: `model-${size}`,
  path: `/models/${size}.gguf`,
  sha256: `${size}`.padStart(64, "0"),
});
const setting = fc.record({
  choice: fc.constantFrom(...gpuChoices),
  contextSize: fc.integer({ min: 8, max: 1 << 20 }),
  leastContext: fc.integer({ min: 8, max: 8192 }),
  concede: fc.constantFrom(...(["nothing", "backend", "context", "quantisation"] as const)),
  /** Sizes that a host offers as "smaller", whatever they are: a ladder must not trust them to fall. */
  offers: fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 12 }),
  failures: fc.array(fc.constantFrom("died" as const, "too-large" as const), {
    minLength: 1,
    maxLength: 60,
  }),
});

/** Every rung that is tried when each fails in turn, the last failure repeating for ever. */
function walk(wish: typeof setting extends fc.Arbitrary<infer T> ? T : never) {
  const rungs: Rung[] = [];
  const steps: ConcessionStep[] = [];
  let offered = 0;
  let rung: Rung | undefined = {
    choice: wish.choice,
    contextSize: wish.contextSize,
    file: file(7),
    tried: [file(7).sha256],
  };
  while (rung !== undefined && rungs.length < 1000) {
    rungs.push(rung);
    const kind = wish.failures[Math.min(rungs.length, wish.failures.length) - 1] ?? "died";
    const choice: GpuChoice | undefined = gpuChoices[gpuChoices.indexOf(rung.choice) + 1];
    const offer = wish.offers[offered];
    offered += 1;
    const next = nextRung(
      rung,
      { kind, reason: "told so" },
      {
        names: { from: "one", to: "another" },
        ...(choice === undefined ? {} : { choice }),
        ...(offer === undefined ? {} : { smaller: file(offer) }),
      },
      wish,
    );
    if (next !== undefined) steps.push(next.concession.step);
    rung = next?.rung;
  }
  return { rungs, steps };
}

test("every ladder ends, and no rung is tried twice", () => {
  fc.assert(
    fc.property(setting, (wish) => {
      const { rungs } = walk(wish);
      expect(rungs.length).toBeLessThan(3 + 20 + 8);
      const seen = rungs.map((rung) => `${rung.choice} ${rung.contextSize} ${rung.file.sha256}`);
      expect(new Set(seen).size).toBe(seen.length);
    }),
  );
});

test("nothing ever goes up, and one thing is given up at a time", () => {
  fc.assert(
    fc.property(setting, (wish) => {
      const { rungs } = walk(wish);
      for (const [index, rung] of rungs.entries()) {
        const before = rungs[index - 1];
        if (before === undefined) continue;
        const changes = [
          gpuChoices.indexOf(rung.choice) - gpuChoices.indexOf(before.choice),
          before.contextSize - rung.contextSize,
          rung.tried.length - before.tried.length,
        ];
        expect(Math.min(...changes)).toBe(0);
        expect(changes.filter((change) => change > 0)).toHaveLength(1);
      }
    }),
  );
});

test("no more is given up than was allowed, and a context never falls below its least", () => {
  fc.assert(
    fc.property(setting, (wish) => {
      const { rungs, steps } = walk(wish);
      if (wish.concede === "nothing") expect(steps).toEqual([]);
      if (wish.concede === "backend") expect(new Set(steps)).not.toContain("context");
      if (wish.concede !== "quantisation") expect(new Set(steps)).not.toContain("quantisation");
      const least = Math.min(wish.contextSize, wish.leastContext);
      for (const rung of rungs) expect(rung.contextSize).toBeGreaterThanOrEqual(least);
    }),
  );
});

test("a process that dies changes its layer first, memory that does not suffice shortens the context first", () => {
  const rung: Rung = { choice: "any", contextSize: 4096, file: file(7), tried: [] };
  const limits = { concede: "quantisation", leastContext: 256 } as const;
  const below = {
    choice: "without-cuda" as const,
    names: { from: "cuda", to: "vulkan" },
    smaller: file(3),
  };
  const step = (kind: "died" | "too-large", from = rung) =>
    nextRung(from, { kind, reason: "" }, below, limits)?.concession;
  expect(step("died")).toMatchObject({ step: "backend", from: "cuda", to: "vulkan" });
  expect(step("too-large")).toMatchObject({ step: "context", from: "4096", to: "2048" });
  expect(step("too-large", { ...rung, contextSize: 256 })).toMatchObject({
    ...{ step: "quantisation", from: "model-7", to: "model-3" },
  });
});
