import { create } from "zustand";
import type { EarningsSummary } from "../../native/api/earnings.ts";
import { createWatched } from "./watched.ts";

/** Totals of the ledger. */
export const useEarnings = createWatched<EarningsSummary>();

interface LedgerStore {
  /** Counts rows seen on earnings.watch; a page that lists rows reads them anew when it moves. */
  readonly version: number;
  readonly moved: () => void;
}

/** Tells pages that the ledger has a new or changed row. */
export const useLedgerVersion = create<LedgerStore>((set) => ({
  version: 0,
  moved: () => set((before) => ({ version: before.version + 1 })),
}));
