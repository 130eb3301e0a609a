import { type DispatchContext, ensureRoot, ensureSigned } from "../../frame/context.ts";
import { implement } from "../../frame/pallet.ts";
import { preimage } from "./pallet.ts";
import { note, requestOnce, unnote, unrequest } from "./requests.ts";

/** Hashes that one `ensure_updated` may name. */
const MOST_UPDATED = 1_024;

/** Who signed; undefined for root, who pays no deposit. */
function signerOrRoot(context: DispatchContext): string | undefined {
  return context.origin.kind === "root" ? undefined : ensureSigned(context);
}

/** The calls of Preimage. Source: pallet-preimage of polkadot-sdk. */
export const preimageModule = implement(preimage, {
  note_preimage(context, { bytes }) {
    // What somebody asked for is welcome, and free.
    if (note(context, bytes, signerOrRoot(context)).wasRequested) context.spent({ pays: false });
  },
  unnote_preimage(context, { hash }) {
    unnote(context, hash, signerOrRoot(context));
  },
  request_preimage(context, { hash }) {
    ensureRoot(context);
    requestOnce(context, hash);
  },
  unrequest_preimage(context, { hash }) {
    ensureRoot(context);
    unrequest(context, hash);
  },
  // No status of the old kind was ever written here: there is nothing to bring up to date, so the caller pays.
  ensure_updated(context, { hashes }) {
    ensureSigned(context);
    if (hashes.length === 0) preimage.fail("TooFew");
    if (hashes.length > MOST_UPDATED) preimage.fail("TooMany");
  },
});
