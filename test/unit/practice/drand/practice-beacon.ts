import type { Pulse } from "../../../../native/practice/runtime/drand/types.ts";
import {
  beaconPublicKey,
  pulseRandomness,
  signRound,
} from "../../../../native/protocol/timelock/beacon.ts";

/** A beacon's secret that everybody may know. */
export const SECRET = new Uint8Array(32).fill(11);
/** Its public key. */
export const PUBLIC_KEY = beaconPublicKey(SECRET);

/** The pulse of a round. */
export function pulseOf(round: bigint, secret = SECRET): Pulse {
  const signature = signRound(secret, round);
  return { round, randomness: pulseRandomness(signature), signature };
}
