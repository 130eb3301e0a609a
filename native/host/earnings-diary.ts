import { toHearthError } from "../api/errors.ts";
import type { EarningsOptions } from "../earnings/earnings-service.ts";
import { storageError } from "../store/database.ts";
import type { Timeline } from "../timeline/timeline.ts";

/** What the ledger writes into the timeline: final rewards, blocks that were pruned before they were read, and trouble. */
export function earningsDiary(
  timeline: Pick<Timeline, "write">,
  dataFolder: string,
): Pick<EarningsOptions, "onReward" | "onGap" | "onError"> {
  return {
    onReward: ({ state, kind, taoValue, block, netuid }) => {
      if (state === "in-block") return;
      const values = { amount: String(taoValue), block, netuid };
      timeline.write({ level: "good", source: "earnings", message: `reward.${kind}`, values });
    },
    onGap: (from, to) => {
      const values = { from, to };
      timeline.write({ level: "warning", source: "earnings", message: "ledgerGap", values });
    },
    onError: (error) => {
      const { message, code } = toHearthError(storageError(error, dataFolder) ?? error);
      const values = { reason: message };
      timeline.write({
        level: "warning",
        source: "earnings",
        message: "ledgerBehind",
        values,
        code,
      });
    },
  };
}
