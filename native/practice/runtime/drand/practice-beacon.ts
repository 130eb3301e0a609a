import { sha256 } from "@noble/hashes/sha2.js";
import { concatenated } from "../../scale/type.ts";
import { SCHEME } from "./quicknet.ts";
import type { BeaconConfiguration } from "./types.ts";

const BEACON = "practice";
/** Quicknet gives finney this many rounds a block. */
const ROUNDS_A_BLOCK = 4;

/** What a practice network's own beacon is made of. */
export interface PracticeBeacon {
  /** Compressed G2, 96 bytes. */
  readonly publicKey: Uint8Array;
  readonly blockMillis: number;
  /** Milliseconds since 1970 UTC: when the chain, and with it round 1, begins. */
  readonly createdAt: number;
}

/**
 * The `BeaconConfig` of a practice network: quicknet's scheme under a key of its own, with a period that is to the block time
 * what quicknet's is to finney's, in whole seconds as the type has it.
 */
export function practiceBeacon(beacon: PracticeBeacon): BeaconConfiguration {
  const { publicKey, blockMillis, createdAt } = beacon;
  const period = Math.max(1, Math.round(blockMillis / 1000 / ROUNDS_A_BLOCK));
  const content = {
    public_key: publicKey,
    period,
    genesis_time: Math.floor(createdAt / 1000),
    // A group of one.
    group_hash: sha256(publicKey),
    scheme_id: new TextEncoder().encode(SCHEME),
    metadata: { beacon_id: new TextEncoder().encode(BEACON) },
  };
  return { ...content, hash: beaconHash(content) };
}

/**
 * The hash by which drand names a beacon: sha256 over period (u32) and genesis (u64), big-endian, public key, group hash and
 * name. Source: drand's chain.Info.Hash.
 */
export function beaconHash(content: Omit<BeaconConfiguration, "hash">): Uint8Array {
  const numbers = new Uint8Array(12);
  const view = new DataView(numbers.buffer);
  view.setUint32(0, content.period, false);
  view.setBigUint64(4, BigInt(content.genesis_time), false);
  const { public_key, group_hash, metadata } = content;
  return sha256(concatenated([numbers, public_key, group_hash, metadata.beacon_id]));
}
