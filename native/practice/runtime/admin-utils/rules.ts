import { type DispatchContext, DispatchFailure, ensureRoot } from "../../frame/context.ts";
import { isFrozen } from "../subtensor/epoch/epoch-clock.ts";
import { ensure, storage } from "../subtensor/pallet.ts";
import { type LimitedParameter, mayChange, noteChange } from "../subtensor/subnets/owner-limits.ts";
import { adminUtils } from "./pallet.ts";

/** The name of one of AdminUtils' errors. */
export type AdminError = keyof typeof adminUtils.spec.errors;

type Change<Args> = (context: DispatchContext, args: Args) => void;

/** A change that only root may make. */
export function byRoot<Args>(change: Change<Args>): Change<Args> {
  return (context, args) => {
    ensureRoot(context);
    change(context, args);
  };
}

/**
 * A change that root or the subnet's owner may make, outside the freeze window; the owner only once in a few tempos when
 * the parameter is limited. Source: ensure_sn_owner_or_root_with_limits.
 */
export function byOwner<Args extends { readonly netuid: number }>(
  limited: LimitedParameter | undefined,
  change: Change<Args>,
): Change<Args> {
  return (context, args) => {
    const { origin, state } = context;
    if (origin.kind === "none") throw new DispatchFailure({ type: "BadOrigin" });
    const isOwner = origin.kind === "signed";
    if (isOwner && storage.SubnetOwner.get(state, args.netuid) !== origin.account)
      throw new DispatchFailure({ type: "BadOrigin" });
    if (isOwner && limited !== undefined)
      ensure(mayChange(context, args.netuid, limited), "TxRateLimitExceeded");
    ensureOpen(context, args.netuid);
    change(context, args);
    if (isOwner && limited !== undefined) noteChange(context, args.netuid, limited);
  };
}

/** Fails the call in the last blocks before the subnet's epoch. */
export function ensureOpen(context: DispatchContext, netuid: number): void {
  ensure(!isFrozen(context, netuid), "AdminActionProhibitedDuringWeightsWindow");
}

/** Fails the call unless the subnet exists. */
export function ensureSubnet({ state }: DispatchContext, netuid: number): void {
  check(storage.NetworksAdded.get(state, netuid), "SubnetDoesNotExist");
}

/** Fails the call with one of AdminUtils' errors unless `condition` holds. */
export function check(condition: boolean, error: AdminError): asserts condition {
  if (!condition) adminUtils.fail(error);
}
