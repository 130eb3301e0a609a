import { bytesOf, hexOf, itemPrefix } from "./hasher.ts";
import type { ApiMethod } from "./runtime-api.ts";

/**
 * A pallet's view function: a question that its state or rules answer. `suffix` is the second half of its id, 0x hex of 16
 * bytes: FRAME takes twox-128 over the signature as its source spells it, so it is copied from the metadata and not worked out.
 */
export type ViewFunction = ApiMethod & { readonly suffix: string };

/** A view function's id: twox-128 of the pallet's name, then its suffix; 32 bytes. */
export function viewFunctionId(pallet: string, { suffix }: ViewFunction): Uint8Array {
  return bytesOf(itemPrefix(pallet, "").slice(0, 32) + hexOf(bytesOf(suffix)));
}
