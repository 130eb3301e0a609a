import type { At, ChainClient } from "../chain-port.ts";

/** The hash behind "best" or "finalized" now, so that several reads see one block. Stays as it is while unknown. */
export function pinned(chain: ChainClient, at: At): At {
  const state = chain.state();
  if (at === "best") return state.best?.hash ?? at;
  return at === "finalized" ? (state.finalized?.hash ?? at) : at;
}
