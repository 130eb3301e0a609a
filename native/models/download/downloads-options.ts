import type { Download } from "../../api/downloads.ts";
import type { HearthError } from "../../api/errors.ts";
import type { FetchableFile } from "../catalogue/catalogue-files.ts";
import type { ModelStore } from "./store/model-store.ts";

/** What the downloads need of the node; times are for tests. */
export interface DownloadsOptions {
  readonly modelsFolder: string;
  readonly findFile: (fileId: string) => Promise<FetchableFile>;
  readonly store: ModelStore;
  /** The list is there and cannot be read: nothing is begun until it can, and nothing of it is lost. */
  readonly onTrouble?: (error: HearthError) => void;
  /** A download ended well, or failed. */
  readonly onEnd?: (download: Download) => void;
  readonly now?: () => number;
  readonly free?: (folder: string) => Promise<number>;
  readonly stallMillis?: number;
  readonly diskPollMillis?: number;
  readonly chunkBytes?: number;
}
