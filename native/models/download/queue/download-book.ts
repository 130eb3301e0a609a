import type { DownloadSettings } from "../../../api/downloads.ts";
import { type HearthError, toHearthError } from "../../../api/errors.ts";
import { type DownloadList, defaultSettings } from "./download-list.ts";
import { nextRecord } from "./download-machine.ts";
import type { DownloadRecord } from "./download-record.ts";

/** The downloads and settings of a running node, with the file that outlives it. */
export interface DownloadBook {
  records(): readonly DownloadRecord[];
  settings(): DownloadSettings;
  /** Puts what is given in place, and on the disk where that can be; the next change is written with all of it. */
  note(next: BookChange): void;
  /** Puts it in place; it is written with the next change of another kind. */
  count(records: readonly DownloadRecord[]): void;
  /** Puts it in place once the disk has it. Throws DISK_FULL or DATA_FOLDER_UNWRITABLE, and then nothing has changed. */
  keep(next: BookChange): void;
  /** Writes what could not be written before; what still cannot waits on. */
  save(): void;
  /** Why the file that is there cannot be read. Until it can, the book is empty and nothing is written over the file. */
  trouble(): HearthError | undefined;
  /** Tries to read a file that could not be read; true where its downloads are here now. */
  reopen(): boolean;
}

/** Either is as it was where it is absent. */
export interface BookChange {
  readonly records?: readonly DownloadRecord[];
  readonly settings?: DownloadSettings;
}

/** A book over the list of a models folder. What ran when the node ended waits for its turn again. */
export function openDownloadBook(file: DownloadList): DownloadBook {
  let settings = defaultSettings;
  let records: readonly DownloadRecord[] = [];
  let trouble: HearthError | undefined;
  let isSaved = true;

  const open = (): void => {
    try {
      const kept = file.read();
      settings = kept.settings;
      records = kept.downloads.map((record) => nextRecord(record, { kind: "restarted" }));
      trouble = undefined;
    } catch (error) {
      trouble = toHearthError(error);
    }
  };
  const write = (next: Required<BookChange>): void => {
    // Written over, what could not be read just now would be lost.
    if (trouble !== undefined) throw trouble;
    file.write({ settings: next.settings, downloads: next.records });
  };
  const save = (): void => {
    if (trouble !== undefined) return;
    try {
      write({ settings, records });
      isSaved = true;
    } catch (error) {
      if (isSaved) console.error(error);
      isSaved = false;
    }
  };
  open();

  return {
    records: () => records,
    settings: () => settings,
    note: (next) => {
      records = next.records ?? records;
      settings = next.settings ?? settings;
      save();
    },
    count: (next) => {
      records = next;
    },
    keep: (next) => {
      const changed = { records, settings, ...next };
      write(changed);
      ({ records, settings } = changed);
      isSaved = true;
    },
    save: () => {
      if (!isSaved) save();
    },
    trouble: () => trouble,
    reopen: () => {
      if (trouble === undefined) return false;
      open();
      return trouble === undefined;
    },
  };
}
