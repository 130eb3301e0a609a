import type { SignedExtension } from "../../frame/extension.ts";
import { TransactionRefused } from "../../frame/validity.ts";
import { bareExtension } from "../system/extensions.ts";
import { customError, precheck } from "./prechecks.ts";

/** Extension 11: refuses calls that could only fail, so that free calls cannot fill blocks. */
export const subtensorExtension: SignedExtension = bareExtension(
  "SubtensorTransactionExtension",
  ["pallet_subtensor", "extensions", "subtensor"],
  {
    validate({ state, block }, { account, call }) {
      const error = precheck({ state, block }, account, call);
      if (error !== undefined)
        throw new TransactionRefused({ type: "Custom", value: customError(error) });
      return {};
    },
  },
);
