import { expect, it } from "vitest";
import { HearthError } from "../../../../native/api/errors.ts";
import { diskError } from "../../../../native/models/download/chunks/disk-error.ts";

const failed = (code: string): Error => Object.assign(new Error(`${code}: write`), { code });

// defect: a file too large for FAT32 was told as a full disk, and tried again every quarter of a minute for ever
it("a file that the file system does not allow is no full disk, and says why", () => {
  expect(diskError(failed("EFBIG"), "/models/a.part")).toMatchObject({
    code: "DATA_FOLDER_UNWRITABLE",
    detail: { folder: "/models", reason: expect.stringContaining("larger than") },
  });
});

it.each(["ENOSPC", "EDQUOT"])("%s is a full disk", (code) => {
  expect(diskError(failed(code), "/models/a.part").code).toBe("DISK_FULL");
});

it("what is known already stays what it is", () => {
  const known = new HearthError("MODEL_DAMAGED", {});
  expect(diskError(known, "/models/a.part")).toBe(known);
});
