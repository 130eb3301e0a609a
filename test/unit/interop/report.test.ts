import { describe, expect, it } from "vitest";
import { readReportLine } from "../../interop/report.ts";

const read = (line: string) => readReportLine("tool 1", line);

describe("a line that a tool's program prints", () => {
  it("is a row where the command works", () => {
    expect(read('{"command": "transfer", "ok": true}')).toEqual({
      tool: "tool 1",
      command: "transfer",
      outcome: "works",
    });
  });

  it("is a row with the reason where it does not, known beforehand or not", () => {
    const why = "the chain | said no";
    const line = { command: "transfer", ok: false, why };
    expect(read(JSON.stringify(line))?.outcome).toEqual({ failed: why });
    expect(read(JSON.stringify({ ...line, known: false }))?.outcome).toEqual({ failed: why });
    expect(read(JSON.stringify({ ...line, known: true }))?.outcome).toEqual({ whyNot: why });
  });

  it.each(["", "Connecting ...", '  {"command": "transfer", "ok": true}', '{"netuid": 1}'])(
    "is none where the tool talks: %j",
    (line) => {
      expect(read(line)).toBeUndefined();
    },
  );

  it.each([
    '{"command": "transfer", "ok": false}',
    '{"command": "transfer", "ok": false, "why": ""}',
    '{"command": "transfer", "ok": 1}',
    '{"command": "", "ok": true}',
    '{"command": "transfer"',
  ])("is a failure where a report is broken: %s", (line) => {
    expect(read(line)?.outcome).toEqual({ failed: "not a line of a report" });
  });
});
