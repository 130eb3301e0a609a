import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Row } from "../../interop/suite.ts";
import { differences, readTable, writeTable } from "../../interop/table.ts";

const works: Row = { tool: "tool 1", command: "transfer", outcome: "works" };
const known: Row = { tool: "tool 1", command: "fly", outcome: { whyNot: "no wings" } };
const failed: Row = { tool: "tool 1", command: "swim", outcome: { failed: "drowned" } };
const document = "# Tools\n\nWords.\n";

describe("the table of a suite", () => {
  it("says what was written, and nothing of what failed", () => {
    const written = writeTable(document, "first", "First tools", [works, known, failed]);
    expect(written).toContain("# Tools\n\nWords.\n\n## First tools\n\n");
    expect(written).toContain("| tool 1 | `transfer` | yes |  |\n");
    expect(written).toContain("| tool 1 | `fly` | no | no wings |\n");
    expect(readTable(written, "first")).toEqual([
      { tool: "tool 1", command: "transfer", whyNot: "" },
      { tool: "tool 1", command: "fly", whyNot: "no wings" },
    ]);
  });

  it("is replaced where it stands, beside those of others and the words around it", () => {
    const both = writeTable(writeTable(document, "a", "A", [works]), "b", "B", [known]);
    const again = writeTable(both, "a", "A", [known, works]);
    expect(readTable(again, "b")).toEqual(readTable(both, "b"));
    expect(readTable(again, "a").map(({ command }) => command)).toEqual(["fly", "transfer"]);
    expect(again.match(/## A/g)).toHaveLength(1);
    expect(writeTable(again, "a", "A", [works])).toBe(both);
    expect(readTable(again, "c")).toEqual([]);
  });

  it("reads back any names and reasons", () => {
    const text = fc.stringMatching(/^[a-z|\\ .()]*[a-z|.()]$/).map((one) => one.trim());
    const names = fc.uniqueArray(text, { minLength: 1 });
    fc.assert(
      fc.property(names, text, (commands, whyNot) => {
        const rows = commands.map((command): Row => ({ tool: "t", command, outcome: { whyNot } }));
        const table = readTable(writeTable(document, "s", "S", rows), "s");
        expect(differences(table, rows)).toEqual([]);
        expect(table).toHaveLength(rows.length);
      }),
    );
  });
});

describe("the comparison of a run with its table", () => {
  const table = readTable(writeTable(document, "s", "S", [works, known]), "s");

  it("finds nothing where both say the same, in whatever order", () => {
    expect(differences(table, [known, works])).toEqual([]);
  });

  it("leaves what failed to its own line, but wants it in the table", () => {
    expect(differences(table, [known, { ...works, outcome: { failed: "no" } }])).toEqual([]);
    expect(differences(table, [known, works, failed])).toEqual([
      "tool 1 | swim: is not in the table",
    ]);
  });

  it("names what is missing, new, twice, or says something else", () => {
    expect(differences(table, [works])).toEqual(["tool 1 | fly: is in the table, but was not run"]);
    expect(differences(table, [works, known, known])).toEqual(["tool 1 | fly: came twice"]);
    expect(differences(table, [works, { ...known, outcome: "works" }])).toEqual([
      'tool 1 | fly: the table says "no wings", the run ""',
    ]);
    expect(differences(table, [known, { ...works, outcome: { whyNot: "rain" } }])).toEqual([
      'tool 1 | transfer: the table says "", the run "rain"',
    ]);
    expect(differences(table, [works, known, { ...works, tool: "tool 2" }])).toEqual([
      "tool 2 | transfer: is not in the table",
    ]);
  });
});
