import { verifyPulse } from "../../../protocol/timelock/beacon.ts";
import { hexOf } from "../../frame/hasher.ts";
import type { Pulse } from "./types.ts";

const REMEMBERED = 1_024;

/**
 * Whether pulses are a beacon's. A check costs two pairings, tens of milliseconds; who has just signed a pulse itself vouches
 * for it instead, so that no block waits for one.
 */
export class PulseChecks {
  readonly #known = new Set<string>();

  /** Notes that this signature of a round is the key's. */
  vouch(publicKey: Uint8Array, pulse: Pick<Pulse, "round" | "signature">): void {
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.add(nameOf(publicKey, pulse));
  }

  /** True when the pulse is the beacon's of this key. Throws TimelockError for a key or signature that is none. */
  isGenuine(publicKey: Uint8Array, pulse: Pick<Pulse, "round" | "signature">): boolean {
    if (this.#known.has(nameOf(publicKey, pulse))) return true;
    const genuine = verifyPulse(pulse.round, pulse.signature, publicKey);
    if (genuine) this.vouch(publicKey, pulse);
    return genuine;
  }
}

function nameOf(publicKey: Uint8Array, pulse: Pick<Pulse, "round" | "signature">): string {
  return `${hexOf(publicKey)}:${pulse.round}:${hexOf(pulse.signature)}`;
}
