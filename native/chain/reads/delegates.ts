import type { At, ChainClient } from "../chain-port.ts";

/** Share that each hotkey keeps of its dividends, 0..1, by hotkey; hotkeys that never set one are absent. */
export async function readTakes(
  chain: ChainClient,
  at: At = "best",
): Promise<ReadonlyMap<string, number>> {
  const takes = await chain.entries("SubtensorModule", "Delegates", [], at);
  return new Map(takes.map(({ keys, value }) => [String(keys[0]), Number(value) / 65_535]));
}
