import type { NetworkInfo } from "../../stores/network.ts";

/** Milliseconds until `epochBlock` by the network's block time, counted from its newest block; undefined where either is unknown. */
export function epochCountdown(
  epochBlock: number | undefined,
  info: Pick<NetworkInfo, "best" | "blockSeconds"> | undefined,
  now: number,
): { readonly millis: number; readonly block: number } | undefined {
  const { best, blockSeconds } = info ?? {};
  if (epochBlock === undefined || best === undefined || blockSeconds === undefined)
    return undefined;
  const due = best.time + (epochBlock - best.number) * blockSeconds * 1000;
  return { millis: Math.max(0, due - now), block: epochBlock };
}
