import type { TimelineEvent } from "../api/node.ts";
import type { SupervisedStatus } from "../processes/supervised-status.ts";
import type { Timeline } from "../timeline/timeline.ts";

const sources: Readonly<Record<string, Extract<TimelineEvent["source"], "engine" | "practice">>> = {
  engine: "engine",
  "practice-node": "practice",
  "practice-residents": "practice",
};

const codes = { engine: "ENGINE_DOWN", practice: "PRACTICE_NODE_DOWN" } as const;

/** Writes the turns in a child process's life that a person should know: it runs, it fell and comes back, it was given up. */
export function processLine(status: SupervisedStatus, timeline: Pick<Timeline, "write">): void {
  const source = sources[status.name] ?? "node";
  const values = { name: status.name, reason: status.lastError ?? "", restarts: status.restarts };
  const code = source === "node" ? {} : { code: codes[source] };
  switch (status.state) {
    case "starting":
    case "stopped":
      break;
    case "running":
      timeline.write({
        level: status.restarts > 0 ? "good" : "info",
        source,
        message: status.restarts > 0 ? "processBack" : "processUp",
        values,
      });
      break;
    case "backing-off":
      timeline.write({ level: "warning", source, message: "processDown", values, ...code });
      break;
    case "gave-up":
      timeline.write({ level: "error", source, message: "processGaveUp", values, ...code });
      break;
    default:
      status.state satisfies never;
  }
}

/** Listens to one of the child processes among all. */
export function processListener(
  name: string,
  listen: (listener: (status: SupervisedStatus) => void) => () => void,
) {
  return (listener: (status: SupervisedStatus) => void): (() => void) =>
    listen((status) => {
      if (status.name === name) listener(status);
    });
}
