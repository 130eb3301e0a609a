import { ensureRoot, ensureSigned, lookup } from "../../frame/context.ts";
import { implement } from "../../frame/pallet.ts";
import { burnFrom, setFree, spendable, transfer } from "./balance.ts";
import { balances } from "./pallet.ts";
import { unreserve } from "./reserve.ts";
import { upgradeAccount } from "./upgrade.ts";

const { TotalIssuance, InactiveIssuance } = balances.storage;
const U64_MAX = (1n << 64n) - 1n;

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
  force_unreserve(context, { who, amount }) {
    ensureRoot(context);
    unreserve(context, lookup(who), amount);
  },
  upgrade_accounts(context, { who }) {
    ensureSigned(context);
    const upgraded = who.filter((account) => upgradeAccount(context, account)).length;
    // Whoever helps the chain along pays nothing for it.
    if (who.length > 0 && upgraded * 10 >= who.length * 9) context.spent({ pays: false });
  },
  force_adjust_total_issuance(context, { direction, delta }) {
    ensureRoot(context);
    if (delta === 0n) balances.fail("DeltaZero");
    const old = TotalIssuance.get(context.state);
    const wanted = direction.type === "Increase" ? old + delta : old - delta;
    const next = wanted < 0n ? 0n : wanted > U64_MAX ? U64_MAX : wanted;
    if (InactiveIssuance.get(context.state) > next) balances.fail("IssuanceDeactivated");
    TotalIssuance.put(context.state, next);
    context.deposit(balances.event.TotalIssuanceForced({ old, new: next }));
  },
  burn(context, { value, keep_alive }) {
    burnFrom(context, ensureSigned(context), value, keep_alive);
  },
});
