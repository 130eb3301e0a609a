import type { EngineStatus, ModelUser } from "../../../../native/api/engine.ts";
import type { MiningStatus } from "../../../../native/api/mining.ts";
import type { Model } from "../../../../native/api/models.ts";

/** Who works with a model; the engine where it only lies in memory. */
export type WorksWith = ModelUser | "engine";

/** Who works with a model's file now, under whatever name it is held: the miner also while a pause has it out of memory. */
export function usersOf(
  { id, sha256 }: Pick<Model, "id" | "sha256">,
  mining: MiningStatus | undefined,
  engine: EngineStatus | undefined,
): readonly WorksWith[] {
  const isMining = mining !== undefined && mining.state !== "off" && mining.state !== "failed";
  const held = engine?.models.filter((model) => model.id === id || model.sha256 === sha256) ?? [];
  const users = new Set<WorksWith>(held.flatMap((model) => model.users));
  if (isMining && mining.model === id) users.add("mining");
  if (users.size === 0 && held.length > 0) users.add("engine");
  return [...users];
}
