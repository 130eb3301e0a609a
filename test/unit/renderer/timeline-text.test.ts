import i18next from "i18next";
import { beforeAll, expect, test } from "vitest";
import type { TimelineEvent } from "../../../native/api/node.ts";
import { startLocale } from "../../../renderer/app/locale.ts";
import { timelineText } from "../../../renderer/features/home/timeline-text.ts";

beforeAll(() => startLocale());

function said(message: string, values: TimelineEvent["values"]): string {
  const line = { sequence: 1, time: 0, level: "info", source: "node", message, values } as const;
  return timelineText(i18next.t, line);
}

test("blocks are grouped as everywhere on the page", () => {
  expect(said("reward.miner", { amount: "1500000000", block: 8_680_761 })).toBe(
    "Mining reward of 1.5 τ in block 8,680,761.",
  );
});

test("one is not many", () => {
  expect(said("validator.weights", { miners: 1, block: 12 })).toBe(
    "The weight of 1 miner was set in block 12.",
  );
  expect(said("validator.weights", { miners: 3, block: 12 })).toBe(
    "Weights for 3 miners were set in block 12.",
  );
});
