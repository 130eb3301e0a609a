import { expect, test } from "vitest";
import type { MiningStatus } from "../../../native/api/mining.ts";
import { epochCountdown } from "../../../renderer/features/home/epoch-countdown.ts";
import { homeSentence } from "../../../renderer/features/home/sentence.ts";

const NOW = 1_000_000;

function mining(state: MiningStatus["state"], more: Partial<MiningStatus> = {}): MiningStatus {
  return {
    state,
    steps: [],
    freshForMillis: 60_000,
    challenges: { received: 0, answered: 0, refused: 0, failed: 0 },
    ...more,
  };
}

test("earning is said while the last answer is fresh", () => {
  const status = mining("earning", { lastAnswerAt: NOW - 12_000 });
  expect(homeSentence(status, "open", NOW)).toEqual({ key: "earning", tone: "good", age: 12_000 });
});

test("a node that fell silent cannot leave earning standing", () => {
  const status = mining("earning", { lastAnswerAt: NOW - 61_000 });
  expect(homeSentence(status, "open", NOW).key).toBe("stale");
  expect(homeSentence(status, "waiting", NOW).key).toBe("unreachable");
});

test("a network that does not answer comes before what the miner last said", () => {
  const status = mining("earning", { lastAnswerAt: NOW });
  expect(homeSentence(status, "open", NOW, "disconnected").key).toBe("chainLost");
  expect(homeSentence(status, "open", NOW, "connected").key).toBe("earning");
});

test("a clock behind the node's never gives a negative age", () => {
  const status = mining("earning", { lastAnswerAt: NOW + 5_000 });
  expect(homeSentence(status, "open", NOW).age).toBe(0);
});

test("starting names the step at work and how long it usually takes", () => {
  const status = mining("starting", {
    steps: [
      { name: "hardware", state: "done", facts: {}, usualSeconds: 1 },
      { name: "model", state: "active", facts: {}, usualSeconds: 3 },
    ],
  });
  expect(homeSentence(status, "open", NOW)).toEqual({
    key: "step",
    tone: "busy",
    step: "model",
    usual: 3000,
  });
});

test.each(["off", "waiting", "stopping", "failed"] as const)("%s has its own sentence", (state) => {
  expect(homeSentence(mining(state), "open", NOW).key).toBe(state);
});

test("earning without any answer is still waiting", () => {
  expect(homeSentence(mining("earning"), "open", NOW).key).toBe("waiting");
});

test("the payout counts down by the block time from the newest block", () => {
  const info = { best: { number: 100, hash: "0x", time: NOW }, blockSeconds: 2 };
  expect(epochCountdown(110, info, NOW + 5000)).toEqual({ millis: 15_000, block: 110 });
  expect(epochCountdown(100, info, NOW + 5000)).toEqual({ millis: 0, block: 100 });
  expect(epochCountdown(undefined, info, NOW)).toBeUndefined();
  expect(epochCountdown(110, { best: info.best }, NOW)).toBeUndefined();
});
