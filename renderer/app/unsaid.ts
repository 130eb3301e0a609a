import type { TimelineEvent } from "../../native/api/node.ts";

/** Warnings and errors that were not there before; nothing at the first look. */
export function unsaid(
  lines: readonly TimelineEvent[],
  before: ReadonlySet<number> | undefined,
): readonly TimelineEvent[] {
  if (before === undefined) return [];
  return lines.filter(
    (line) => (line.level === "warning" || line.level === "error") && !before.has(line.sequence),
  );
}
