import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DownloadSettings } from "../../../api/downloads.ts";
import { type DownloadFile, downloadFile } from "./download-record.ts";

const FILE = "downloads.json";

/** Four connections fill most lines; two files at once keep a small one from waiting for a large one. */
export const defaultSettings: DownloadSettings = { connections: 4, atOnce: 2, mirrors: [] };

/** The list of downloads and their settings, in `downloads.json` of the models folder. */
export interface DownloadList {
  read(): DownloadFile;
  /** Throws what the file system throws. */
  write(content: Omit<DownloadFile, "version">): void;
}

/** The list of one models folder. One that cannot be read is set aside and a new one begun: the files themselves are not in it. */
export function createDownloadList(folder: string): DownloadList {
  const path = join(folder, FILE);
  return {
    read: () => {
      const empty: DownloadFile = { version: 1, settings: defaultSettings, downloads: [] };
      let text: string;
      try {
        text = readFileSync(path, "utf8");
      } catch {
        return empty;
      }
      const content = parsed(text);
      if (content !== undefined) return content;
      renameSync(path, `${path}.damaged`);
      return empty;
    },
    write: (content) => {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      // Addresses may hold passwords and signatures.
      const partial = `${path}.new`;
      writeFileSync(partial, `${JSON.stringify({ version: 1, ...content })}\n`, { mode: 0o600 });
      renameSync(partial, path);
    },
  };
}

function parsed(text: string): DownloadFile | undefined {
  try {
    const result = downloadFile.safeParse(JSON.parse(text));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}
