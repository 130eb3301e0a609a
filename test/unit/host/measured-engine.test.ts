import { expect, test } from "vitest";
import type { EnginePort, Generation } from "../../../native/engine/engine-port.ts";
import { type AnswerSpeed, measuredEngine } from "../../../native/host/engine/measured-engine.ts";

const request = { model: "m", messages: [], maxTokens: 100, temperature: 0 } as const;

/** An engine on a clock of its own: 2 ms a token read, 10 ms a token written. */
function fake(wrote: number, read: number, reused = 0) {
  let clock = 0;
  const gates: (() => void)[] = [];
  const engine: Pick<EnginePort, "generate"> = {
    generate: async (_request, _signal, onToken): Promise<Generation> => {
      const started = clock;
      await new Promise<void>((resolve) => gates.push(resolve));
      clock += 2 * (read - reused);
      for (let token = 0; token < wrote; token++) {
        if (token > 0) clock += 10;
        onToken?.(token, "x");
      }
      return {
        ...{ text: "", tokens: Array.from({ length: wrote }, (_, token) => token), logprobs: [] },
        ...{ finish: "stop", promptTokens: read, reusedTokens: reused, millis: clock - started },
      };
    },
  };
  const heard: AnswerSpeed[] = [];
  const measured = measuredEngine(
    engine,
    (speed) => heard.push(speed),
    () => clock,
  );
  return { measured, heard, go: () => gates.splice(0).map((open) => open()) };
}

test("where each token is heard, writing and reading are told apart", async () => {
  const { measured, heard, go } = fake(50, 400);
  const answer = measured.generate(request, undefined, () => {});
  go();
  await answer;
  expect(heard).toEqual([{ model: "m", decode: 100, prefill: 500 }]);
});

test("an answer that nobody heard token by token says something only when it is longer than its prompt", async () => {
  const long = fake(100, 50);
  const first = long.measured.generate(request);
  long.go();
  const { millis } = await first;
  expect(long.heard).toEqual([{ model: "m", decode: (100 / millis) * 1000 }]);
  const short = fake(40, 400);
  const second = short.measured.generate(request);
  short.go();
  await second;
  expect(short.heard).toEqual([]);
});

test("answers side by side and answers of a few tokens say nothing", async () => {
  const both = fake(50, 40);
  const answers = [both.measured.generate(request), both.measured.generate(request)];
  both.go();
  await Promise.all(answers);
  expect(both.heard).toEqual([]);
  const few = fake(10, 5);
  const answer = few.measured.generate(request, undefined, () => {});
  few.go();
  await answer;
  expect(few.heard).toEqual([]);
});

test("a prompt that an earlier request had read is no speed of reading", async () => {
  const { measured, heard, go } = fake(50, 400, 390);
  const answer = measured.generate(request, undefined, () => {});
  go();
  await answer;
  expect(heard).toEqual([{ model: "m", decode: 100 }]);
});

test("an engine that is held back says nothing, and one that is let go again does", async () => {
  const { measured, heard, go } = fake(50, 40);
  const paces: number[] = [];
  const held = measuredEngine(
    { ...measured, setPace: (share: number) => void paces.push(share) },
    (speed) => heard.push(speed),
  );
  held.setPace(0.5);
  const slow = held.generate(request);
  go();
  await slow;
  // Only the engine within, which nobody holds back, has said something.
  expect(heard.splice(0)).toHaveLength(1);
  held.setPace(1);
  const full = held.generate(request);
  go();
  await full;
  expect(paces).toEqual([0.5, 1]);
  expect(heard).toHaveLength(2);
});

test("a failure passes through, and the next answer is measured again", async () => {
  let fails = true;
  const { measured, heard, go } = fake(50, 40);
  const failing = measuredEngine(
    {
      generate: (...parameters) =>
        fails ? Promise.reject(new Error("down")) : measured.generate(...parameters),
    },
    (speed) => heard.push(speed),
  );
  await expect(failing.generate(request)).rejects.toThrow("down");
  fails = false;
  const answer = failing.generate(request);
  go();
  await answer;
  expect(heard.length).toBe(2);
});
