import { accountId, u16 } from "../../../scale/type.ts";

/** Calls of SubtensorModule at spec 424 that end subnets or rename them. Weights in picoseconds, reads and writes included. */
export const subnetCalls = {
  dissolve_network: {
    index: 61,
    args: { coldkey: accountId, netuid: u16 },
    typeNames: { coldkey: "T::AccountId", netuid: "NetUid" },
    pays: true,
    weight: 3_369_000_000n,
  },
  root_dissolve_network: {
    index: 120,
    args: { netuid: u16 },
    typeNames: { netuid: "NetUid" },
    pays: true,
    weight: 3_369_000_000n,
  },
} as const;
