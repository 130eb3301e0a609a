import type { Download } from "../../api/downloads.ts";
import { errorText, type HearthError, isErrorCode } from "../../api/errors.ts";
import type { ModelUsers } from "../../engine/model-users.ts";
import type { EngineService } from "../../engine/process/supervised-engine.ts";
import type { CatalogueFiles } from "../../models/catalogue/catalogue-files.ts";
import type { DigestRecord } from "../../models/catalogue/digest-record.ts";
import { createDownloads, type Downloads } from "../../models/download/downloads.ts";
import { createModelStore, type ModelStore } from "../../models/download/store/model-store.ts";
import type { Timeline } from "../../timeline/timeline.ts";
import { userName } from "../engine/model-user.ts";
import type { HostHandlers } from "../router.ts";

/** What downloads need of the other rooms. */
export interface ModelDownloadsOptions {
  readonly modelsFolder: string;
  readonly digests: DigestRecord;
  readonly files: Pick<CatalogueFiles, "findFile">;
  readonly engine: Pick<EngineService, "wanted">;
  readonly users: ModelUsers;
  readonly timeline: Pick<Timeline, "write">;
}

/** The store of model files and the downloads that fill it; deleting asks the engine first, and every end is a line of the timeline. */
export function startModelDownloads(options: ModelDownloadsOptions): {
  readonly store: ModelStore;
  readonly downloads: Downloads;
} {
  const { modelsFolder, digests, files, engine, users, timeline } = options;
  const user = async (path: string): Promise<string | undefined> => {
    const model = engine.wanted().find((each) => each.path === path);
    return model === undefined ? undefined : userName(users, model.id);
  };
  const store = createModelStore({ folder: modelsFolder, digests, user });
  const downloads = createDownloads({
    modelsFolder,
    findFile: files.findFile,
    store,
    onEnd: (download) => timeline.write(endLine(download)),
    onTrouble: (error) => timeline.write(troubleLine(error)),
  });
  return { store, downloads };
}

/** The `downloads.*` procedures. */
export function downloadHandlers(downloads: Downloads): HostHandlers["downloads"] {
  return {
    list: () => [...downloads.list()],
    watch: (_input, signal) => downloads.watch(signal),
    start: ({ fileId }) => downloads.start(fileId),
    pause: ({ id }) => downloads.pause(id),
    resume: ({ id }) => downloads.resume(id),
    cancel: async ({ id }) => [...(await downloads.cancel(id))],
    settings: () => downloads.settings(),
    saveSettings: (settings) => downloads.saveSettings(settings),
  };
}

function troubleLine({ code, detail }: HearthError): Parameters<Timeline["write"]>[0] {
  const values = { reason: String(detail.reason ?? "") };
  return { level: "error", source: "models", message: "downloadsUnread", values, code };
}

function endLine({ state, name, file, error }: Download): Parameters<Timeline["write"]>[0] {
  if (state === "done" || error === undefined || !isErrorCode(error.code)) {
    const values = { name, file };
    return { level: "good", source: "models", message: "downloaded", values };
  }
  const values = { name, reason: errorText(error.code, error.detail).why };
  const message = "downloadFailed";
  return { level: "error", source: "models", message, values, code: error.code };
}
