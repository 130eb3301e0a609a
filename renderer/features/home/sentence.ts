import type { MiningStatus } from "../../../native/api/mining.ts";
import type { ConnectionState } from "../../app/transport/connection-state.ts";
import type { NetworkInfo } from "../../stores/network.ts";

/** A key under `home.sentence` with what fills it; `age` and `usual` are milliseconds. */
export interface Sentence {
  readonly key: string;
  readonly tone: "good" | "busy" | "warning" | "bad" | "neutral";
  readonly age?: number;
  readonly usual?: number;
  readonly step?: string;
}

/**
 * The state of the world in one sentence. "Earning" is said only while an answered challenge is fresh by this page's own
 * clock too, so that a silent node cannot leave it standing.
 */
export function homeSentence(
  mining: MiningStatus | undefined,
  connection: ConnectionState["kind"],
  now: number,
  chain: NetworkInfo["connection"] | undefined = "connected",
): Sentence {
  if (connection !== "open") return { key: "unreachable", tone: "warning" };
  if (mining === undefined) return { key: "loading", tone: "neutral" };
  if (chain === "disconnected") return { key: "chainLost", tone: "warning" };
  const active = mining.steps.find((step) => step.state === "active");
  switch (mining.state) {
    case "off":
      return { key: "off", tone: "neutral" };
    case "starting":
      return active === undefined
        ? { key: "starting", tone: "busy" }
        : { key: "step", tone: "busy", step: active.name, usual: active.usualSeconds * 1000 };
    case "waiting":
      return { key: "waiting", tone: "busy", usual: (active?.usualSeconds ?? 60) * 1000 };
    case "earning":
    case "stale": {
      const last = mining.lastAnswerAt;
      if (last === undefined) return { key: "waiting", tone: "busy", usual: 60_000 };
      const age = Math.max(0, now - last);
      const fresh = mining.state === "earning" && age <= mining.freshForMillis;
      return { key: fresh ? "earning" : "stale", tone: fresh ? "good" : "warning", age };
    }
    case "paused":
      return { key: "paused", tone: "warning" };
    case "stopping":
      return { key: "stopping", tone: "busy" };
    case "failed":
      return { key: "failed", tone: "bad" };
    default:
      return mining.state satisfies never;
  }
}
