import { HearthError } from "../../../native/api/errors.ts";
import type { LoadOptions, ModelFile } from "../../../native/engine/engine-port.ts";
import { createModelUsers } from "../../../native/engine/model-users.ts";
import { serveModel } from "../../../native/engine/serve-model.ts";
import { createFakeEngine } from "../../fakes/fake-engine.ts";

/** A file by its id. */
export const file = (id: string): ModelFile => ({
  id,
  path: "/nowhere",
  sha256: id.padEnd(64, "0"),
});
/** A signal that never aborts. */
export const never = new AbortController().signal;

/** An engine that holds `room` models at once, whose loads can be made to fail, and that says what it did. */
export async function small(room: number) {
  const fake = createFakeEngine();
  const did: string[] = [];
  const asked: (LoadOptions | undefined)[] = [];
  const failing = new Map<string, HearthError>();
  const engine = {
    load: async (wanted: ModelFile, options?: LoadOptions) => {
      const failure = failing.get(wanted.id);
      if (failure !== undefined) throw failure;
      if ((await fake.loaded()).length >= room) throw new HearthError("MODEL_TOO_LARGE");
      did.push(`load ${wanted.id}`);
      asked.push(options);
      return fake.load(wanted, options);
    },
    unload: async (id: string) => {
      did.push(`unload ${id}`);
      await fake.unload(id);
    },
  };
  const users = createModelUsers();
  const others = new Set<string>();
  const loaded = await engine.load(file("old"), { sequences: 2 });
  /** Each wait between two tries to bring a model back, to be ended by the test. */
  const waits: (() => void)[] = [];
  const served = serveModel({
    ...{ engine, loaded, options: { sequences: 2 } },
    wait: (_millis, signal) =>
      new Promise((resolve, reject) => {
        waits.push(resolve);
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
    onUse: (id) => users.use(id, "mining"),
    usedByOthers: (id) => others.has(id),
  });
  did.length = 0;
  return { fake, served, did, asked, failing, users, others, waits };
}

/** Work that ends when it is told to, and says which model it ran on. */
export function job() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    end: () => resolve(),
    work: async ({ id }: { readonly id: string }): Promise<string> => {
      await promise;
      return id;
    },
  };
}
