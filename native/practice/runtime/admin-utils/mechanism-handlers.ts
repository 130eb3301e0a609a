import { type DispatchContext, DispatchFailure } from "../../frame/context.ts";
import {
  setEmissionSplit,
  setMechanismCount,
  setMostMechanisms,
} from "../subtensor/mechanisms/count.ts";
import { trimToMaxAllowedUids } from "../subtensor/mechanisms/trim.ts";
import { ensure, storage } from "../subtensor/pallet.ts";
import { type LimitedKind, mayRepeat, noteRepeated } from "../subtensor/transaction-limits.ts";
import { byRoot, ensureOpen } from "./rules.ts";

type Subnet<Name extends string, T> = Readonly<Record<Name, T>> & { readonly netuid: number };

/** Blocks an owner waits between two changes of mechanisms, and between two trimmings. */
const MECHANISM_CHANGE = 7_200n;
const TRIMMING = 216_000n;

/** What the calls do that set how many mechanisms a subnet has, what each gets, and how many neurons it keeps. */
export const mechanismHandlers = {
  sudo_set_mechanism_count: byOwnerEvery(
    "MechanismCountUpdate",
    MECHANISM_CHANGE,
    ({ state }, { netuid, mechanism_count }: Subnet<"mechanism_count", number>) =>
      setMechanismCount(state, netuid, mechanism_count),
  ),
  sudo_set_mechanism_emission_split: byOwnerEvery(
    "MechanismEmission",
    MECHANISM_CHANGE,
    ({ state }, { netuid, maybe_split }: Subnet<"maybe_split", readonly number[] | undefined>) =>
      setEmissionSplit(state, netuid, maybe_split),
  ),
  sudo_trim_to_max_allowed_uids: byOwnerEvery(
    "MaxUidsTrimming",
    TRIMMING,
    (context, { netuid, max_n }: Subnet<"max_n", number>) =>
      trimToMaxAllowedUids(context, netuid, max_n),
  ),
  sudo_set_max_mechanism_count: byRoot(
    ({ state }, { max_mechanism_count }: { readonly max_mechanism_count: number }) =>
      setMostMechanisms(state, max_mechanism_count),
  ),
};

/** A change by root, or by the subnet's owner once in `blocks`; outside the freeze window for both. */
function byOwnerEvery<Args extends { readonly netuid: number }>(
  kind: LimitedKind,
  blocks: bigint,
  change: (context: DispatchContext, args: Args) => void,
): (context: DispatchContext, args: Args) => void {
  return (context, args) => {
    const { origin, state } = context;
    const owner = origin.kind === "signed" ? origin.account : undefined;
    const isOwner = owner !== undefined && storage.SubnetOwner.get(state, args.netuid) === owner;
    if (origin.kind !== "root" && !isOwner) throw new DispatchFailure({ type: "BadOrigin" });
    if (owner !== undefined)
      ensure(mayRepeat(context, kind, owner, args.netuid, blocks), "TxRateLimitExceeded");
    ensureOpen(context, args.netuid);
    change(context, args);
    if (owner !== undefined) noteRepeated(context, kind, owner, args.netuid);
  };
}
