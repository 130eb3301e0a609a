import { expect, it } from "vitest";
import {
  type FaucetOptions,
  practiceHandlers,
} from "../../../native/host/handlers/practice-handlers.ts";

/** Everything but the practice network itself is refused to be touched: nothing may be reached before the refusal. */
const untouchable = new Proxy(
  {},
  {
    get: (_target, name) => {
      throw new Error(`touched ${String(name)}`);
    },
  },
);

it("refuses the faucet and blocks ahead of their time on every network but practice", async () => {
  const handlers = practiceHandlers({
    practice: undefined,
    trouble: untouchable,
    chain: untouchable,
    wallets: untouchable,
    timeline: untouchable,
  } as FaucetOptions);
  await expect(handlers.faucet({ amount: "1" }, undefined)).rejects.toMatchObject({
    code: "PRACTICE_ONLY",
  });
  await expect(handlers.advance({ blocks: 1 }, undefined)).rejects.toMatchObject({
    code: "PRACTICE_ONLY",
  });
});
