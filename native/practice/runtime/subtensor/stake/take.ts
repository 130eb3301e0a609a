import { hotkeyExists, owns } from "../accounts.ts";
import type { Chain, ChainView } from "../chain.ts";
import { ensure, event, type SubtensorError, storage } from "../pallet.ts";

/** Why a take may not be asked for at all, before it is compared with the present one; undefined when it may. */
export function takeRefusal(
  { state }: ChainView,
  coldkey: string,
  hotkey: string,
  take: number,
): SubtensorError | undefined {
  if (take < storage.MinDelegateTake.get(state)) return "DelegateTakeTooLow";
  if (take > storage.MaxDelegateTake.get(state)) return "DelegateTakeTooHigh";
  if (!hotkeyExists(state, hotkey)) return "HotKeyAccountNotExists";
  if (!owns(state, coldkey, hotkey)) return "NonAssociatedColdKey";
  return undefined;
}

/** Raises what a validator keeps of its stakers' dividends (of 65535); once in `TxDelegateTakeRateLimit` blocks. */
export function increaseTake(chain: Chain, coldkey: string, hotkey: string, take: number): void {
  const { state, block } = chain;
  refuse(takeRefusal(chain, coldkey, hotkey, take));
  const current = storage.Delegates.find(state, hotkey);
  ensure(current === undefined || take > current, "DelegateTakeTooLow");
  const limit = storage.TxDelegateTakeRateLimit.get(state);
  const last = storage.LastRateLimitedBlock.get(state, limitKey(hotkey));
  const tooSoon = limit !== 0n && last !== 0n && BigInt(block) - last <= limit;
  ensure(!tooSoon, "DelegateTxRateLimitExceeded");
  storage.LastRateLimitedBlock.put(state, limitKey(hotkey), BigInt(block));
  storage.Delegates.put(state, hotkey, take);
  chain.deposit(event.TakeIncreased(coldkey, hotkey, take));
}

/** Lowers what a validator keeps of its stakers' dividends (of 65535); allowed at any time. */
export function decreaseTake(chain: Chain, coldkey: string, hotkey: string, take: number): void {
  const { state, block } = chain;
  refuse(takeRefusal(chain, coldkey, hotkey, take));
  const current = storage.Delegates.find(state, hotkey);
  ensure(current === undefined || take < current, "DelegateTakeTooLow");
  storage.Delegates.put(state, hotkey, take);
  storage.LastRateLimitedBlock.put(state, limitKey(hotkey), BigInt(block));
  chain.deposit(event.TakeDecreased(coldkey, hotkey, take));
}

function refuse(error: SubtensorError | undefined): void {
  if (error !== undefined) ensure(false, error);
}

function limitKey(hotkey: string): { type: "LastTxBlockDelegateTake"; value: string } {
  return { type: "LastTxBlockDelegateTake", value: hotkey };
}
