import type { Download } from "../../../../native/api/downloads.ts";
import type { Tone } from "../../../ui/marks/state-badge.tsx";

const tones: Record<Download["state"], Tone> = {
  waiting: "neutral",
  checking: "busy",
  running: "busy",
  joining: "busy",
  paused: "warning",
  finishing: "busy",
  done: "good",
  failed: "bad",
};

/** How a download stands: one that runs and gets nothing is no busy one. */
export function downloadTone({ state, waitingFor }: Download): Tone {
  return waitingFor === undefined || waitingFor === "limit" ? tones[state] : "warning";
}

/** True while a server is waited for, so that asking it at once is worth a button. */
export function canTryNow({ waitingFor, retryAt }: Download): boolean {
  const isServer =
    waitingFor === "retry" || waitingFor === "rate-limit" || waitingFor === "network";
  return isServer && retryAt !== undefined;
}

/** True where a download can be paused. */
export function isUnderway(state: Download["state"]): boolean {
  return state === "running" || state === "waiting" || state === "checking" || state === "joining";
}

/** True while bytes come in. */
export function isFlowing({ state, waitingFor }: Download): boolean {
  return state === "running" && (waitingFor === undefined || waitingFor === "limit");
}

/** How much of it is here, or joined while that goes on: bytes, and 0 to 1 once its size is known. */
export function progressOf({ totalBytes, doneBytes, joinedBytes }: Download): {
  readonly bytes: number;
  readonly share: number | undefined;
} {
  const bytes = joinedBytes ?? doneBytes;
  return { bytes, share: totalBytes ? bytes / totalBytes : undefined };
}
