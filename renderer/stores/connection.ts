import { create } from "zustand";
import type { ConnectionState } from "../app/transport/connection-state.ts";

interface ConnectionStore {
  readonly state: ConnectionState;
  readonly set: (state: ConnectionState) => void;
}

/** Whether the page reaches its node. */
export const useConnection = create<ConnectionStore>((set) => ({
  state: { kind: "connecting", attempt: 0 },
  set: (state) => set({ state }),
}));
