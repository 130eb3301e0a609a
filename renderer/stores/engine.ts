import type { EngineStatus } from "../../native/api/engine.ts";
import { createWatched } from "./watched.ts";

/** Which models are in memory and what they do, from engine.watch. */
export const useEngine = createWatched<EngineStatus>();
