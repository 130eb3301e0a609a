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
  // Without the shell, a person can be sensed on Linux alone; nobody was ever there in the future.
  if (process.platform !== "linux") expect(await presence.available()).toBe(false);
  else expect((await presence.read().catch(() => 0)) ?? 0).toBeLessThanOrEqual(Date.now() + 1_000);
});
