import type * as z from "zod";
import type { networkInfo, Subnet } from "../../native/api/network.ts";
import { createWatched } from "./watched.ts";

/** The network's state as the contract gives it. */
export type NetworkInfo = z.infer<typeof networkInfo>;

/** Connection of the node to the network and its newest block, from network.watch. */
export const useNetwork = createWatched<NetworkInfo>();

/** All subnets; read on connect and whenever a page asks. */
export const useSubnets = createWatched<Subnet[]>();

/** The subnet's own symbol for its alpha; `α` and the number while subnets are unknown. */
export function useAlphaSymbol(netuid: number): string {
  const subnets = useSubnets((store) => store.data.value);
  const symbol = subnets?.find((subnet) => subnet.netuid === netuid)?.symbol;
  return symbol === undefined || symbol === "" ? `α${netuid}` : symbol;
}
