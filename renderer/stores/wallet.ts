import { create } from "zustand";
import type { Balance, Wallet } from "../../native/api/wallet.ts";
import { createWatched } from "./watched.ts";

/** The wallets of this network's folder. */
export const useWallets = createWatched<Wallet[]>();

/** Balance of the wallet in use, read anew with each block. */
export const useBalance = createWatched<Balance>();

interface SigningStore {
  /** Calls now running that were given the password. */
  readonly running: number;
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Whether a coldkey is open right now: only while a call that was given its password runs. */
export const useSigning = create<SigningStore>((set) => ({
  running: 0,
  during: async (work) => {
    set((before) => ({ running: before.running + 1 }));
    try {
      return await work();
    } finally {
      set((before) => ({ running: before.running - 1 }));
    }
  },
}));
