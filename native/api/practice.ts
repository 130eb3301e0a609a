import * as z from "zod";
import { procedure } from "./procedure.ts";
import { receipt } from "./transaction.ts";
import { amountText, keyName, netuid } from "./units.ts";

/** How far `practice.advance` goes: so many blocks, or until the next epoch of a subnet has run. A call makes at most 7,200. */
const advanceGoal = z.union([
  z.strictObject({ blocks: z.number().int().min(1).max(7_200) }),
  z.strictObject({ epochOf: netuid }),
]);

/** What only the practice network has; PRACTICE_ONLY on every other. */
export const practice = {
  /** Practice TAO from the faucet account of the practice network. Worth nothing elsewhere. */
  faucet: procedure
    .input(
      z
        .object({ wallet: keyName.optional(), amount: amountText.default("1000000000000") })
        .default({ amount: "1000000000000" }),
    )
    .output(z.object({ receipt, amount: amountText })),
  /**
   * Makes blocks without waiting for their time; heads come as always meanwhile. `from` and `to` are the best blocks before and
   * after; `reached` is false where the epoch was further than one call goes. Aborting the call stops it, and what was made stays.
   */
  advance: procedure
    .input(advanceGoal)
    .output(z.object({ from: z.number().int(), to: z.number().int(), reached: z.boolean() })),
};
