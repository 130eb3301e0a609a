import { concatenated } from "../scale/type.ts";
import type { PalletEvent } from "./context.ts";
import type { Overlay } from "./state.ts";

/** Where in a block an event was deposited. */
export type Phase = "initialization" | "finalization" | number;

/** A block while it is built. */
export interface BlockInProgress {
  /** Changes of this block over its parent's state. */
  readonly state: Overlay;
  readonly number: number;
  /** Milliseconds since 1970 UTC. */
  readonly now: bigint;
  /** SCALE of the event records so far. */
  readonly records: Uint8Array[];
  /** Index of the extrinsic being applied, or the block's edge. */
  phase: Phase;
  /** Extrinsics applied so far. */
  extrinsics: number;
  /** Reference time used by them, in picoseconds. */
  weight: bigint;
}

/** SCALE of an EventRecord: phase, event, no topics. */
export function eventRecord(phase: Phase, event: PalletEvent): Uint8Array {
  return concatenated([encodedPhase(phase), event.encoded, Uint8Array.of(0)]);
}

function encodedPhase(phase: Phase): Uint8Array {
  if (phase === "finalization") return Uint8Array.of(1);
  if (phase === "initialization") return Uint8Array.of(2);
  const bytes = new Uint8Array(5);
  new DataView(bytes.buffer).setUint32(1, phase, true);
  return bytes;
}
