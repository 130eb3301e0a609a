import type { Base } from "../base.ts";
import type { World } from "../world.ts";
import { cancelDownload, change, startDownload } from "./downloads-desk.ts";
import { load, swap, unload } from "./engine-desk.ts";
import {
  addModel,
  browse,
  fitOf,
  listModels,
  propose,
  removeModel,
  verifyModel,
} from "./models-desk.ts";

/** The procedures of models, downloads and engine over a world in memory. */
export function modelProcedures(os: Base, world: World) {
  const { channels } = world;
  return {
    models: {
      list: os.models.list.handler(() => listModels(world)),
      verify: os.models.verify.handler(({ input }) => verifyModel(world, input.id)),
      browse: os.models.browse.handler(() => browse(world)),
      propose: os.models.propose.handler(({ input }) => propose(world, input.role)),
      fit: os.models.fit.handler(({ input }) => fitOf(world, input.id, input.run)),
      add: os.models.add.handler(({ input }) => addModel(world, input.source)),
      folder: os.models.folder.handler(() => world.models.folder),
      forget: os.models.forget.handler(({ input }) => {
        world.models.added = world.models.added.filter((one) => one.id !== input.id);
        return browse(world);
      }),
      remove: os.models.remove.handler(({ input }) => removeModel(world, input.id)),
      loads: os.models.loads.handler(() => world.models.loads),
    },
    downloads: {
      list: os.downloads.list.handler(() => world.downloads.list),
      watch: os.downloads.watch.handler(({ signal }) => channels.downloads.follow(signal)),
      start: os.downloads.start.handler(({ input }) => startDownload(world, input.fileId)),
      pause: os.downloads.pause.handler(({ input }) =>
        change(world, input.id, { state: "paused" }),
      ),
      resume: os.downloads.resume.handler(({ input }) =>
        change(world, input.id, { state: "running" }),
      ),
      cancel: os.downloads.cancel.handler(({ input }) => cancelDownload(world, input.id)),
      settings: os.downloads.settings.handler(() => world.downloads.settings),
      saveSettings: os.downloads.saveSettings.handler(({ input }) => {
        world.downloads.settings = input;
        return input;
      }),
    },
    engine: {
      status: os.engine.status.handler(() => world.engine),
      watch: os.engine.watch.handler(({ signal }) => channels.engine.follow(signal)),
      load: os.engine.load.handler(({ input }) => load(world, input.id, input.run)),
      unload: os.engine.unload.handler(({ input }) => unload(world, input.id)),
      swap: os.engine.swap.handler(async ({ input, signal }) => {
        swap(world, input.to, input.run);
        for await (const status of channels.engine.followFrom(() => world.engine, signal)) {
          if (status.swap === undefined) break;
        }
        return world.engine;
      }),
    },
  };
}
