import { expect, test } from "vitest";
import type { GpuChoice } from "../../../../native/engine/llama/runtime/llama-runtime.ts";
import { createBackendChoice } from "../../../../native/engine/process/backend-choice.ts";

function memory(known?: GpuChoice) {
  const kept = { choice: known };
  return {
    kept,
    known: () => kept.choice,
    worked: (choice: GpuChoice) => {
      kept.choice = choice;
    },
    forget: () => {
      kept.choice = undefined;
    },
  };
}

test("each start in vain goes one layer down, and what comes up stays", () => {
  const choice = createBackendChoice();
  expect([choice.starting(), choice.starting(), choice.starting(), choice.starting()]).toEqual([
    ...["any", "without-cuda", "cpu", "cpu"],
  ]);
  choice.ready();
  expect(choice.starting()).toBe("cpu");
});

test("what works is remembered, so that a dead driver is not tried at every start", () => {
  const kept = memory();
  const first = createBackendChoice(kept);
  first.starting();
  first.starting();
  expect(kept.kept.choice).toBeUndefined();
  first.ready();
  expect(kept.kept.choice).toBe("without-cuda");
  expect(createBackendChoice(kept).starting()).toBe("without-cuda");
});

test("a layer that was left for one model's sake is remembered only if that is what helped", () => {
  const kept = memory();
  const choice = createBackendChoice(kept);
  choice.starting();
  choice.ready();
  choice.take("without-cuda");
  expect(choice.starting()).toBe("without-cuda");
  choice.ready();
  expect(kept.kept.choice).toBeUndefined();
  choice.proven();
  expect(kept.kept.choice).toBe("without-cuda");
});

test("a way back: from the top everything is tried again, and nothing is remembered", () => {
  const kept = memory("cpu");
  const choice = createBackendChoice(kept);
  choice.top();
  expect(kept.kept.choice).toBeUndefined();
  expect(choice.starting()).toBe("any");
});

test("below the layer that it ran on: Vulkan is not tried twice, and below the processor is nothing", () => {
  const choice = createBackendChoice();
  expect(choice.below("any", "cuda")).toBe("without-cuda");
  expect(choice.below("any", "vulkan")).toBe("cpu");
  expect(choice.below("without-cuda", "vulkan")).toBe("cpu");
  expect(choice.below("any", "metal")).toBe("cpu");
  expect(choice.below("any", "cpu")).toBeUndefined();
  expect(choice.below("cpu", undefined)).toBeUndefined();
});

// defect: one start from a cold disk that took too long cost the GPU for a week
test("a start that was only late is tried again as it was, and what two of them lead to is not remembered", () => {
  const kept = memory();
  const choice = createBackendChoice(kept);
  choice.starting();
  choice.late();
  expect(choice.starting()).toBe("any");
  choice.late();
  expect(choice.starting()).toBe("without-cuda");
  choice.ready();
  expect(kept.kept.choice).toBeUndefined();
  const steady = createBackendChoice(kept);
  steady.starting();
  steady.late();
  steady.starting();
  steady.ready();
  steady.starting();
  steady.late();
  expect(steady.starting()).toBe("any");
});

// defect: a full disk made every start fail, until the engine was given up
test("what cannot be remembered does not keep the engine from running", () => {
  const full = (): never => {
    throw new Error("database or disk is full");
  };
  const choice = createBackendChoice({ known: () => "cpu", worked: full, forget: full });
  expect(choice.starting()).toBe("cpu");
  choice.ready();
  choice.proven();
  choice.top();
  choice.ready();
  expect(choice.current()).toBe("any");
});
