import type { Download } from "../../../../native/api/downloads.ts";
import { formatBytes } from "../../../ui/format/bytes.ts";
import { formatClock } from "../../../ui/format/time.ts";

/** A sentence of the page by its key under `downloads.wait`, with what fills it. */
export interface WaitSentence {
  readonly key: "rate-limit" | "retry" | "network" | "disk" | "diskFull" | "limit" | "queue";
  readonly values: Readonly<Record<string, string | number>>;
}

/** Why a download gets nothing just now, in one sentence; undefined where it gets something or waits for a person. */
export function waitSentence(download: Download): WaitSentence | undefined {
  const { waitingFor, retryAt, lastFailure, error, ahead, state } = download;
  const time = retryAt === undefined ? "" : formatClock(retryAt);
  const { host = hostOf(download.url), reason = "" } = lastFailure ?? {};
  switch (waitingFor) {
    case "rate-limit":
      return { key: "rate-limit", values: { host, time } };
    case "retry":
    case "network":
      return reason === "" ? undefined : { key: waitingFor, values: { host, reason } };
    case "disk": {
      const { needed, available } = error?.detail ?? {};
      return typeof needed === "number" && typeof available === "number"
        ? {
            key: "disk",
            values: { needed: formatBytes(needed), available: formatBytes(available) },
          }
        : { key: "diskFull", values: {} };
    }
    case "limit":
      return { key: "limit", values: { time } };
    case undefined:
      return state === "waiting" && ahead !== undefined && ahead > 0
        ? { key: "queue", values: { count: ahead } }
        : undefined;
    default:
      return waitingFor satisfies never;
  }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
