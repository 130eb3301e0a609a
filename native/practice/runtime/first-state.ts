import type { State } from "../frame/state.ts";
import { buildGenesis } from "./genesis.ts";
import { system } from "./system/pallet.ts";
import { timestamp } from "./timestamp/pallet.ts";
import { version } from "./version.ts";

/**
 * Writes the state of block 0. `createdAt` (milliseconds since 1970) goes into it, so that every practice chain ever begun
 * has a genesis hash of its own and nothing remembered of one is taken for another.
 */
export function writeGenesis(state: State, options: { tempo: number; createdAt: number }): void {
  buildGenesis(state, { tempo: options.tempo });
  timestamp.storage.Now.put(state, BigInt(options.createdAt));
  const { specVersion, specName } = version;
  system.storage.LastRuntimeUpgrade.put(state, { spec_version: specVersion, spec_name: specName });
}
