import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import {
  createDigestRecord,
  type DigestRecord,
} from "../../../../../native/models/catalogue/digest-record.ts";
import { ownDisk, type StoreDisk } from "../../../../../native/models/download/store/disk.ts";
import {
  createModelStore,
  type ModelStore,
} from "../../../../../native/models/download/store/model-store.ts";

/** Two digests that files are said to have. */
export const sha = "ab".repeat(32);
export const otherSha = "cd".repeat(32);

/** The digest that a content really has. */
export function sha256Of(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** A store in a folder of its own, which goes with the test; `part` writes a file that came for it. */
export function setUp(
  user: () => string | undefined = () => undefined,
  disk: StoreDisk = ownDisk,
): {
  folder: string;
  store: ModelStore;
  digests: DigestRecord;
  part(content: string): string;
} {
  const folder = mkdtempSync(join(tmpdir(), "hearth-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const digests = createDigestRecord(folder);
  let count = 0;
  return {
    folder,
    digests,
    store: createModelStore({ folder, digests, user, disk }),
    part: (content) => {
      count += 1;
      const path = join(folder, `part-${count}`);
      writeFileSync(path, content);
      return path;
    },
  };
}

/** A disk that notes what is done to it, by last names. */
export function noting(done: string[], own: Partial<StoreDisk> = {}): StoreDisk {
  const last = (path: string): string => path.split("/").at(-1) ?? "";
  const disk = { ...ownDisk, ...own };
  return {
    link: async (from, to) => {
      await disk.link(from, to);
      done.push(`link ${last(from)} ${last(to)}`);
    },
    rename: async (from, to) => {
      await disk.rename(from, to);
      done.push(`rename ${last(from)} ${last(to)}`);
    },
    remove: async (path) => {
      await disk.remove(path);
      done.push(`remove ${last(path)}`);
    },
    syncFolder: async (path) => {
      await disk.syncFolder(path);
      done.push(`sync ${last(path)}`);
    },
  };
}
