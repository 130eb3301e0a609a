import type { Download } from "../../native/api/downloads.ts";
import { createWatched } from "./watched.ts";

/** Files on their way to the store, from downloads.watch. */
export const useDownloads = createWatched<Download[]>();
