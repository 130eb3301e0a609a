import type { LlamaContextSequence } from "node-llama-cpp";
import { expect, test } from "vitest";
import { pass } from "../../../../native/engine/llama/passes/pass.ts";

/** A sequence as the library has it: batches of four, answered before what follows a batch has ended. */
function sequence(events: string[]): LlamaContextSequence {
  const inner = {
    _sequenceId: 0,
    _tokenMeter: {},
    _context: { _ctx: { sampleToken: () => Promise.reject(new Error("not in this test")) } },
    _decodeTokens: async (
      tokens: readonly number[],
      wanted: readonly boolean[],
      _priority: number,
      _meter: object,
      _shift: object,
      read: (row: number, index: number) => void,
      done: () => Promise<void>,
    ) => {
      for (let from = 0; from < tokens.length; from += 4) {
        events.push(`batch ${from}`);
        for (let row = 0; row < 4; row++) if (wanted[from + row] === true) read(row, from + row);
        const after = done().then(() => events.push(`after ${from}`));
        if (from + 4 < tokens.length) await after;
      }
    },
  };
  return inner as unknown as LlamaContextSequence;
}

const tokens = [1, 2, 3, 4, 5, 6];
const wanted = [false, true, false, true, true, true];
const alone = { running: 1, joined: 1 };

test("readings come in the order of the tokens, whichever ends first, over several batches", async () => {
  const events: string[] = [];
  const readings = await pass(
    sequence(events),
    tokens,
    wanted,
    async (row, index) => {
      for (let tick = 0; tick < 6 - index; tick++) await Promise.resolve();
      return `${index} in row ${row}`;
    },
    alone,
  );
  expect(readings).toEqual(["1 in row 1", "3 in row 3", "4 in row 0", "5 in row 1"]);
  expect(events.slice(0, 3)).toEqual(["batch 0", "after 0", "batch 4"]);
});

test("a reading that fails fails the pass, after the others and without holding up the library", async () => {
  const events: string[] = [];
  let read = 0;
  const failing = pass(
    sequence(events),
    tokens,
    wanted,
    async (_, index) => {
      read += 1;
      if (index === 3) throw new Error("no logits");
      return index;
    },
    alone,
  );
  await expect(failing).rejects.toThrow("no logits");
  expect(read).toBe(4);
  expect(events).toContain("after 0");
});

test("among others, a batch ends only after each that was in it could ask for its next one", async () => {
  const events: string[] = [];
  await pass(
    sequence(events),
    [1],
    [true],
    async () => {
      events.push("read");
    },
    { running: 2, joined: 2 },
  );
  events.push("asked again");
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  expect(events).toEqual(["batch 0", "read", "asked again", "after 0"]);
});

test("a library that looks different is told apart at once", async () => {
  const other = {} as LlamaContextSequence;
  const passing = pass(other, [1], [true], async () => 1, alone);
  await expect(passing).rejects.toMatchObject({ code: "ENGINE_FAILED" });
});
