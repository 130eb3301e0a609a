import type { ModelUser } from "../../api/engine.ts";
import type { EnginePort } from "../../engine/engine-port.ts";
import { heldForm, heldId } from "../../engine/identity.ts";
import type { ModelUsers } from "../../engine/model-users.ts";

/**
 * The same engine for somebody who loads models of their own and unloads them again: from the load on, until they unload it or the load
 * fails, the model is known to be theirs, so that nobody takes it away.
 */
export function namedEngine<Engine extends Pick<EnginePort, "load" | "unload">>(
  engine: Engine,
  users: Pick<ModelUsers, "use">,
  user: ModelUser,
): Engine {
  const uses = new Map<string, () => void>();
  const release = (id: string): void => {
    uses.get(id)?.();
    uses.delete(id);
  };
  return {
    ...engine,
    load: async (file, options = {}, signal) => {
      const id = heldId(file.id, heldForm(options));
      release(id);
      uses.set(id, users.use(id, user));
      try {
        return await engine.load(file, options, signal);
      } catch (error) {
        release(id);
        throw error;
      }
    },
    unload: async (id) => {
      release(id);
      await engine.unload(id);
    },
  };
}
