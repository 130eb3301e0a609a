import type { BackoffState } from "./backoff.ts";

/** A supervised process as the rest of the node and the page see it. Times are unix milliseconds. */
export interface SupervisedStatus {
  readonly name: string;
  readonly state: "starting" | "running" | "backing-off" | "stopped" | "gave-up";
  readonly pid?: number;
  /** How often it was started again since the supervisor began. */
  readonly restarts: number;
  readonly lastError?: string;
  readonly startedAt?: number;
}

/** The public name of a back-off state. */
export function publicState(state: BackoffState): SupervisedStatus["state"] {
  switch (state.kind) {
    case "starting":
    case "running":
    case "gave-up":
      return state.kind;
    case "waiting":
      return "backing-off";
    case "finished":
    case "closed":
      return "stopped";
    default:
      return state satisfies never;
  }
}
