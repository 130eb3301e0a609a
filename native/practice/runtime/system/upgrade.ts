import { Blake2256 } from "@polkadot-api/substrate-bindings";
import { type DispatchContext, ensureRoot } from "../../frame/context.ts";
import { hexOf } from "../../frame/hasher.ts";
import { moduleFailure } from "../../frame/pallet.ts";
import { system } from "./pallet.ts";

const { AuthorizedUpgrade, UpgradedToU32RefCount, UpgradedToTripleRefCount } = system.storage;

function authorize(context: DispatchContext, code_hash: string, check_version: boolean): void {
  ensureRoot(context);
  AuthorizedUpgrade.put(context.state, { code_hash, check_version });
  context.deposit(system.event.UpgradeAuthorized({ code_hash, check_version }));
}

/** No bytes are a runtime here: this program is the runtime, and nothing in it runs WebAssembly. */
function noRuntime(context: DispatchContext): never {
  ensureRoot(context);
  return system.fail("FailedToExtractRuntimeVersion");
}

/**
 * What upgrades a runtime by transaction, up to the point where code would be run: an upgrade can be authorized, and whoever
 * brings its code is told by RejectedInvalidAuthorizedUpgrade that it is no runtime for this network. Root's `set_code` fails with
 * FailedToExtractRuntimeVersion, `set_heap_pages` with CallFiltered. Source: frame_system of polkadot-sdk, can_set_code and
 * do_apply_authorize_upgrade; docs/decisions/007.
 */
export const upgradeHandlers = {
  set_heap_pages(context: DispatchContext): never {
    ensureRoot(context);
    return system.fail("CallFiltered");
  },
  set_code: noRuntime,
  set_code_without_checks: noRuntime,
  authorize_upgrade: (context: DispatchContext, { code_hash }: { code_hash: string }) =>
    authorize(context, code_hash, true),
  authorize_upgrade_without_checks: (
    context: DispatchContext,
    { code_hash }: { code_hash: string },
  ) => authorize(context, code_hash, false),
  apply_authorized_upgrade(context: DispatchContext, { code }: { code: Uint8Array }): void {
    const { state } = context;
    const authorized = AuthorizedUpgrade.find(state) ?? system.fail("NothingAuthorized");
    const { code_hash } = authorized;
    if (`0x${hexOf(Blake2256(code))}` !== code_hash) system.fail("Unauthorized");
    const { error } = moduleFailure(system.spec, "FailedToExtractRuntimeVersion");
    context.deposit(system.event.RejectedInvalidAuthorizedUpgrade({ code_hash, error }));
    AuthorizedUpgrade.remove(state);
    context.spent({ pays: false });
  },
};

/** Accounts count their references in three numbers of 32 bits, as finney's have long done. Said once, on older chains of this program too. */
export function noteReferenceCounts({ state }: DispatchContext): void {
  for (const item of [UpgradedToU32RefCount, UpgradedToTripleRefCount])
    if (!item.has(state)) item.put(state, true);
}
