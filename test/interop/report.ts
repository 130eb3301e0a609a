import { z } from "zod";
import type { Outcome, Row } from "./suite.ts";

const reportLine = z.union([
  z.object({ command: z.string().min(1), ok: z.literal(true) }),
  z.object({
    command: z.string().min(1),
    ok: z.literal(false),
    why: z.string().min(1),
    known: z.boolean().optional(),
  }),
]);
type ReportLine = z.infer<typeof reportLine>;

/**
 * The row in one line of a program's standard output: `{"command": "transfer", "ok": true}`, or `"ok": false` with
 * `"why"`, and `"known": true` where that reason was expected. Undefined for whatever else a tool prints; a line
 * that begins as a report and is none is a failed row.
 */
export function readReportLine(tool: string, line: string): Row | undefined {
  if (!line.startsWith('{"command"')) return undefined;
  const parsed = reportLine.safeParse(parseJson(line));
  if (!parsed.success) {
    return { tool, command: line.slice(0, 100), outcome: { failed: "not a line of a report" } };
  }
  return { tool, command: parsed.data.command, outcome: outcomeOf(parsed.data) };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function outcomeOf(line: ReportLine): Outcome {
  if (line.ok) return "works";
  return line.known === true ? { whyNot: line.why } : { failed: line.why };
}
