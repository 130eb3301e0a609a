import { type DispatchContext, ensureRoot, ensureSigned } from "../../frame/context.ts";
import type { DispatchGuard } from "../../frame/dispatch.ts";
import { implement, moduleFailure } from "../../frame/pallet.ts";
import { system } from "../system/pallet.ts";
import { safeMode } from "./pallet.ts";

const { EnteredUntil } = safeMode.storage;

/** Blocks of a day and of half a day on finney, by which root enters and extends. */
const ROOT_ENTERS = 7_200;
const ROOT_EXTENDS = 3_600;

/** Pallets, and single calls, that are taken in safe mode. Source: runtime/src/lib.rs, SafeModeWhitelistedCalls. */
const ALLOWED: ReadonlySet<string> = new Set([
  "Sudo",
  "Multisig",
  "System",
  "SafeMode",
  "Timestamp",
  "SubtensorModule.set_weights",
  "SubtensorModule.serve_axon",
  "Commitments.set_commitment",
]);

/** Refuses, while safe mode is on, what is not on its list; batches and proxies carry nothing else past it. */
export const safeModeGuard: DispatchGuard = (state, _account, { type, value }) => {
  if (!EnteredUntil.has(state)) return undefined;
  if (ALLOWED.has(type) || ALLOWED.has(`${type}.${value.type}`)) return undefined;
  return moduleFailure(system.spec, "CallFiltered").error;
};

function noDeposit(): never {
  return safeMode.fail("NoDeposit");
}

function leave(context: DispatchContext, reason: "Timeout" | "Force"): void {
  EnteredUntil.remove(context.state);
  context.deposit(safeMode.event.Exited({ reason: { type: reason } }));
}

/**
 * The calls of SafeMode as finney has set it up: nobody can pay to enter it, so there are no deposits. Source: pallet-safe-mode of
 * polkadot-sdk; runtime/src/lib.rs.
 */
export const safeModeModule = implement(
  safeMode,
  {
    enter(context) {
      ensureSigned(context);
      if (EnteredUntil.has(context.state)) safeMode.fail("Entered");
      safeMode.fail("NotConfigured");
    },
    force_enter(context) {
      ensureRoot(context);
      if (EnteredUntil.has(context.state)) safeMode.fail("Entered");
      const until = context.block + ROOT_ENTERS;
      EnteredUntil.put(context.state, until);
      context.deposit(safeMode.event.Entered({ until }));
    },
    extend(context) {
      ensureSigned(context);
      if (!EnteredUntil.has(context.state)) safeMode.fail("Exited");
      safeMode.fail("NotConfigured");
    },
    force_extend(context) {
      ensureRoot(context);
      const before = EnteredUntil.find(context.state) ?? safeMode.fail("Exited");
      const until = before + ROOT_EXTENDS;
      EnteredUntil.put(context.state, until);
      context.deposit(safeMode.event.Extended({ until }));
    },
    force_exit(context) {
      ensureRoot(context);
      if (!EnteredUntil.has(context.state)) safeMode.fail("Exited");
      leave(context, "Force");
    },
    force_slash_deposit(context) {
      ensureRoot(context);
      noDeposit();
    },
    release_deposit(context) {
      ensureSigned(context);
      noDeposit();
    },
    force_release_deposit(context) {
      ensureRoot(context);
      noDeposit();
    },
  },
  {
    onInitialize(context) {
      const until = EnteredUntil.find(context.state);
      if (until !== undefined && context.block > until) leave(context, "Timeout");
    },
  },
);
