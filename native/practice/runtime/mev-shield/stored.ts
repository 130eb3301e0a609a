import type { DispatchContext } from "../../frame/context.ts";
import { mevShield } from "./pallet.ts";

const { storage, event } = mevShield;

/** Puts an encrypted extrinsic into the queue. Fails the call with TooManyPendingExtrinsics. Source: pallets/shield. */
export function store(context: DispatchContext, who: string, encrypted: Uint8Array): void {
  const { state, block } = context;
  const count = storage.CounterForPendingExtrinsics.get(state);
  if (count >= storage.MaxPendingExtrinsicsLimit.get(state))
    mevShield.fail("TooManyPendingExtrinsics");
  const index = storage.NextPendingExtrinsicIndex.get(state);
  const submission = { who, encrypted_call: encrypted, submitted_at: block };
  storage.PendingExtrinsics.put(state, index, submission);
  storage.CounterForPendingExtrinsics.put(state, count + 1);
  storage.NextPendingExtrinsicIndex.put(state, index + 1);
  context.deposit(event.ExtrinsicStored({ index, who }));
}

/**
 * Clears the queue at the beginning of a block. finney at spec 424 has no decryptor for it, so what is not expired fails to
 * decode; nothing in it ever runs. Source: pallets/shield, process_pending_extrinsics; runtime/src/lib.rs, ExtrinsicDecryptor.
 */
export function clearStored(context: DispatchContext): void {
  const { state, block } = context;
  const count = storage.CounterForPendingExtrinsics.get(state);
  if (count === 0) return;
  const lifetime = storage.ExtrinsicLifetime.get(state);
  for (const [[index], { submitted_at }] of storage.PendingExtrinsics.entries(state)) {
    const isExpired = block - submitted_at > lifetime;
    storage.PendingExtrinsics.remove(state, index);
    context.deposit((isExpired ? event.ExtrinsicExpired : event.ExtrinsicDecodeFailed)({ index }));
  }
  storage.CounterForPendingExtrinsics.put(state, 0);
}
