import { I96F32 } from "../../../../protocol/fixed-point.ts";
import {
  type DispatchContext,
  DispatchFailure,
  ensureRoot,
  ensureSigned,
} from "../../../frame/context.ts";
import { isFrozen } from "../epoch/epoch-clock.ts";
import { ensure, event, storage, subtensor } from "../pallet.ts";
import { mayRepeat, noteRepeated } from "../transaction-limits.ts";
import { mayChange, noteChange } from "./owner-limits.ts";
import { ensureSubnetOwner } from "./subnets.ts";
import { isFreeSymbol, isSymbol } from "./symbols.ts";

const MOST_ROOT_CLAIMS = 50n;
const HIGHEST_CLAIM_THRESHOLD = 10_000_000n;

/** Fails with BadOrigin unless root or the subnet's owner asks. Answers the owner, undefined for root. */
export function ensureOwnerOrRoot(context: DispatchContext, netuid: number): string | undefined {
  if (context.origin.kind === "root") return undefined;
  const account = ensureSigned(context);
  ensureSubnetOwner(context.state, account, netuid);
  return account;
}

/** Gives a subnet another symbol out of the chain's list that no subnet has. */
export function updateSymbol(context: DispatchContext, netuid: number, symbol: Uint8Array): void {
  ensureOwnerOrRoot(context, netuid);
  ensure(isSymbol(symbol), "SymbolDoesNotExist");
  ensure(isFreeSymbol(context.state, symbol), "SymbolAlreadyInUse");
  storage.TokenSymbol.put(context.state, netuid, symbol);
  context.deposit(event.SymbolUpdated({ netuid, symbol }));
}

/** Changes a subnet's tempo and begins a new one now. Its owner's call. Source: coinbase/tempo_control.rs. */
export function setTempo(context: DispatchContext, netuid: number, tempo: number): void {
  const { state, block } = context;
  if (context.origin.kind !== "signed") throw new DispatchFailure({ type: "BadOrigin" });
  const owner = context.origin.account;
  ensureSubnetOwner(state, owner, netuid);
  const { MinTempo, MaxTempo } = subtensor.constants;
  ensure(tempo >= MinTempo && tempo <= MaxTempo, "TempoOutOfBounds");
  ensure(!isFrozen(context, netuid), "AdminActionProhibitedDuringWeightsWindow");
  const may = mayRepeat(context, "TempoUpdate", owner, netuid, BigInt(MinTempo));
  ensure(may, "TxRateLimitExceeded");
  storage.Tempo.put(state, netuid, tempo);
  context.deposit(event.TempoSet(netuid, tempo));
  storage.LastEpochBlock.put(state, netuid, BigInt(block));
  noteRepeated(context, "TempoUpdate", owner, netuid);
}

/** Sets for how many thousandths of a tempo a silent validator stays active. The owner's call, or root's without limits. */
export function setActivityCutoffFactor(
  context: DispatchContext,
  netuid: number,
  factor: number,
): void {
  const owner = ensureOwnerOrRoot(context, netuid);
  const { MinActivityCutoffFactorMilli, MaxActivityCutoffFactorMilli } = subtensor.constants;
  const fits = factor >= MinActivityCutoffFactorMilli && factor <= MaxActivityCutoffFactorMilli;
  ensure(fits, "ActivityCutoffFactorMilliOutOfBounds");
  if (owner !== undefined) {
    ensure(!isFrozen(context, netuid), "AdminActionProhibitedDuringWeightsWindow");
    ensure(mayChange(context, netuid, "ActivityCutoffFactorMilli"), "TxRateLimitExceeded");
    noteChange(context, netuid, "ActivityCutoffFactorMilli");
  }
  storage.ActivityCutoffFactorMilli.put(context.state, netuid, factor);
  context.deposit(event.ActivityCutoffFactorMilliSet({ netuid, factor_milli: factor }));
}

/** Sets for how many root stakers a block claims by itself; root's call. */
export function setRootClaimsPerBlock(context: DispatchContext, count: bigint): void {
  ensureRoot(context);
  ensure(count <= MOST_ROOT_CLAIMS, "InvalidNumRootClaim");
  storage.NumRootClaim.put(context.state, count);
}

/** Sets the alpha units below which root dividends of a subnet are not paid out yet. */
export function setRootClaimThreshold(
  context: DispatchContext,
  netuid: number,
  alpha: bigint,
): void {
  ensureOwnerOrRoot(context, netuid);
  ensure(alpha <= HIGHEST_CLAIM_THRESHOLD, "InvalidRootClaimThreshold");
  storage.RootClaimableThreshold.put(context.state, netuid, { bits: I96F32.fromInteger(alpha) });
}
