import type { DispatchContext } from "../../../frame/context.ts";
import { ensureRoot } from "../../../frame/context.ts";
import type { State } from "../../../frame/state.ts";
import { owns } from "../accounts.ts";
import type { Chain } from "../chain.ts";
import { ensure, event, storage } from "../pallet.ts";
import { mayRepeat, noteRepeated } from "../transaction-limits.ts";

/** What a child keeps of its parents' dividends (of 65535): its own choice, but at least the subnet's minimum. */
export function childkeyTake(state: State, hotkey: string, netuid: number): number {
  return Math.max(storage.ChildkeyTake.get(state, hotkey, netuid), leastTake(state, netuid));
}

/** Sets what a child keeps; raising it again has to wait `TxChildkeyTakeRateLimit` blocks. Source: set_children.rs. */
export function setChildkeyTake(
  chain: Chain,
  coldkey: string,
  hotkey: string,
  netuid: number,
  take: number,
): void {
  const { state } = chain;
  ensure(owns(state, coldkey, hotkey), "NonAssociatedColdKey");
  const most = storage.MaxChildkeyTake.get(state);
  ensure(take >= leastTake(state, netuid) && take <= most, "InvalidChildkeyTake");
  if (take > childkeyTake(state, hotkey, netuid)) {
    const limit = storage.TxChildkeyTakeRateLimit.get(state);
    const may = mayRepeat(chain, "SetChildkeyTake", hotkey, netuid, limit);
    ensure(may, "TxChildkeyTakeRateLimitExceeded");
  }
  noteRepeated(chain, "SetChildkeyTake", hotkey, netuid);
  storage.ChildkeyTake.put(state, hotkey, netuid, take);
  chain.deposit(event.ChildKeyTakeSet(hotkey, take));
}

/** The network's own limits of childkey takes and their changes; root's calls. */
export const childkeyLimits = {
  rateLimit(context: DispatchContext, blocks: bigint): void {
    ensureRoot(context);
    storage.TxChildkeyTakeRateLimit.put(context.state, blocks);
    context.deposit(event.TxChildKeyTakeRateLimitSet(blocks));
  },
  minimum(context: DispatchContext, take: number): void {
    ensureRoot(context);
    storage.MinChildkeyTake.put(context.state, take);
    context.deposit(event.MinChildKeyTakeSet(take));
  },
  maximum(context: DispatchContext, take: number): void {
    ensureRoot(context);
    storage.MaxChildkeyTake.put(context.state, take);
    context.deposit(event.MaxChildKeyTakeSet(take));
  },
  cooldown(context: DispatchContext, blocks: bigint): void {
    ensureRoot(context);
    storage.PendingChildKeyCooldown.put(context.state, blocks);
  },
};

function leastTake(state: State, netuid: number): number {
  return Math.max(
    storage.MinChildkeyTake.get(state),
    storage.MinChildkeyTakePerSubnet.get(state, netuid),
  );
}
