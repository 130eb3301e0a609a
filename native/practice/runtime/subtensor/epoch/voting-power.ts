import { type DispatchContext, ensureRoot } from "../../../frame/context.ts";
import { ensure, event, storage } from "../pallet.ts";
import { ensureOwnerOrRoot } from "../subnets/owner-calls.ts";
import { WHOLE_AVERAGE } from "./voting-average.ts";

/** Blocks for which voting power is still followed after it was switched off: 14 days of 12 seconds. */
const GRACE = 100_800n;

/** Begins to follow the average stake of a subnet's validators; the owner's or root's call. */
export function enableVotingPower(context: DispatchContext, netuid: number): void {
  ensureOwnerOrRoot(context, netuid);
  storage.VotingPowerTrackingEnabled.put(context.state, netuid, true);
  storage.VotingPowerDisableAtBlock.remove(context.state, netuid);
  context.deposit(event.VotingPowerTrackingEnabled({ netuid }));
}

/** Stops that, two weeks from now. */
export function disableVotingPower(context: DispatchContext, netuid: number): void {
  const { state, block } = context;
  ensureOwnerOrRoot(context, netuid);
  ensure(storage.VotingPowerTrackingEnabled.get(state, netuid), "VotingPowerTrackingNotEnabled");
  const at = BigInt(block) + GRACE;
  storage.VotingPowerDisableAtBlock.put(state, netuid, at);
  context.deposit(event.VotingPowerTrackingDisableScheduled({ netuid, disable_at_block: at }));
}

/** Sets how much an epoch's stake moves the average, of 10^18; root's call. */
export function setVotingPowerAlpha(context: DispatchContext, netuid: number, alpha: bigint): void {
  ensureRoot(context);
  ensure(alpha <= WHOLE_AVERAGE, "InvalidVotingPowerEmaAlpha");
  storage.VotingPowerEmaAlpha.put(context.state, netuid, alpha);
  context.deposit(event.VotingPowerEmaAlphaSet({ netuid, alpha }));
}
