import { expect, test } from "vitest";
import {
  advance,
  type Happening,
  type MinerEvent,
  minerOff,
} from "../../../native/miner/miner-machine.ts";
import { timelineLine } from "../../../native/miner/mining-timeline.ts";
import type { NetworkPace } from "../../../native/miner/steps.ts";

const pace: NetworkPace = { tempo: 20, blockSeconds: 1 };
const start = { kind: "start", wallet: "w", hotkey: "h", netuid: 1, pace } as const;
const interrupted = (code: "ENGINE_DOWN" | "MODEL_TOO_LARGE") =>
  ({ kind: "begun", step: "model", error: { code, detail: {} } }) as const;
const loaded = { kind: "done", step: "model" } as const;

/** The lines that events leave, one after the other. */
function diary(events: readonly Happening[]) {
  let state = minerOff;
  return events.flatMap((happening, at) => {
    const event = { ...happening, at } as MinerEvent;
    const before = state;
    state = advance(state, event);
    const line = timelineLine(before, state, event);
    return line === undefined ? [] : [`${line.message} ${line.code ?? ""}`.trim()];
  });
}

test("one death of the engine is one line, however many ask and however often the model is tried", () => {
  const down = interrupted("ENGINE_DOWN");
  const lines = diary([start, { kind: "begun", step: "model" }, loaded, down, down, down, loaded]);
  expect(lines).toEqual(["mining.started", "mining.interrupted ENGINE_DOWN"]);
});

test("the next death is told again, and so is another reason", () => {
  const down = interrupted("ENGINE_DOWN");
  const lines = diary([start, loaded, down, loaded, down, interrupted("MODEL_TOO_LARGE")]);
  expect(lines).toEqual([
    "mining.started",
    "mining.interrupted ENGINE_DOWN",
    "mining.interrupted ENGINE_DOWN",
    "mining.interrupted MODEL_TOO_LARGE",
  ]);
});
