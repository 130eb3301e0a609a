import { ensureRoot, ensureSigned, lookup } from "../../frame/context.ts";
import { implement } from "../../frame/pallet.ts";
import { setFree, spendable, transfer } from "./balance.ts";
import { balances } from "./pallet.ts";

/** What the Balances calls do. */
export const balancesModule = implement(balances, {
  transfer_allow_death(context, { dest, value }) {
    transfer(context, ensureSigned(context), lookup(dest), value, false);
  },
  transfer_keep_alive(context, { dest, value }) {
    transfer(context, ensureSigned(context), lookup(dest), value, true);
  },
  transfer_all(context, { dest, keep_alive }) {
    const from = ensureSigned(context);
    transfer(context, from, lookup(dest), spendable(context.state, from, keep_alive), keep_alive);
  },
  force_transfer(context, { source, dest, value }) {
    ensureRoot(context);
    transfer(context, lookup(source), lookup(dest), value, false);
  },
  force_set_balance(context, { who, new_free }) {
    ensureRoot(context);
    setFree(context, lookup(who), new_free);
  },
});
