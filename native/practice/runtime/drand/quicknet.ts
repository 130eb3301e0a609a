import { bytesOf } from "../../frame/hasher.ts";
import type { BeaconConfiguration } from "./types.ts";

/** How drand names the scheme: unchained rounds, signatures in G1, hashed to the curve by RFC 9380. */
export const SCHEME = "bls-unchained-g1-rfc9380";

/** drand's quicknet, which finney listens to: the value of an unset `BeaconConfig`. */
export const quicknet: BeaconConfiguration = {
  public_key: bytesOf(
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
  ),
  period: 3,
  genesis_time: 1_692_803_367,
  hash: bytesOf("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"),
  group_hash: bytesOf("f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e"),
  scheme_id: new TextEncoder().encode(SCHEME),
  metadata: { beacon_id: new TextEncoder().encode("quicknet") },
};
