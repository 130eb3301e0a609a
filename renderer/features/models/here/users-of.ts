import type { EngineStatus } from "../../../../native/api/engine.ts";
import type { MiningStatus } from "../../../../native/api/mining.ts";

/** Who works with a model. */
export type ModelUser = "miner" | "engine";

/** Who works with the model `id` now: the miner where it is on, else the engine where it only lies in memory. */
export function usersOf(
  id: string,
  mining: MiningStatus | undefined,
  engine: EngineStatus | undefined,
): readonly ModelUser[] {
  const isMining = mining !== undefined && mining.state !== "off" && mining.state !== "failed";
  if (isMining && mining.model === id) return ["miner"];
  return engine?.models.some((model) => model.id === id) === true ? ["engine"] : [];
}
