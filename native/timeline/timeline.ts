import type { TimelineEvent } from "../api/node.ts";
import type { TimelineTable } from "../store/timeline-table.ts";
import { type Channel, createChannel } from "./channel.ts";

/** One line to be written; `message` is a key of the page's locale. */
export type TimelineLine = Omit<TimelineEvent, "sequence" | "time" | "values"> & {
  readonly values?: TimelineEvent["values"];
};

/** The node's diary: what happened and why. */
export interface Timeline {
  write(line: TimelineLine): void;
  newest(limit: number): readonly TimelineEvent[];
  readonly lines: Channel<TimelineEvent>;
}

/** A timeline that keeps its lines in `table`. A line that cannot be kept is still shown: a full disk must not silence it. */
export function createTimeline(table: TimelineTable, now: () => number): Timeline {
  const lines = createChannel<TimelineEvent>();
  const unsaved: TimelineEvent[] = [];
  return {
    lines,
    write: (line) => {
      const event = { ...line, time: now(), values: line.values ?? {} };
      let kept: TimelineEvent;
      try {
        kept = table.append(event);
      } catch {
        kept = { ...event, sequence: Number.MAX_SAFE_INTEGER - unsaved.length };
        unsaved.unshift(kept);
        unsaved.length = Math.min(unsaved.length, 100);
      }
      lines.publish(kept);
    },
    newest: (limit) =>
      [...unsaved, ...table.newest(limit)]
        .sort((left, right) => right.time - left.time)
        .slice(0, limit),
  };
}
