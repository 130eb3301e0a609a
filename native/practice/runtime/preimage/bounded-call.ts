import { DispatchFailure, type RuntimeCall } from "../../frame/context.ts";
import type { State } from "../../frame/state.ts";
import { boundedBytes } from "../../scale/bounded.ts";
import { hash256, struct, u32, type ValueOf } from "../../scale/type.ts";
import { variant } from "../../scale/variant.ts";
import type { BalanceContext } from "../balances/balance.ts";
import { runtimeCall } from "../runtime-call.ts";
import { preimage } from "./pallet.ts";
import { LARGEST_PREIMAGE, note, unrequest } from "./requests.ts";

const { PreimageFor, RequestStatusFor } = preimage.storage;

/** Bytes of a call that is stored where it is needed, at most. */
const LARGEST_INLINE = 128;

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
  const { hash } = note(context, bytes, undefined);
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
  if (RequestStatusFor.find(context.state, hash)?.type === "Requested") unrequest(context, hash);
}

function storedBytes(state: State, stored: BoundedCall): Uint8Array | undefined {
  if (stored.type === "Inline") return stored.value;
  if (stored.type === "Lookup")
    return PreimageFor.find(state, [stored.value.hash, stored.value.len]);
  const status = RequestStatusFor.find(state, stored.value.hash);
  const len = status?.type === "Requested" ? status.value.maybe_len : status?.value.len;
  return len === undefined ? undefined : PreimageFor.find(state, [stored.value.hash, len]);
}
