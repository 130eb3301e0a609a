import type { SignedExtension } from "../../frame/extension.ts";
import { TransactionRefused } from "../../frame/validity.ts";
import { unit } from "../../scale/type.ts";
import { customError, precheck } from "./prechecks.ts";

/** Extension 11: refuses calls that could only fail, so that free calls cannot fill blocks. */
export const subtensorTransactionExtension: SignedExtension = {
  identifier: "SubtensorTransactionExtension",
  extra: unit,
  implicit: unit,
  validate({ state, block }, { account, call }) {
    const error = precheck({ state, block }, account, call);
    if (error !== undefined)
      throw new TransactionRefused({ type: "Custom", value: customError(error) });
    return {};
  },
};
