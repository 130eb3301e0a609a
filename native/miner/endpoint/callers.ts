/** What a miner knows of a hotkey that calls it, from the metagraph. */
export interface KnownCaller {
  readonly permit: boolean;
  readonly uid?: number;
}

/** Whether a caller may ask. Refusals are short codes that go into the answer and the timeline. */
export type Welcome =
  | { readonly kind: "welcome" }
  | { readonly kind: "refused"; readonly reason: "not-registered" | "no-permit" };

/** Only registered hotkeys with a validator permit may ask: nobody else sets weights, so nobody else's questions are paid. */
export function welcome(callers: ReadonlyMap<string, KnownCaller>, hotkey: string): Welcome {
  const caller = callers.get(hotkey);
  if (caller === undefined) return { kind: "refused", reason: "not-registered" };
  return caller.permit ? { kind: "welcome" } : { kind: "refused", reason: "no-permit" };
}
