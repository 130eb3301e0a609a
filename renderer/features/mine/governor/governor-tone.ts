import type { GovernorStatus } from "../../../../native/api/governor.ts";
import type { Tone } from "../../../ui/marks/state-badge.tsx";

/** How a state of the governor stands. */
export function governorTone(state: GovernorStatus["state"]): Tone {
  switch (state) {
    case "running":
      return "good";
    case "slowed":
    case "paused":
      return "warning";
    case "pausing":
    case "resuming":
      return "busy";
    case "stopped":
      return "bad";
    default:
      return state satisfies never;
  }
}
