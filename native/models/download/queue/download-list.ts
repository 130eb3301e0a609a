import { copyFileSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { type DownloadSettings, downloadSettings } from "../../../api/downloads.ts";
import { diskError } from "../chunks/disk-error.ts";
import { writeWholeFile } from "../store/whole-file.ts";
import { type DownloadFile, type DownloadRecord, downloadRecord } from "./download-record.ts";

const FILE = "downloads.json";

/** Four connections fill most lines; two files at once keep a small one from waiting for a large one. */
export const defaultSettings: DownloadSettings = { connections: 4, atOnce: 2, mirrors: [] };

/** The list of downloads and their settings, in `downloads.json` of the models folder. */
export interface DownloadList {
  /** Throws DATA_FOLDER_UNWRITABLE where the list is there and the system does not give it. */
  read(): DownloadFile;
  /** Throws DISK_FULL or DATA_FOLDER_UNWRITABLE, and then the list is as it was. */
  write(content: Omit<DownloadFile, "version">): void;
}

/** Whatever of the outer shape holds; what is in it is looked at piece by piece. */
const rough = z.object({
  version: z.literal(1),
  settings: z.record(z.string(), z.unknown()),
  downloads: z.array(z.unknown()),
});

/**
 * The list of one models folder. One that is no list is set aside and a new one begun; of one that is damaged in places the rest
 * is taken, and all of it is kept beside under another name.
 */
export function createDownloadList(folder: string): DownloadList {
  const path = join(folder, FILE);
  const aside = `${path}.damaged`;
  return {
    read: () => {
      const empty: DownloadFile = { version: 1, settings: defaultSettings, downloads: [] };
      const text = existing(path);
      if (text === undefined) return empty;
      const content = parsed(text);
      if (content === undefined) {
        renameSync(path, aside);
        return empty;
      }
      const { file, isWhole } = content;
      if (!isWhole) copyFileSync(path, aside);
      return file;
    },
    // Addresses may hold passwords and signatures: it is for its user alone.
    write: (content) => {
      try {
        writeWholeFile(path, `${JSON.stringify({ version: 1, ...content })}\n`);
      } catch (error) {
        throw diskError(error, path);
      }
    },
  };
}

function existing(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    // Taken for empty it would be written over.
    throw diskError(error, path);
  }
}

function parsed(
  text: string,
): { readonly file: DownloadFile; readonly isWhole: boolean } | undefined {
  const outer = rough.safeParse(json(text));
  if (!outer.success) return undefined;
  const records = outer.data.downloads.map((each) => downloadRecord.safeParse(each));
  const downloads: DownloadRecord[] = records.flatMap(({ data }) => data ?? []);
  const settings = settingsOf(outer.data.settings);
  return {
    file: { version: 1, settings: settings.sound, downloads },
    isWhole: downloads.length === records.length && settings.isWhole,
  };
}

/** Each setting for itself; one that cannot be taken is as if it were not set. */
function settingsOf(given: Readonly<Record<string, unknown>>): {
  readonly sound: DownloadSettings;
  readonly isWhole: boolean;
} {
  const whole = downloadSettings.safeParse(given);
  if (whole.success) return { sound: whole.data, isWhole: true };
  let sound = defaultSettings;
  for (const [name, value] of Object.entries(given)) {
    const more = downloadSettings.safeParse({ ...sound, [name]: value });
    if (more.success) sound = more.data;
  }
  return { sound, isWhole: false };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
