import type { Model } from "../../../../native/api/models.ts";
import type { Tone } from "../../../ui/marks/state-badge.tsx";

/** How a file's state stands. */
export function modelTone(state: Model["state"]): Tone {
  switch (state) {
    case "ready":
      return "good";
    case "unverified":
      return "warning";
    case "missing":
    case "damaged":
      return "bad";
    default:
      return state satisfies never;
  }
}
