import type * as z from "zod";
import type { networkInfo, Subnet } from "../../native/api/network.ts";
import { createWatched } from "./watched.ts";

/** The network's state as the contract gives it. */
export type NetworkInfo = z.infer<typeof networkInfo>;

/** Connection of the node to the network and its newest block, from network.watch. */
export const useNetwork = createWatched<NetworkInfo>();

/**
 * A practice network that was skipped ahead counts a time of its own, later than this computer's. Ages and countdowns are for
 * the person in front of it, so such a block counts from when it arrived (`now`, milliseconds since 1970).
 */
export function inOurTime(
  info: NetworkInfo,
  before: NetworkInfo | undefined,
  now: number,
): NetworkInfo {
  const { best } = info;
  if (best === undefined || best.time <= now) return info;
  const known = before?.best?.hash === best.hash ? before.best.time : now;
  return { ...info, best: { ...best, time: known } };
}

/** All subnets; read on connect and whenever a page asks. */
export const useSubnets = createWatched<Subnet[]>();

/** The subnet's own symbol for its alpha; `α` and the number while subnets are unknown. */
export function useAlphaSymbol(netuid: number): string {
  const subnets = useSubnets((store) => store.data.value);
  const symbol = subnets?.find((subnet) => subnet.netuid === netuid)?.symbol;
  return symbol === undefined || symbol === "" ? `α${netuid}` : symbol;
}
