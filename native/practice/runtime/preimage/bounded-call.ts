import { Blake2256 } from "@polkadot-api/substrate-bindings";
import { DispatchFailure, type RuntimeCall } from "../../frame/context.ts";
import { hexOf } from "../../frame/hasher.ts";
import type { State } from "../../frame/state.ts";
import { boundedBytes, hash256, struct, u32, type ValueOf } from "../../scale/type.ts";
import { variant } from "../../scale/variant.ts";
import type { BalanceContext } from "../balances/balance.ts";
import { runtimeCall } from "../runtime-call.ts";
import { preimage } from "./pallet.ts";

const { PreimageFor, RequestStatusFor } = preimage.storage;

/** Bytes of a call that is stored where it is needed, at most. */
const LARGEST_INLINE = 128;
/** Bytes of a preimage, at most. */
const LARGEST_PREIMAGE = 4 * 1024 * 1024;

/** `Bounded<RuntimeCall>`: a call of up to 128 bytes itself, a longer one by hash and length. */
export const boundedCall = variant(
  ["frame_support", "traits", "preimages", "Bounded"],
  {
    Legacy: { index: 0, fields: { hash: hash256 }, typeNames: { hash: "H::Output" } },
    Inline: { index: 1, fields: [boundedBytes], typeNames: ["BoundedInline"] },
    Lookup: {
      index: 2,
      fields: { hash: hash256, len: u32 },
      typeNames: { hash: "H::Output", len: "u32" },
    },
  },
  [
    { name: "T", type: runtimeCall.type.shape },
    { name: "H", type: struct(["sp_runtime", "traits", "BlakeTwo256"], {}).shape },
  ],
);
export type BoundedCall = ValueOf<typeof boundedCall>;

/** Stores a call for later; a long one goes to Preimage, with Noted. Throws DispatchFailure Exhausted above 4 MiB. */
export function storeCall(context: BalanceContext, call: RuntimeCall): BoundedCall {
  const bytes = runtimeCall.type.codec.enc(call);
  if (bytes.length <= LARGEST_INLINE) return { type: "Inline", value: bytes };
  if (bytes.length > LARGEST_PREIMAGE) throw new DispatchFailure({ type: "Exhausted" });
  const hash = `0x${hexOf(Blake2256(bytes))}`;
  const { state } = context;
  const status = RequestStatusFor.find(state, hash);
  const [ticket, count] =
    status?.type === "Requested"
      ? [status.value.maybe_ticket, status.value.count]
      : [status?.value.ticket, 1];
  RequestStatusFor.put(state, hash, {
    type: "Requested",
    value: { maybe_ticket: ticket, count, maybe_len: bytes.length },
  });
  PreimageFor.put(state, [hash, bytes.length], bytes);
  context.deposit(preimage.event.Noted({ hash }));
  return { type: "Lookup", value: { hash, len: bytes.length } };
}

/** The stored call, or undefined when its bytes are gone or mean nothing any more. */
export function readCall(state: State, stored: BoundedCall): RuntimeCall | undefined {
  const bytes = storedBytes(state, stored);
  try {
    return bytes && runtimeCall.type.codec.dec(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

/** Gives a stored call up; the last who needed a long one removes its bytes, with Cleared. */
export function dropCall(context: BalanceContext, stored: BoundedCall): void {
  if (stored.type === "Inline") return;
  const { hash } = stored.value;
  const { state } = context;
  const status = RequestStatusFor.find(state, hash);
  if (status?.type !== "Requested") return;
  const { maybe_ticket: ticket, count, maybe_len: len } = status.value;
  if (count > 1) {
    const value = { ...status.value, count: count - 1 };
    RequestStatusFor.put(state, hash, { type: "Requested", value });
  } else if (ticket && len !== undefined) {
    RequestStatusFor.put(state, hash, { type: "Unrequested", value: { ticket, len } });
  } else {
    if (len !== undefined) PreimageFor.remove(state, [hash, len]);
    RequestStatusFor.remove(state, hash);
    context.deposit(preimage.event.Cleared({ hash }));
  }
}

function storedBytes(state: State, stored: BoundedCall): Uint8Array | undefined {
  if (stored.type === "Inline") return stored.value;
  if (stored.type === "Lookup")
    return PreimageFor.find(state, [stored.value.hash, stored.value.len]);
  const status = RequestStatusFor.find(state, stored.value.hash);
  const len = status?.type === "Requested" ? status.value.maybe_len : status?.value.len;
  return len === undefined ? undefined : PreimageFor.find(state, [stored.value.hash, len]);
}
