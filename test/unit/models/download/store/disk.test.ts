import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { StoreDisk } from "../../../../../native/models/download/store/disk.ts";
import { noting, setUp, sha } from "./store-setup.ts";

describe("what the disk is asked for", () => {
  it("is the content's place before its name, each made to last before the next", async () => {
    const done: string[] = [];
    const { store, part, folder } = setUp(undefined, noting(done));
    await store.adopt(part("bytes"), sha, "a.gguf");
    const own = folder.split("/").at(-1);
    expect(done).toEqual([
      `rename part-1 ${sha}`,
      "sync blobs",
      `link ${sha} a.gguf`,
      `sync ${own}`,
    ]);
  });

  // defect: a name that was given to what is here was not made to last, as the first one is
  it("is that a second name lasts as the first does", async () => {
    const done: string[] = [];
    const { store, part, folder } = setUp(undefined, noting(done));
    await store.adopt(part("bytes"), sha, "a.gguf");
    done.length = 0;
    await store.giveName(sha, "b.gguf");
    expect(done).toEqual([`link ${sha} b.gguf`, `sync ${folder.split("/").at(-1)}`]);
  });
});

const noLinks: Partial<StoreDisk> = {
  link: async () => {
    throw Object.assign(new Error("operation not permitted"), { code: "EPERM" });
  },
};

describe("a file system that knows no links", () => {
  // defect: on a file system without links each start of a download that was done fetched all of it again, under one more name
  it("is where content keeps its one name", async () => {
    const done: string[] = [];
    const { folder, store, part } = setUp(undefined, noting(done, noLinks));
    expect(await store.adopt(part("bytes"), sha, "a.gguf")).toBe("a.gguf");
    expect(await store.has(sha)).toBe(true);
    expect(await store.giveName(sha, "a.gguf")).toBe("a.gguf");
    expect(await store.giveName(sha, "b.gguf")).toBe("a.gguf");
    expect(await store.adopt(part("bytes"), sha, "c.gguf")).toBe("a.gguf");
    expect(readdirSync(folder).filter((file) => file.endsWith(".gguf"))).toEqual(["a.gguf"]);
    expect(readdirSync(folder).filter((file) => file.startsWith("part-"))).toEqual([]);
    await store.remove("a.gguf");
    expect(await store.has(sha)).toBe(false);
  });
});
