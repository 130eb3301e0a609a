import { expect, test } from "vitest";
import { systemSenses } from "../../../native/governor/senses/system-senses.ts";

test("the senses of this very computer answer, or say that they cannot tell", async () => {
  const { battery, fullScreen, presence } = systemSenses(Date.now);
  for (const sense of [battery, fullScreen, presence]) {
    const available = await sense.available();
    expect(available).toBeTypeOf("boolean");
    const told = await sense.read().catch(() => undefined);
    expect(["boolean", "number", "undefined"]).toContain(typeof told);
  }
  // Nobody was ever there in the future.
  expect((await presence.read().catch(() => 0)) ?? 0).toBeLessThanOrEqual(Date.now() + 1_000);
});
