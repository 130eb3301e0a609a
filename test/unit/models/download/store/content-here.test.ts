import { readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { setUp, sha, sha256Of } from "./store-setup.ts";

describe("content that somebody wrote into", () => {
  // defect: whatever lay under a digest's name was given one more name, and called verified, though every name of it is one file
  it("is not here any more, and what comes new stands beside it", async () => {
    const { folder, store, part, digests } = setUp();
    const own = sha256Of("bytes");
    await store.adopt(part("bytes"), own, "a.gguf");
    writeFileSync(join(folder, "a.gguf"), "other");
    utimesSync(join(folder, "a.gguf"), 1, 1);
    expect(await store.has(own)).toBe(false);
    await expect(store.giveName(own, "b.gguf")).rejects.toMatchObject({ code: "NOT_FOUND" });
    const name = await store.adopt(part("bytes"), own, "a.gguf");
    expect(name).toBe(`a-${own.slice(0, 8)}.gguf`);
    expect(readFileSync(join(folder, name), "utf8")).toBe("bytes");
    expect(readFileSync(join(folder, "a.gguf"), "utf8")).toBe("other");
    expect((await digests.get("a.gguf"))?.modified).not.toBe(1000);
    expect(await store.has(own)).toBe(true);
  });

  it("is here when only its time was changed", async () => {
    const { folder, store, part, digests } = setUp();
    const own = sha256Of("bytes");
    await store.adopt(part("bytes"), own, "a.gguf");
    utimesSync(join(folder, "a.gguf"), 1, 1);
    expect(await store.giveName(own, "a.gguf")).toBe("a.gguf");
    expect(await digests.get("a.gguf")).toMatchObject({ sha256: own, modified: 1000 });
  });

  it("is on the disk once when it comes twice at the same moment", async () => {
    const { folder, store, part } = setUp();
    const own = sha256Of("bytes");
    const names = await Promise.all(
      ["a.gguf", "b.gguf", "c.gguf"].map((name) => store.adopt(part("bytes"), own, name)),
    );
    expect(new Set(names.map((name) => statSync(join(folder, name)).ino)).size).toBe(1);
  });
});

describe("content that is here beside the store", () => {
  // defect: a file that was added and verified was fetched again, whole, and lay there twice
  it("is here, is named without a copy, and a copy that came all the same is let go", async () => {
    const { folder, store, part, digests } = setUp();
    writeFileSync(join(folder, "mine.gguf"), "bytes");
    const { size, mtimeMs } = statSync(join(folder, "mine.gguf"));
    await digests.set("mine.gguf", { sha256: sha, size, modified: mtimeMs });
    expect(await store.has(sha)).toBe(true);
    expect(await store.giveName(sha, "named.gguf")).toBe("named.gguf");
    expect(await store.adopt(part("bytes"), sha, "third.gguf")).toBe("third.gguf");
    const inodes = ["mine.gguf", "named.gguf", "third.gguf"].map(
      (name) => statSync(join(folder, name)).ino,
    );
    expect(new Set(inodes).size).toBe(1);
  });

  it("is not believed to be here once it was changed", async () => {
    const { folder, store, digests } = setUp();
    writeFileSync(join(folder, "mine.gguf"), "bytes");
    const { mtimeMs } = statSync(join(folder, "mine.gguf"));
    await digests.set("mine.gguf", { sha256: sha, size: 4, modified: mtimeMs });
    expect(await store.has(sha)).toBe(false);
    await expect(store.giveName(sha, "b.gguf")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
