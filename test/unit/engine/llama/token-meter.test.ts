import { expect, test } from "vitest";
import { createTokenMeter } from "../../../../native/engine/llama/queue/token-meter.ts";

test("tokens of the last ten seconds count, per second, and older ones do not", () => {
  let now = 0;
  const meter = createTokenMeter(() => now);
  expect(meter.perSecond()).toBe(0);
  for (let second = 0; second < 30; second++) {
    now = second * 1000 + 500;
    for (let token = 0; token < 5; token++) meter.count();
  }
  expect(meter.perSecond()).toBe(5);
  now += 5000;
  expect(meter.perSecond()).toBe(2.5);
  now += 60_000;
  expect(meter.perSecond()).toBe(0);
});
