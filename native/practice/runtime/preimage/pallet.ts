import { definePallet } from "../../frame/pallet.ts";
import { storageMap } from "../../frame/storage.ts";
import { boundedBytes } from "../../scale/bounded.ts";
import {
  accountId,
  bytes,
  hash256,
  newtype,
  option,
  tuple,
  u32,
  u64,
  vec,
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

const deposit = tuple(accountId, u64);
const oldRequestStatus = variant(["pallet_preimage", "OldRequestStatus"], {
  Unrequested: {
    index: 0,
    fields: { deposit, len: u32 },
    typeNames: { deposit: "(AccountId, Balance)", len: "u32" },
  },
  Requested: {
    index: 1,
    fields: { deposit: option(deposit), count: u32, len: option(u32) },
    typeNames: {
      deposit: "Option<(AccountId, Balance)>",
      count: "u32",
      len: "Option<u32>",
    },
  },
});

const byHash = { hash: hash256 };
const hashName = { hash: "T::Hash" };

/** Pallet 14: bytes that others name by their hash, such as calls too long to be stored where they are needed. */
export const preimage = definePallet({
  name: "Preimage",
  index: 14,
  path: ["pallet_preimage", "pallet"],
  storage: {
    StatusFor: storageMap(["Identity", hash256], oldRequestStatus, {
      optional: true,
      deprecated: { note: "RequestStatusFor" },
    }),
    RequestStatusFor: storageMap(["Identity", hash256], requestStatus, { optional: true }),
    PreimageFor: storageMap(["Identity", tuple(hash256, u32)], boundedBytes, { optional: true }),
  },
  calls: {
    note_preimage: { index: 0, args: { bytes }, typeNames: { bytes: "Vec<u8>" }, pays: true },
    unnote_preimage: { index: 1, args: byHash, typeNames: hashName, pays: true },
    request_preimage: { index: 2, args: byHash, typeNames: hashName, pays: true },
    unrequest_preimage: { index: 3, args: byHash, typeNames: hashName, pays: true },
    ensure_updated: {
      index: 4,
      args: { hashes: vec(hash256) },
      typeNames: { hashes: "Vec<T::Hash>" },
      pays: true,
    },
  },
  events: {
    Noted: { index: 0, fields: byHash, typeNames: hashName },
    Requested: { index: 1, fields: byHash, typeNames: hashName },
    Cleared: { index: 2, fields: byHash, typeNames: hashName },
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
