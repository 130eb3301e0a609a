import { copyFileSync, existsSync, readFileSync, renameSync } from "node:fs";
import { expect, it } from "vitest";
import { type JoinPlace, joinInPlace } from "../../../../native/models/join/join-in-place.ts";
import { parts, setUp, sha256, whole } from "./join-bench.ts";

/** Another file with the same bytes in its place, as after a folder was copied to another disk and a link left. */
function moveAway(target: string): void {
  copyFileSync(target, `${target}.copy`);
  renameSync(`${target}.copy`, target);
}

// defect: bytes went to the file that was gone, the record and the deletions to the new place; a torso was taken under the wrong digest
it("a folder that is moved while its parts are joined loses none of them, and nothing else is taken for the whole", async () => {
  const asked: number[] = [];
  const moved = setUp({
    needSpace: async (bytes) => {
      if (asked.push(bytes) === 3) moveAway(moved.target);
    },
  });
  const { place, begin, kept, pathOf, target } = moved;
  await expect(joinInPlace(await begin(), place)).rejects.toThrow("the folder was moved");
  expect(parts.map((_, index) => existsSync(pathOf(index)))).toEqual([false, false, true, true]);
  const between = kept();
  if (between === undefined) throw new Error("no record");
  expect(await joinInPlace(between, place)).toMatchObject({ kind: "whole", sha256 });
  expect(readFileSync(target).equals(whole)).toBe(true);
});

it.each(["a part is deleted", "the last part is gone"])(
  "one that is moved before %s ends the join as well",
  async (when) => {
    const moved = setUp();
    const { place, begin, pathOf, target } = moved;
    const own: JoinPlace = {
      ...place,
      keep: (record) => {
        place.keep(record);
        if (when === "a part is deleted" && record.parts[1]?.joined !== undefined) moveAway(target);
      },
      drop: async (part) => {
        await place.drop(part);
        if (when === "the last part is gone" && part === parts.length - 1) moveAway(target);
      },
    };
    await expect(joinInPlace(await begin(), own)).rejects.toThrow("moved");
    if (when === "a part is deleted") expect(existsSync(pathOf(1))).toBe(true);
  },
);
