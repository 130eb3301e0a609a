import type { TimelineEvent } from "../../../native/api/node.ts";
import type { World } from "./world.ts";

/** Puts a line on the timeline. */
export function say(
  world: World,
  level: TimelineEvent["level"],
  source: TimelineEvent["source"],
  message: string,
  values: TimelineEvent["values"],
): void {
  const line = {
    sequence: world.lines.length + 1,
    time: Date.now(),
    level,
    source,
    message,
    values,
  };
  world.lines.unshift(line);
  world.channels.events.publish(line);
}
