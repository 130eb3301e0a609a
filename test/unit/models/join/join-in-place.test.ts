import {
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type JoinPlace, joinInPlace } from "../../../../native/models/join/join-in-place.ts";
import { type JoinRecord, readJoinRecord } from "../../../../native/models/join/join-record.ts";
import { parts, setUp, sha256, whole } from "./join-bench.ts";

class Killed extends Error {}

/** Ends the join at its `at`-th step: a piece that is copied, a record, or a deletion, before or after it is done. */
function killedAt(at: number, place: JoinPlace): { place: JoinPlace; steps: () => number } {
  let steps = 0;
  const step = (): void => {
    steps += 1;
    if (steps === at) throw new Killed();
  };
  const signal = Object.assign(new AbortController().signal, { throwIfAborted: step });
  return {
    steps: () => steps,
    place: {
      ...place,
      signal,
      keep: (record) => {
        step();
        place.keep(record);
        step();
      },
      drop: async (part) => {
        step();
        await place.drop(part);
        step();
      },
    },
  };
}

it("gives the whole to the byte and leaves none of the parts", async () => {
  const { place, begin, pathOf, target } = setUp();
  const joined = await joinInPlace(await begin(), place);
  expect(joined).toEqual({ kind: "whole", sha256, bytes: whole.length });
  expect(readFileSync(target).equals(whole)).toBe(true);
  expect(parts.some((_, index) => existsSync(pathOf(index)))).toBe(false);
});

/** Opens the whole so that nothing waits for the disk, which takes its time: what a kill leaves is the same. */
const openQuickly = async (path: string, flags: string): Promise<FileHandle> => {
  const atOnce = async (): Promise<void> => undefined;
  return Object.assign(await open(path, flags), { datasync: atOnce, sync: atOnce });
};

it("ended at any step, and again at any later one, it goes on with every byte in one place at least", async () => {
  const free = setUp();
  const begun = await free.begin();
  const head = readFileSync(free.target);
  const counted = killedAt(Number.POSITIVE_INFINITY, free.place);
  await joinInPlace(begun, counted.place);
  const all = counted.steps();
  expect(all).toBeGreaterThan(20);
  for (let at = 1; at <= all; at += 1) {
    const { place: own, kept, pathOf, target, folder } = setUp();
    const keep: JoinPlace["keep"] = (record) =>
      writeFileSync(join(folder, "join.json"), JSON.stringify(record));
    const place = { ...own, keep };
    writeFileSync(target, head);
    keep(begun);
    const life = (record: JoinRecord, end = Number.POSITIVE_INFINITY) =>
      joinInPlace(record, killedAt(end, place).place, openQuickly);
    await expect(life(begun, at)).rejects.toThrow(Killed);
    const between = kept();
    if (between === undefined) throw new Error(`no record after step ${at}`);
    for (const [index, part] of between.parts.entries())
      expect(part.joined !== undefined || existsSync(pathOf(index)), `step ${at}`).toBe(true);
    // Bytes that the second life finds behind what was joined are of no meaning.
    const size = statSync(target).size;
    writeFileSync(target, Buffer.alloc(99, 1), { flag: "a" });
    await life(between, 1 + ((at * 7) % all)).catch(() => undefined);
    const again = kept();
    if (again === undefined) throw new Error(`no record after step ${at} and another`);
    expect(await life(again), `step ${at}, ${size} bytes`).toEqual({
      ...{ kind: "whole", sha256, bytes: whole.length },
    });
    expect(readFileSync(target).equals(whole)).toBe(true);
    rmSync(folder, { recursive: true, force: true });
  }
});

it("never takes more room than the whole and its largest part", async () => {
  let most = 0;
  const { place, begin, pathOf, target } = setUp();
  const lying = (path: string): number => (existsSync(path) ? statSync(path).size : 0);
  const measure = (): void => {
    const sizes = [target, ...parts.map((_, index) => pathOf(index))].map(lying);
    most = Math.max(
      most,
      sizes.reduce((sum, size) => sum + size, 0),
    );
  };
  const asked: number[] = [];
  await joinInPlace(await begin(), {
    ...place,
    needSpace: async (bytes) => void asked.push(bytes),
    keep: (record) => {
      measure();
      place.keep(record);
    },
  });
  const largest = Math.max(...parts.map((part) => part.length));
  // The heads of the parts are there beside that of the whole.
  expect(most).toBeLessThan(whole.length + largest + 64 * 1024);
  expect(Math.max(...asked)).toBeLessThanOrEqual(largest);
});

