import type { DispatchContext } from "../../../frame/context.ts";
import type { PalletSpec } from "../../../frame/pallet.ts";
import type { NamedValue } from "../../../scale/type.ts";

/** What a group of declared calls does: one handler for each, with its decoded arguments. */
export type Handlers<Calls extends PalletSpec["calls"]> = {
  readonly [Name in keyof Calls]: (
    context: DispatchContext,
    args: NamedValue<Calls[Name]["args"]>,
  ) => void;
};
