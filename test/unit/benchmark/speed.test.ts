import { expect, it } from "vitest";
import { measureStreams, writtenTogether } from "../../../native/benchmark/speed.ts";
import type { EnginePort } from "../../../native/engine/engine-port.ts";

type Generation = Awaited<ReturnType<EnginePort["generate"]>>;

/** An engine whose passes take 10 ms for each answer that is still being written, and a clock that only they move. */
function fakeStreams(lengths: readonly number[]) {
  let at = 0;
  let waiting: { left: number; onToken: () => void; done: () => void }[] = [];
  const write = async (): Promise<void> => {
    const all = waiting;
    waiting = [];
    for (let active = all; active.length > 0; active = active.filter(({ left }) => left > 0)) {
      at += 10 * active.length;
      for (const one of active) {
        one.left -= 1;
        one.onToken();
        if (one.left === 0) one.done();
      }
      // Whoever is done looks at the clock before it moves on.
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const generate: EnginePort["generate"] = (_request, _signal, onToken = () => {}) =>
    new Promise<Generation>((resolve) => {
      const left = lengths[waiting.length] ?? 1;
      const tokens = Array.from({ length: left }, () => 1);
      const counts = { promptTokens: 1, reusedTokens: 0, millis: 1 };
      const answer = { text: "", tokens, logprobs: [], finish: "stop" as const, ...counts };
      waiting.push({ left, onToken: () => onToken(1, ""), done: () => resolve(answer) });
      if (waiting.length === lengths.length) void write();
    });
  const { signal } = new AbortController();
  const phase = { engine: { generate }, model: "any", millis: 0, now: () => at, signal };
  return { ...phase, onShare: () => {} };
}

// defect: each stream's own rate was summed: those that wrote on alone were faster, and one of a single token counted as none
it("several streams are measured while all of them write", async () => {
  for (const lengths of [
    [40, 40, 40, 40],
    [10, 40, 40, 40],
    [10, 20, 30, 40],
  ]) {
    const seen = await measureStreams(fakeStreams(lengths), 4);
    expect(seen.map(({ writing }) => writing)).toEqual([expect.closeTo(100), expect.closeTo(100)]);
  }
  const single = await measureStreams(fakeStreams([1, 40, 40, 40]), 4);
  expect(single.map(({ writing }) => writing)).toEqual([undefined, undefined]);
  // Over everything it still counts.
  expect(single[0]?.decode).toBeGreaterThan(0);
});

it("streams that never wrote at the same time were not measured together", () => {
  const early = { tokens: [10, 20, 30], ended: 30 };
  expect(writtenTogether([early, { tokens: [30, 40], ended: 40 }])).toBeUndefined();
  expect(writtenTogether([early, { tokens: [20, 30, 40], ended: 40 }])).toBe(200);
});
