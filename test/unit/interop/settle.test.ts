import { describe, expect, it } from "vitest";
import { needsAnother, type SuiteResult, settled } from "../../interop/settle.ts";
import type { Row } from "../../interop/suite.ts";

const works = (command: string): Row => ({ tool: "tool 1", command, outcome: "works" });
const fails = (command: string, failed = "no"): Row => ({
  tool: "tool 1",
  command,
  outcome: { failed },
});
const result = (rows: readonly Row[], troubles: readonly string[] = []): SuiteResult => ({
  rows,
  troubles,
});

describe("two runs of a suite", () => {
  it("are wanted only where something failed", () => {
    const known: Row = { tool: "tool 1", command: "b", outcome: { whyNot: "gone" } };
    expect(needsAnother(result([works("a"), known]))).toBe(false);
    expect(needsAnother(result([works("a"), fails("b")]))).toBe(true);
    expect(needsAnother(result([works("a")], ["the node ended"]))).toBe(true);
  });

  it("have a command fail that failed in both", () => {
    const both = settled(result([works("a"), fails("b")]), result([works("a"), fails("b", "yes")]));
    expect(both).toEqual({ rows: [works("a"), fails("b")], troubles: [], unsteady: [] });
  });

  it("name what failed in one alone, in whichever", () => {
    const both = settled(result([fails("a"), works("b")]), result([works("a"), fails("b")]));
    expect(both.rows).toEqual([works("a"), works("b")]);
    expect(both.unsteady).toEqual([fails("a"), fails("b")]);
  });

  it("add what only the second came to, and forget a program that died in the first alone", () => {
    const both = settled(
      result([works("a"), fails("reads.py (the program)")], ["stopped early"]),
      result([works("a"), works("b")]),
    );
    expect(both.rows).toEqual([works("a"), works("b")]);
    expect(both.unsteady).toEqual([fails("reads.py (the program)")]);
    expect(both.troubles).toEqual([]);
  });

  it("keep the failure of a command that a second run never reached", () => {
    const both = settled(
      result([fails("a"), fails("b")]),
      result([fails("a")], ["the node ended"]),
    );
    expect(both.rows).toEqual([fails("a"), fails("b")]);
    expect(both.troubles).toEqual(["the node ended"]);
  });
});
