import type { DatabaseSync } from "node:sqlite";
import type { TimelineEvent } from "../api/node.ts";

/** Lines kept; older ones are dropped as new ones come. */
const KEPT_LINES = 5_000;

/** What happened and why, kept over restarts. */
export interface TimelineTable {
  append(line: Omit<TimelineEvent, "sequence">): TimelineEvent;
  /** The newest `limit` lines, newest first. */
  newest(limit: number): readonly TimelineEvent[];
}

/** The `timeline` table of the ledger file. */
export function createTimelineTable(database: DatabaseSync): TimelineTable {
  const insert = database.prepare(
    "INSERT INTO timeline (time, level, source, message, facts, code) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const trim = database.prepare("DELETE FROM timeline WHERE sequence <= ?");
  const newest = database.prepare("SELECT * FROM timeline ORDER BY sequence DESC LIMIT ?");
  return {
    append: (line) => {
      // Not RETURNING: its row comes before the write is committed, and a full disk would go unnoticed.
      const { lastInsertRowid } = insert.run(
        line.time,
        line.level,
        line.source,
        line.message,
        JSON.stringify(line.values),
        line.code ?? null,
      );
      const sequence = Number(lastInsertRowid);
      if (sequence % 100 === 0) trim.run(sequence - KEPT_LINES);
      return { ...line, sequence };
    },
    newest: (limit) =>
      newest.all(limit).map((row) => ({
        sequence: row.sequence as number,
        time: row.time as number,
        level: row.level as TimelineEvent["level"],
        source: row.source as TimelineEvent["source"],
        message: row.message as string,
        values: JSON.parse(row.facts as string) as TimelineEvent["values"],
        ...(row.code === null ? {} : { code: row.code as string }),
      })),
  };
}
