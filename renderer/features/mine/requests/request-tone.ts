import type { MinerRequest } from "../../../../native/api/mining.ts";
import type { Tone } from "../../../ui/marks/state-badge.tsx";

/** How a request's state stands. */
export function requestTone(state: MinerRequest["state"]): Tone {
  switch (state) {
    case "waiting":
    case "cancelled":
      return "neutral";
    case "working":
      return "busy";
    case "committed":
    case "revealed":
      return "good";
    case "refused":
      return "warning";
    case "failed":
      return "bad";
    default:
      return state satisfies never;
  }
}
