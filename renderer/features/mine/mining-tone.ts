import type { MiningStatus } from "../../../native/api/mining.ts";
import type { Tone } from "../../ui/marks/state-badge.tsx";

/** How a state of the miner stands. */
export function miningTone(state: MiningStatus["state"]): Tone {
  switch (state) {
    case "off":
      return "neutral";
    case "starting":
    case "waiting":
    case "stopping":
      return "busy";
    case "earning":
      return "good";
    case "paused":
    case "stale":
      return "warning";
    case "failed":
      return "bad";
    default:
      return state satisfies never;
  }
}
