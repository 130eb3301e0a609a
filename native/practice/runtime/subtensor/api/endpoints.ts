import type { State } from "../../../frame/state.ts";
import type { ValueOf } from "../../../scale/type.ts";
import { storage } from "../pallet.ts";
import type { axonInfo, prometheusInfo } from "../types.ts";

const NO_ENDPOINT = { block: 0n, version: 0, ip: 0n, port: 0, ip_type: 0 } as const;

/** Where a hotkey listens; all zeros when it never announced it. */
export function axonOf(state: State, netuid: number, hotkey: string): ValueOf<typeof axonInfo> {
  const none = { ...NO_ENDPOINT, protocol: 0, placeholder1: 0, placeholder2: 0 };
  return storage.Axons.find(state, netuid, hotkey) ?? none;
}

/** Where a hotkey publishes its measurements; all zeros when it never announced it. */
export function prometheusOf(
  state: State,
  netuid: number,
  hotkey: string,
): ValueOf<typeof prometheusInfo> {
  return storage.Prometheus.find(state, netuid, hotkey) ?? { ...NO_ENDPOINT };
}
