import { readFileSync } from "node:fs";
import { HearthError } from "../../api/errors.ts";
import { beaconPublicKey } from "../../protocol/timelock/beacon.ts";
import { MemoryState } from "../frame/state.ts";
import { drand } from "../runtime/drand/pallet.ts";
import { practiceBeacon } from "../runtime/drand/practice-beacon.ts";
import { storage } from "../runtime/subtensor/pallet.ts";
import { sudo } from "../runtime/sudo/pallet.ts";
import { system } from "../runtime/system/pallet.ts";
import { timestamp } from "../runtime/timestamp/pallet.ts";
import { version } from "../runtime/version.ts";
import { nextStateRoot } from "./block.ts";
import { CODE_KEY } from "./chain.ts";
import { type RawState, readForeignState } from "./foreign-state.ts";
import type { Fork } from "./fork-beginning.ts";
import { isPacked, unpackSnapshot } from "./snapshot.ts";

/** What a state from elsewhere needs to become a practice network's. */
export interface Adoption {
  /** Who gets the sudo key: whoever holds the one in a state from elsewhere is not here. */
  readonly sudo: string;
  readonly beaconSecret: Uint8Array;
  readonly blockMillis: number;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
}

/**
 * Reads what `--from` names: a snapshot of a practice network, or the raw state of another chain as JSON. Throws NOT_FOUND,
 * SNAPSHOT_UNKNOWN, SNAPSHOT_DAMAGED or SNAPSHOT_TOO_NEW.
 */
export function readFork(file: string, adoption: Adoption): Fork {
  const bytes = fileBytes(file);
  if (isPacked(bytes)) return unpackSnapshot(bytes, file, version.specVersion);
  return adopted(readForeignState(bytes.toString("utf8"), file), adoption);
}

function fileBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new HearthError("NOT_FOUND", { what: `The file ${file}` }, { cause: error });
  }
}

/**
 * A state from elsewhere as one to go on from. Every key is kept as it is, whatever pallet it is of, but for the few that make it
 * a network of its own: the runtime's code and version, the sudo key, the beacon, and the last block's events.
 */
export function adopted(raw: RawState, adoption: Adoption): Fork {
  const state = new MemoryState();
  for (const [key, value] of raw) state.set(key, value);
  state.delete(CODE_KEY);
  for (const item of [system.storage.Events, system.storage.EventCount]) state.delete(item.key());
  const { specVersion, specName } = version;
  system.storage.LastRuntimeUpgrade.put(state, { spec_version: specVersion, spec_name: specName });
  sudo.storage.Key.put(state, adoption.sudo);
  adoptBeacon(state, adoption);
  const entries = state.keys("").map((key): [string, Uint8Array] => [key, state.get(key)!]);
  return {
    number: system.storage.Number.get(state),
    stateRoot: nextStateRoot(`0x${"00".repeat(32)}`, new Map(entries)),
    facts: {
      tempo: String(storage.Tempo.get(state, 1)),
      "beacon-secret": Buffer.from(adoption.beaconSecret).toString("hex"),
    },
    entries,
  };
}

// Rounds count from the first of the new beacon: those of the old one would be taken for rounds yet to come.
function adoptBeacon(state: MemoryState, { beaconSecret, blockMillis, now }: Adoption): void {
  const { BeaconConfig, Pulses, LastStoredRound, OldestStoredRound } = drand.storage;
  const createdAt = Math.max(now, Number(timestamp.storage.Now.get(state)));
  const publicKey = beaconPublicKey(beaconSecret);
  BeaconConfig.put(state, practiceBeacon({ publicKey, blockMillis, createdAt }));
  for (const key of state.keys(Pulses.prefix())) state.delete(key);
  for (const item of [LastStoredRound, OldestStoredRound]) state.delete(item.key());
}
