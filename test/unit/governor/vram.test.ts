import { describe, expect, it } from "vitest";
import { defaultSettings } from "../../../native/governor/default-settings.ts";
import type { GpuReading } from "../../../native/governor/machine/readings.ts";
import { type VramMemory, vramFinding, watchVram } from "../../../native/governor/rules/vram.ts";

const GIB = 2 ** 30;
const { others: rule } = defaultSettings({ practice: false });

function reading(others: number, own: number, change: Partial<GpuReading> = {}): GpuReading {
  return {
    id: "gpu-0",
    name: "RTX",
    dedicated: true,
    totalBytes: 12 * GIB,
    usedBytes: (others + own) * GIB,
    ownBytes: own * GIB,
    ...change,
  };
}
const follow = (looks: readonly (readonly [others: number, own: number])[]): VramMemory =>
  looks.reduce(
    (memory: VramMemory, [others, own]) => watchVram(rule, memory, [reading(others, own)]),
    {},
  );
const says = (...looks: (readonly [number, number])[]) => vramFinding(rule, follow(looks));

describe("another program's wish for the GPU's memory", () => {
  it("is growth beside ours that leaves less than the rule's share free", () => {
    expect(says([1, 0], [1, 8])).toBeUndefined();
    expect(says([1, 0], [1, 8], [2, 8])).toBeUndefined();
    expect(says([1, 0], [1, 8], [3.8, 8])).toMatchObject({
      action: "pause",
      limit: rule.freeBytes,
    });
  });

  it("is not a model of ours that filled the GPU by itself", () => {
    expect(says([1, 0], [1, 10.8])).toBeUndefined();
    expect(says([1, 0], [1, 10.8], [1.1, 10.8])).toBeUndefined();
  });

  it("holds while ours would not fit again: what we gave back ourselves is no reason to take it again", () => {
    const wanted = [
      [1, 0],
      [1, 8],
      [3.8, 8],
    ] as const;
    expect(says(...wanted, [3.8, 0])).toBeDefined();
    expect(says(...wanted, [3.8, 0], [9, 0])).toBeDefined();
    expect(says(...wanted, [3.8, 0], [2, 0])).toBeUndefined();
    expect(says(...wanted, [3.8, 0], [1, 0])).toBeUndefined();
  });

  it("ends where others are back where they began, however little that leaves", () => {
    const tight = [
      [1, 0],
      [1, 10.8],
      [1.2, 10.8],
    ] as const;
    expect(says(...tight, [1.3, 10.7], [1, 0])).toBeUndefined();
  });

  it("takes what others hold as given when ours goes in", () => {
    expect(says([6, 0], [6, 5.6])).toBeUndefined();
    expect(says([6, 0], [6, 5.6], [6.3, 5.6])).toMatchObject({ kind: "vram" });
  });

  it("is not asked of memory that is everybody's, nor where the rule is off", () => {
    const shared = reading(3.8, 8, { dedicated: false });
    expect(watchVram(rule, {}, [shared])).toEqual({});
    expect(
      vramFinding(
        { ...rule, vram: "run" },
        follow([
          [1, 8],
          [3.8, 8],
        ]),
      ),
    ).toBeUndefined();
  });

  // defect: of two cards without a list of programs, one that is full gave way when a model was unloaded on the other
  it("is not our own model's weight where only an even share of it is known", () => {
    const share = (used: number, own: number): GpuReading =>
      reading(used - own, own, { ownIsShare: true });
    const loaded = [share(1, 0), share(7, 0), share(11.8, 0), share(11.8, 6)];
    const looks = (more: readonly GpuReading[]) =>
      [...loaded, ...more].reduce((before: VramMemory, one) => watchVram(rule, before, [one]), {});
    expect(vramFinding(rule, looks([]))).toBeUndefined();
    expect(vramFinding(rule, looks([share(11.8, 6), share(11.9, 6)]))).toBeUndefined();
    // A second model comes and goes on the other card, and then comes a game.
    const second = [share(11.6, 6.5), share(11.6, 6)];
    expect(vramFinding(rule, looks(second))).toBeUndefined();
    expect(vramFinding(rule, looks([...second, share(12, 6)]))).toMatchObject({ kind: "vram" });
  });

  describe("is not seen in figures that do not compare", () => {
    const run = (looks: readonly GpuReading[], from: VramMemory = {}) =>
      looks.reduce((before, one) => watchVram(rule, before, [one]), from);
    const by = (others: number, own: number, change: Partial<GpuReading> = {}) =>
      reading(others, own, { usedBy: "windows", listed: own > 0, ...change });
    /** What is left when the driver falls silent: llama.cpp knows of nobody else, and counts less of ours. */
    const silent = reading(0, 10, { usedBytes: 0, usedBy: "llama.cpp", listed: false });
    const loaded = [by(1, 0), by(1, 10.75)];
    const game = by(1.25, 10.75, { program: "game.exe" });

    // defect: a gap of the driver's figures took the desktop's own memory for a program that came, and paused for good
    it.each([1, 30, 119, 400])("after %d looks without the driver's", (gap) => {
      const before = run([...loaded, ...Array.from({ length: gap }, () => silent)]);
      const back = Array.from({ length: 200 }, () => by(1, 10.75));
      const found = back.map((_, index) =>
        vramFinding(rule, run(back.slice(0, index + 1), before)),
      );
      expect(found.filter((one) => one !== undefined)).toEqual([]);
      expect(vramFinding(rule, run([...back, game], before))).toMatchObject({ kind: "vram" });
    });

    // defect: a model that went in while the sensors still told of the moment before made the desktop count as new
    it("while what is in use is of a moment before our model came", () => {
      const late = reading(0, 10.75, { usedBytes: GIB, usedBy: "windows", listed: false });
      expect(vramFinding(rule, run([by(1, 0), late, late, by(1, 10.75)]))).toBeUndefined();
      expect(vramFinding(rule, run([late, late, by(1, 10.75)]))).toBeUndefined();
      expect(vramFinding(rule, run([late, by(1, 10.75), game]))).toMatchObject({ kind: "vram" });
    });

    // defect: where the driver's list failed for a second, what it counts more of ours than the engine does was somebody else's
    it("while the driver's list of programs is missing", () => {
      const unlisted = by(1.75, 10, { listed: false });
      expect(vramFinding(rule, run([...loaded, unlisted, by(1, 10.75)]))).toBeUndefined();
      // Where it stays away, it is counted from there.
      const long = Array.from({ length: 200 }, () => unlisted);
      expect(vramFinding(rule, run([...loaded, ...long]))).toBeUndefined();
      const more = by(2, 10, { listed: false, program: "game.exe" });
      expect(vramFinding(rule, run([...loaded, ...long, more]))).toMatchObject({ kind: "vram" });
    });

    // defect: of two cards the even share counted all of a card as ours until a list came, and then the desktop was new
    it("when a list takes the place of an even share", () => {
      const share = reading(0, 1, { usedBy: "windows", ownIsShare: true });
      expect(vramFinding(rule, run([by(1, 0), share, by(1, 10.75)]))).toBeUndefined();
      expect(vramFinding(rule, run([by(1, 0), share, by(1, 10.75), game]))).toBeDefined();
    });

    it("nor is its end: who wants the memory keeps it, but not for ever", () => {
      const wanted = run([...loaded, by(3.75, 8)]);
      const gone = by(0, 0, { usedBy: "llama.cpp", listed: false });
      const away = (looks: number) =>
        Array.from({ length: looks }).reduce(
          (before: VramMemory) => watchVram(rule, before, [gone], { place: "away" }),
          wanted,
        );
      expect(vramFinding(rule, wanted)).toBeDefined();
      expect(vramFinding(rule, away(100))).toBeDefined();
      expect(vramFinding(rule, away(200))).toBeUndefined();
    });
  });

  it("names the program where the driver does", () => {
    const looks = [reading(1, 8), reading(3.8, 8, { program: "game.exe" })];
    const memory = looks.reduce((before: VramMemory, one) => watchVram(rule, before, [one]), {});
    expect(vramFinding(rule, memory)).toMatchObject({ subject: "game.exe" });
  });
});
