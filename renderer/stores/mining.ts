import type { MiningStatus } from "../../native/api/mining.ts";
import { createWatched } from "./watched.ts";

/** What the miner does now, from mining.watch. */
export const useMining = createWatched<MiningStatus>();
