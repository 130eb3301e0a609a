import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { createDigestRecord } from "../../../../native/models/catalogue/digest-record.ts";
import { ownFiles, writeWholeFile } from "../../../../native/models/download/store/whole-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-whole-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

/** The calls, in their order, with the last name of what each was for; `fail` throws at one of them. */
function noting(done: string[], fail = ""): typeof ownFiles {
  const names = new Map<number, string>();
  const last = (path: unknown): string => String(path).split("/").at(-1) ?? "";
  const note = (what: string): void => {
    done.push(what);
    if (what === fail) throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
  };
  return {
    ...ownFiles,
    openSync: (path, ...more) => {
      const descriptor = ownFiles.openSync(path, ...more);
      names.set(descriptor, last(path) === last(folder) ? "folder" : last(path));
      return descriptor;
    },
    writeFileSync: (descriptor, text) => {
      note(`write ${names.get(descriptor)}`);
      ownFiles.writeFileSync(descriptor, text);
    },
    fsyncSync: (descriptor) => {
      ownFiles.fsyncSync(descriptor);
      note(`sync ${names.get(descriptor)}`);
    },
    renameSync: (from, to) => {
      ownFiles.renameSync(from, to);
      note(`rename ${last(from)} ${last(to)}`);
    },
  };
}

test("a small file is on the disk before it has its name, and its name before anybody is told", () => {
  const done: string[] = [];
  writeWholeFile(join(folder, "list.json"), "{}", noting(done));
  expect(done).toEqual([
    ...["write list.json.new", "sync list.json.new", "rename list.json.new list.json"],
    "sync folder",
  ]);
  expect(readFileSync(join(folder, "list.json"), "utf8")).toBe("{}");
  expect(statSync(join(folder, "list.json")).mode & 0o077).toBe(0);
});

test.each(["write list.json.new", "sync list.json.new"])(
  "what fails at '%s' leaves the file as it was",
  (at) => {
    const path = join(folder, "list.json");
    writeFileSync(path, "before");
    expect(() => writeWholeFile(path, "after", noting([], at))).toThrow("no space left");
    expect(readFileSync(path, "utf8")).toBe("before");
  },
);

test("a folder that cannot be synced costs nothing", () => {
  writeWholeFile(join(folder, "list.json"), "{}", noting([], "sync folder"));
  expect(readFileSync(join(folder, "list.json"), "utf8")).toBe("{}");
});

// defect: the record of digests was moved into place before the disk had it: a power cut left it empty, and forgot what files must stay
test("the record of digests is written as the lists are", async () => {
  const done: string[] = [];
  const record = createDigestRecord(folder, (path, text) => {
    writeWholeFile(path, text, noting(done));
  });
  await record.set("a.gguf", { sha256: "ab", size: 1, modified: 2 });
  expect(done).toContain("sync digests.json.new");
  expect(done.indexOf("sync digests.json.new")).toBeLessThan(
    done.indexOf("rename digests.json.new digests.json"),
  );
  expect(await createDigestRecord(folder).get("a.gguf")).toMatchObject({ sha256: "ab" });
});

// defect: a record that the system would not give counted as empty, and was written over
test("a record of digests that cannot be read is left as it is, and one that is none is set aside", async () => {
  const digest = { sha256: "ab", size: 1, modified: 2 };
  mkdirSync(join(folder, "digests.json"));
  const unread = createDigestRecord(folder);
  await unread.set("a.gguf", digest);
  expect(await unread.get("a.gguf")).toEqual(digest);
  expect(statSync(join(folder, "digests.json")).isDirectory()).toBe(true);
  rmSync(join(folder, "digests.json"), { recursive: true });
  // defect: a moment's trouble at the first reading made every verified file unverified until the node started anew
  writeFileSync(
    join(folder, "digests.json"),
    JSON.stringify({ "b.gguf": digest, "c.gguf": digest }),
  );
  expect(await unread.get("b.gguf")).toEqual(digest);
  await unread.forget("c.gguf");
  expect(Object.keys(JSON.parse(readFileSync(join(folder, "digests.json"), "utf8")))).toEqual([
    "b.gguf",
    "a.gguf",
  ]);
  writeFileSync(join(folder, "digests.json"), "{ half");
  const none = createDigestRecord(folder);
  await none.set("a.gguf", digest);
  expect(readFileSync(join(folder, "digests.json.damaged"), "utf8")).toBe("{ half");
  expect(await createDigestRecord(folder).get("a.gguf")).toEqual(digest);
});

// defect: a record on a drive that was away counted as empty for good, and the next digest wrote over the others when it was back
test("a record of digests that is not there now is looked for again", async () => {
  const digest = { sha256: "ab", size: 1, modified: 2 };
  for (const inTheWay of [undefined, "a file"]) {
    const drive = join(folder, inTheWay ?? "nothing");
    if (inTheWay !== undefined) writeFileSync(drive, inTheWay);
    const own = createDigestRecord(drive);
    expect(await own.get("a.gguf")).toBeUndefined();
    rmSync(drive, { force: true });
    mkdirSync(drive);
    writeFileSync(join(drive, "digests.json"), JSON.stringify({ "a.gguf": digest }));
    expect(await own.get("a.gguf")).toEqual(digest);
    await own.set("b.gguf", digest);
    const kept = JSON.parse(readFileSync(join(drive, "digests.json"), "utf8"));
    expect(Object.keys(kept)).toEqual(["a.gguf", "b.gguf"]);
  }
});

test("what is learned while a record cannot be written joins the one that is found", async () => {
  const digest = { sha256: "ab", size: 1, modified: 2 };
  const drive = join(folder, "drive");
  writeFileSync(drive, "a file");
  const own = createDigestRecord(drive);
  await own.set("b.gguf", digest);
  expect(await own.filesOf("ab")).toEqual([["b.gguf", digest]]);
  rmSync(drive);
  mkdirSync(drive);
  writeFileSync(join(drive, "digests.json"), JSON.stringify({ "a.gguf": digest }));
  expect(await own.filesOf("ab")).toHaveLength(2);
  expect(await createDigestRecord(drive).filesOf("ab")).toHaveLength(2);
});