it("what was joined and reads back as something else is told, and so is a head", async () => {
  const { place, begin, kept, target } = setUp();
  const record = await begin();
  await joinInPlace(record, killedAt(14, place).place).catch(() => undefined);
  const between = kept();
  const done = between?.parts.findLastIndex(({ joined }) => joined !== undefined) ?? -1;
  expect(done).toBeGreaterThan(0);
  const bytes = readFileSync(target);
  const at = record.head.bytes + 5;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(target, bytes);
  if (between === undefined) throw new Error("no record");
  expect(await joinInPlace(between, place)).toEqual({ kind: "damaged", part: 1 });
  bytes[9] = (bytes[9] ?? 0) ^ 1;
  writeFileSync(target, bytes);
  expect(await joinInPlace(between, place)).toEqual({ kind: "damaged", part: "head" });
});

it("a record that is none, of other parts, or of a file that is shorter than it says is not believed", async () => {
  const { place, begin, kept, folder, target } = setUp();
  await joinInPlace(await begin(), place);
  expect(kept()?.parts).toHaveLength(parts.length);
  expect(readJoinRecord(folder, target, parts.length - 1)).toBeUndefined();
  writeFileSync(target, readFileSync(target).subarray(0, -1));
  expect(kept()).toBeUndefined();
  writeFileSync(target, whole);
  expect(kept()).toBeDefined();
  writeFileSync(join(folder, "join.json"), "{");
  expect(kept()).toBeUndefined();
});

// defect: a record that the system did not give at that moment counted as none, and all that was joined was deleted and fetched again
it.each(["join.json", "model.part"])(
  "where the system does not give %s, the record is not taken for none",
  async (name) => {
    const { place, begin, kept, folder } = setUp();
    await joinInPlace(await begin(), place);
    const path = join(folder, name);
    renameSync(path, `${path}.aside`);
    expect(kept()).toBeUndefined();
    symlinkSync(path, path);
    expect(kept).toThrow("ELOOP");
    rmSync(path);
    renameSync(`${path}.aside`, path);
    expect(kept()?.parts).toHaveLength(parts.length);
  },
);

it("a part that became shorter is damaged and is not deleted", async () => {
  const { place, begin, pathOf, kept } = setUp();
  const record = await begin();
  writeFileSync(pathOf(2), (parts[2] ?? Buffer.alloc(0)).subarray(0, -40));
  await expect(joinInPlace(record, place)).rejects.toMatchObject({ code: "MODEL_DAMAGED" });
  expect(kept()?.parts.map(({ joined }) => joined !== undefined)).toEqual([
    ...[true, true, false, false],
  ]);
  expect(existsSync(pathOf(2)) && existsSync(pathOf(3))).toBe(true);
});

/** Opens the whole so that each thing that is done to it is noted; `fail` throws at one of them. */
function noting(done: string[], fail = ""): (path: string, flags: string) => Promise<FileHandle> {
  const note = (what: string): void => {
    if (what !== "write" || done.at(-1) !== "write") done.push(what);
    if (what === fail) throw new Error(`no ${what}`);
  };
  return async (path, flags) =>
    new Proxy(await open(path, flags), {
      get: (handle, name) => {
        const member: unknown = Reflect.get(handle, name, handle);
        if (typeof member !== "function") return member;
        return (...given: unknown[]): unknown => {
          if (["write", "datasync", "truncate", "sync"].includes(String(name))) note(String(name));
          return Reflect.apply(member, handle, given);
        };
      },
    });
}

// defect: with neither wait for the disk all tests held
it("the disk has a part's bytes before the record says so, and the record before the part goes", async () => {
  const done: string[] = [];
  const { place, begin } = setUp();
  const record = await begin();
  const own: JoinPlace = {
    ...place,
    keep: (next) => {
      done.push("record");
      place.keep(next);
    },
    drop: async (part) => {
      done.push("delete");
      await place.drop(part);
    },
  };
  await joinInPlace(record, own, noting(done));
  // The first part is metadata alone: nothing of it is in the whole.
  const steps = record.parts.map(({ bytes }) => [
    ...(bytes === 0 ? [] : ["write"]),
    ...["datasync", "record", "delete"],
  ]);
  expect(done).toEqual([...steps.flat(), "truncate", "sync"]);
});

it.each([
  ["write", [true, false, false, false]],
  ["datasync", [false, false, false, false]],
  ["sync", [true, true, true, true]],
])(
  "where the disk fails at %s, every part lies beside or is told as joined",
  async (fail, joined) => {
    const { place, begin, kept, pathOf } = setUp();
    await expect(joinInPlace(await begin(), place, noting([], fail))).rejects.toThrow(`no ${fail}`);
    expect(kept()?.parts.map((part) => part.joined !== undefined)).toEqual(joined);
    expect(parts.map((_, index) => !existsSync(pathOf(index)))).toEqual(joined);
  },
);
