import type { ModelUser } from "../../api/engine.ts";
import type { ModelUsers } from "../../engine/model-users.ts";

const names: Readonly<Record<ModelUser, string>> = {
  mining: "Mining",
  validator: "Validating",
  benchmark: "The measurement",
  doctor: "The Doctor",
};

/** Who works with a model in the engine, as people are told; the engine itself where nobody else does. */
export function userName(users: ModelUsers, id: string): string {
  const [user] = users.of(id);
  return user === undefined ? "The engine" : names[user];
}
