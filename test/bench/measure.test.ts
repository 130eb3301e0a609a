import { describe, expect, it } from "vitest";
import { type Row, ratio, type Section, spread } from "./measure.ts";
import { table } from "./report.ts";

const section: Section = { name: "demo", about: "how it goes", run: async () => [] };

describe("figures", () => {
  it("are the middle one of several and both ends, in any order", () => {
    expect(spread([9, 1, 4])).toEqual({ median: 4, least: 1, most: 9, samples: 3 });
    expect(spread([10, 1, 4, 6])).toEqual({ median: 5, least: 1, most: 10, samples: 4 });
    expect(() => spread([])).toThrow(RangeError);
  });

  it("are a ratio where there is an alternative, and only there", () => {
    const row: Row = { name: "a", unit: "ms", measured: spread([30]) };
    expect(ratio(row)).toBeUndefined();
    expect(ratio({ ...row, against: { name: "b", measured: spread([12]) } })).toBe(2.5);
  });

  it("stand in a table with the alternative's name and its own figure", () => {
    const against = { name: "something else", measured: spread([12]) };
    const text = table(section, [
      { name: "one", unit: "ms", measured: spread([29, 30, 1234.5]), against },
      { name: "two", unit: "s", measured: spread([0.0123]) },
    ]);
    const [title, , one, two] = text.split("\n");
    expect(title).toBe("== demo: how it goes");
    expect(one?.split(/ {2,}/)).toEqual([
      "one",
      "30.0",
      "ms",
      "29.0..1235",
      "3",
      "2.50 x of something else",
      "12.0 ms",
      "12.0..12.0",
    ]);
    expect(two?.split(/ {2,}/)).toEqual(["two", "0.012", "s", "0.012..0.012", "1"]);
  });
});
