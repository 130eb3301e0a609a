import { beaconPublicKey } from "../../protocol/timelock/beacon.ts";
import type { State } from "../frame/state.ts";
import { drand } from "./drand/pallet.ts";
import { practiceBeacon } from "./drand/practice-beacon.ts";
import { buildGenesis } from "./genesis.ts";
import { endowDevelopers } from "./genesis-developers.ts";
import { genesisAccounts } from "./genesis-keys.ts";
import { system } from "./system/pallet.ts";
import { timestamp } from "./timestamp/pallet.ts";
import { version } from "./version.ts";

/** What the first state is made of. */
export interface FirstState {
  readonly tempo: number;
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number;
  /** The beacon's 32-byte secret, and the block time that its period goes by; without one the chain names drand's quicknet. */
  readonly beacon?: { readonly secret: Uint8Array; readonly blockMillis: number };
  /** Whether the well-known development accounts hold TAO, and Alice the sudo key, as on a Subtensor localnet. */
  readonly developers?: boolean;
}

/**
 * Writes the state of block 0. `createdAt` (milliseconds since 1970) goes into it, so that every practice chain ever begun
 * has a genesis hash of its own and nothing remembered of one is taken for another.
 */
export function writeGenesis(state: State, options: FirstState): void {
  const accounts = genesisAccounts();
  buildGenesis(state, { tempo: options.tempo, accounts });
  if (options.developers === true) endowDevelopers(state, accounts.faucet);
  timestamp.storage.Now.put(state, BigInt(options.createdAt));
  const { beacon, createdAt } = options;
  if (beacon) {
    const publicKey = beaconPublicKey(beacon.secret);
    const { blockMillis } = beacon;
    drand.storage.BeaconConfig.put(state, practiceBeacon({ publicKey, blockMillis, createdAt }));
  }
  const { specVersion, specName } = version;
  system.storage.LastRuntimeUpgrade.put(state, { spec_version: specVersion, spec_name: specName });
}
