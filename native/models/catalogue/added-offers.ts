import { constants } from "node:fs";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { HearthError } from "../../api/errors.ts";
import { writeWholeFile } from "../download/store/whole-file.ts";
import { isAbsent } from "../local/absent.ts";
import { type OfferedModel, offeredModel } from "./offered-model.ts";

const added = z.object({ version: z.literal(1), models: z.array(z.unknown()) });

/** Models that the person added by address, kept in `added.json` of the models folder. */
export interface AddedOffers {
  /** Those last known while the system does not give the file; throws NOT_READY where none are. */
  list(): Promise<readonly OfferedModel[]>;
  /** Adds one, or replaces the one with its id. Throws DISK_FULL or DATA_FOLDER_UNWRITABLE, and then keeps nothing. */
  put(model: OfferedModel): Promise<void>;
  /** True when there was one. */
  remove(id: string): Promise<boolean>;
}

/** The added models of a folder, which is made when the first is added. */
export function createAddedOffers(folder: string): AddedOffers {
  const path = join(folder, "added.json");
  let turn: Promise<unknown> = Promise.resolve();
  let known: readonly OfferedModel[] | undefined;

  /** Throws NOT_READY where the system does not give the file: what is in it must not be written over then. */
  const read = async (): Promise<readonly OfferedModel[]> => {
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (isAbsent(error)) return undefined;
      const detail = { what: "added.json", reason: error.message };
      throw new HearthError("NOT_READY", detail, { cause: error });
    });
    const { models, isWhole } = text === undefined ? { models: [], isWhole: true } : parsed(text);
    // Kept aside: a person may have edited it by hand and wants the rest of it back.
    if (!isWhole) await copyFile(path, `${path}.damaged`, constants.COPYFILE_EXCL).catch(() => {});
    known = models;
    return models;
  };
  const readOrKnown = async (): Promise<readonly OfferedModel[]> => {
    try {
      return await read();
    } catch (error) {
      if (known === undefined) throw error;
      return known;
    }
  };
  const write = async (models: readonly OfferedModel[]): Promise<void> => {
    const text = `${JSON.stringify({ version: 1, models }, undefined, 2)}\n`;
    try {
      writeWholeFile(path, text);
      known = models;
    } catch (error) {
      throw folderError(error, folder);
    }
  };
  /** One change after another, each on what the one before it left. */
  const change = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work, work);
    turn = next.catch(() => {});
    return next;
  };

  return {
    list: () => change(readOrKnown),
    put: (model) =>
      change(async () => {
        await write([...(await read()).filter(({ id }) => id !== model.id), model]);
      }),
    remove: (id) =>
      change(async () => {
        const models = await read();
        const left = models.filter((model) => model.id !== id);
        if (left.length === models.length) return false;
        await write(left);
        return true;
      }),
  };
}

/** Each model for itself: one that cannot be read does not take the others with it. */
function parsed(text: string): {
  readonly models: readonly OfferedModel[];
  readonly isWhole: boolean;
} {
  try {
    const each = added.parse(JSON.parse(text)).models.map((model) => offeredModel.safeParse(model));
    const models = each.flatMap(({ data }) => data ?? []);
    return { models, isWhole: models.length === each.length };
  } catch {
    return { models: [], isWhole: false };
  }
}

/** A failure of the disk in the words of the closed list. */
export function folderError(error: unknown, folder: string): unknown {
  if (error instanceof HearthError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new HearthError("DISK_FULL", { folder }, { cause: error });
  }
  return code === undefined
    ? error
    : new HearthError("DATA_FOLDER_UNWRITABLE", { folder, reason: message }, { cause: error });
}
