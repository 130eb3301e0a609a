import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { otherSha, setUp, sha, sha256Of } from "./store-setup.ts";

describe("the store", () => {
  it("has each content once, however many names it has", async () => {
    const { folder, store, part, digests } = setUp();
    expect(await store.adopt(part("bytes"), sha, "a.gguf")).toBe("a.gguf");
    expect(await store.adopt(part("bytes"), sha, "b.gguf")).toBe("b.gguf");
    const [a, b] = ["a.gguf", "b.gguf"].map((name) => statSync(join(folder, name)));
    expect(a?.ino).toBe(b?.ino);
    expect(readdirSync(join(folder, "blobs"))).toEqual([sha]);
    expect(await digests.get("b.gguf")).toMatchObject({ sha256: sha, size: 5 });
    expect(readdirSync(folder).filter((file) => file.startsWith("part-"))).toEqual([]);
  });

  it("deletes the content with its last name, and not before", async () => {
    const { folder, store, part, digests } = setUp();
    await store.adopt(part("bytes"), sha, "a.gguf");
    await store.giveName(sha, "b.gguf");
    await store.remove("a.gguf");
    expect(await store.has(sha)).toBe(true);
    expect(readFileSync(join(folder, "b.gguf"), "utf8")).toBe("bytes");
    await store.remove("b.gguf");
    expect(await store.has(sha)).toBe(false);
    expect(await digests.get("b.gguf")).toBeUndefined();
  });

  it("never puts one content over another of its name", async () => {
    const { folder, store, part } = setUp();
    await store.adopt(part("one"), sha, "a.gguf");
    expect(await store.adopt(part("two"), otherSha, "a.gguf")).toBe("a-cdcdcdcd.gguf");
    expect(readFileSync(join(folder, "a.gguf"), "utf8")).toBe("one");
    expect(await store.giveName(sha, "a.gguf")).toBe("a.gguf");
  });

  // defect: of two contents of one name that ended together one was lost, and had to be fetched again
  it("gives both a name when two contents of one name end together", async () => {
    const { folder, store, part } = setUp();
    for (let round = 0; round < 20; round += 1) {
      const wanted = [`one ${round}`, `two ${round}`];
      const names = await Promise.all(
        wanted.map((content) => store.adopt(part(content), sha256Of(content), `n${round}.gguf`)),
      );
      expect(names.map((name) => readFileSync(join(folder, name), "utf8"))).toEqual(wanted);
    }
  });

  it("deletes nothing that is in use", async () => {
    const { folder, store, part } = setUp(() => "The engine");
    await store.adopt(part("bytes"), sha, "a.gguf");
    await expect(store.remove("a.gguf")).rejects.toMatchObject({
      code: "MODEL_IN_USE",
      detail: { user: "The engine" },
    });
    expect(existsSync(join(folder, "a.gguf"))).toBe(true);
  });

  it("deletes nothing outside its folder, nothing through a link, no folder and no other file", async () => {
    const { folder, store } = setUp();
    const outside = mkdtempSync(join(tmpdir(), "hearth-outside-"));
    onTestFinished(() => rmSync(outside, { recursive: true, force: true }));
    writeFileSync(join(outside, "x.gguf"), "theirs");
    symlinkSync(join(outside, "x.gguf"), join(folder, "link.gguf"));
    mkdirSync(join(folder, "folder.gguf"));
    writeFileSync(join(folder, "downloads.json"), "{}");
    for (const name of [
      ...["../x.gguf", join(outside, "x.gguf"), "link.gguf", "folder.gguf", "downloads.json"],
      ...["", ".", "..", "blobs/a.gguf", "a\0.gguf"],
    ]) {
      await expect(store.remove(name), name).rejects.toMatchObject({
        code: expect.stringMatching(/^(BAD_INPUT|MODEL_NOT_FOUND)$/),
      });
    }
    expect(readFileSync(join(outside, "x.gguf"), "utf8")).toBe("theirs");
    expect(readdirSync(folder).sort()).toEqual(["downloads.json", "folder.gguf", "link.gguf"]);
  });

  it("sweeps content whose last name somebody else deleted", async () => {
    const { folder, store, part } = setUp();
    await store.adopt(part("one"), sha, "a.gguf");
    await store.adopt(part("two"), otherSha, "b.gguf");
    rmSync(join(folder, "a.gguf"));
    expect(await store.sweep()).toBe(1);
    expect(readdirSync(join(folder, "blobs"))).toEqual([otherSha]);
  });

  it("gives no name to what is not here", async () => {
    const { store } = setUp();
    await expect(store.giveName(sha, "a.gguf")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
