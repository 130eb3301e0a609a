import { weakBoundedVec } from "../../scale/bounded.ts";
import {
  fixedBytes,
  hash256,
  newtype,
  option,
  type ScaleType,
  struct,
  tuple,
  u32,
  u64,
  vec,
} from "../../scale/type.ts";
import { variant } from "../../scale/variant.ts";

const hash = { name: "H", type: hash256.shape };
const number = { name: "N", type: u32.shape };

/** The key by which an authority of Grandpa votes. */
export const voter = newtype(
  ["sp_consensus_grandpa", "app", "Public"],
  fixedBytes(32),
  "ed25519::Public",
);
const signature = newtype(
  ["sp_consensus_grandpa", "app", "Signature"],
  fixedBytes(64),
  "ed25519::Signature",
);

/** Who votes, with how many votes: `AuthorityList`. */
export const authorityList = vec(tuple(voter, u64));
/** The same in storage. */
export const boundedAuthorityList = weakBoundedVec(tuple(voter, u64));

/** Whether the authorities vote, or since when and for how long they are about to stop. */
export const storedState = variant(
  ["pallet_grandpa", "StoredState"],
  {
    Live: { index: 0 },
    PendingPause: { index: 1, ...delayed() },
    Paused: { index: 2 },
    PendingResume: { index: 3, ...delayed() },
  },
  [number],
);

function delayed() {
  return {
    fields: { scheduled_at: u32, delay: u32 },
    typeNames: { scheduled_at: "N", delay: "N" },
  };
}

/** Other authorities that are about to take over. */
export const pendingChange = struct(
  ["pallet_grandpa", "StoredPendingChange"],
  {
    scheduled_at: u32,
    delay: u32,
    next_authorities: boundedAuthorityList,
    forced: option(u32),
  },
  {
    scheduled_at: "N",
    delay: "N",
    next_authorities: "BoundedAuthorityList<Limit>",
    forced: "Option<N>",
  },
  [number, { name: "Limit" }],
);

function vote(name: string): ScaleType {
  return struct(
    ["finality_grandpa", name],
    { target_hash: hash256, target_number: u32 },
    { target_hash: "H", target_number: "N" },
    [hash, number],
  ) as ScaleType;
}

function twoVotes(name: string): ScaleType {
  const one = vote(name);
  const signed = tuple(one, signature);
  return struct(
    ["finality_grandpa", "Equivocation"],
    { round_number: u64, identity: voter, first: signed, second: signed },
    { round_number: "u64", identity: "Id", first: "(V, S)", second: "(V, S)" },
    [
      { name: "Id", type: voter.shape },
      { name: "V", type: one.shape },
      { name: "S", type: signature.shape },
    ],
  ) as ScaleType;
}

const equivocation = variant(
  ["sp_consensus_grandpa", "Equivocation"],
  {
    Prevote: { index: 0, fields: [twoVotes("Prevote")] as const },
    Precommit: { index: 1, fields: [twoVotes("Precommit")] as const },
  },
  [hash, number],
);

/** That an authority voted twice in one round. */
export const equivocationProof = struct(
  ["sp_consensus_grandpa", "EquivocationProof"],
  { set_id: u64, equivocation },
  { set_id: "SetId", equivocation: "Equivocation<H, N>" },
  [hash, number],
);

/** Proof of whose a key was: an enum without cases, so that no call that carries one can be written down, on finney as here. */
export const noProof = variant(["sp_core", "Void"], {});
