import * as z from "zod";
import { procedure } from "./procedure.ts";
import { receipt } from "./transaction.ts";
import { amountText, keyName } from "./units.ts";

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
};
