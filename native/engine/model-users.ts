import type { ModelUser } from "../api/engine.ts";

/** Who works with which model in the engine, so that nobody takes it away from under them. */
export interface ModelUsers {
  /** From now on `user` works with the model, until the returned function is called. */
  use(id: string, user: ModelUser): () => void;
  /** Names of those who work with it, each once, in the order in which they came. */
  of(id: string): readonly ModelUser[];
}

/** Nobody works with anything. */
export function createModelUsers(): ModelUsers {
  const uses = new Set<{ readonly id: string; readonly user: ModelUser }>();
  return {
    use: (id, user) => {
      const entry = { id, user };
      uses.add(entry);
      return () => void uses.delete(entry);
    },
    of: (id) => [...new Set([...uses].filter((use) => use.id === id).map(({ user }) => user))],
  };
}
