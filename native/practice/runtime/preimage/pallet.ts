import { definePallet, implement } from "../../frame/pallet.ts";
import { storageMap } from "../../frame/storage.ts";
import {
  accountId,
  boundedBytes,
  hash256,
  newtype,
  option,
  tuple,
  u32,
  u64,
} from "../../scale/type.ts";
import { variant } from "../../scale/variant.ts";

const ticket = tuple(
  accountId,
  newtype(
    ["frame_support", "traits", "tokens", "fungible", "HoldConsideration"],
    u64,
    "F::Balance",
    ["A", "F", "R", "D", "Fp"].map((name) => ({ name })),
  ),
);

/** Who needs a preimage, or pays for one that nobody needs. */
const requestStatus = variant(["pallet_preimage", "RequestStatus"], {
  Unrequested: { index: 0, fields: { ticket, len: u32 } },
  Requested: {
    index: 1,
    fields: { maybe_ticket: option(ticket), count: u32, maybe_len: option(u32) },
  },
});

/**
 * The Preimage pallet as far as other pallets use it: calls too long to be stored where they are needed, by their hash.
 * Its own calls take a hold on balances, which this network does not have: they are absent.
 */
export const preimage = definePallet({
  name: "Preimage",
  index: 14,
  path: ["pallet_preimage", "pallet"],
  storage: {
    RequestStatusFor: storageMap(["Identity", hash256], requestStatus, { optional: true }),
    PreimageFor: storageMap(["Identity", tuple(hash256, u32)], boundedBytes, { optional: true }),
  },
  calls: {},
  events: {
    Noted: { index: 0, fields: { hash: hash256 }, typeNames: { hash: "T::Hash" } },
    Requested: { index: 1, fields: { hash: hash256 }, typeNames: { hash: "T::Hash" } },
    Cleared: { index: 2, fields: { hash: hash256 }, typeNames: { hash: "T::Hash" } },
  },
  errors: {
    TooBig: 0,
    AlreadyNoted: 1,
    NotAuthorized: 2,
    NotNoted: 3,
    Requested: 4,
    NotRequested: 5,
    TooMany: 6,
    TooFew: 7,
  },
  constants: {},
});

/** Preimage has no calls of its own here. */
export const preimageModule = implement(preimage, {});
