/** A yes that outlasts a short no, so that a window that flickers or a plug that is moved does not switch back and forth. */
export interface Held {
  readonly on: boolean;
  /** When it was last a yes. */
  readonly at: number;
}

/** Never a yes so far. */
export const notHeld: Held = { on: false, at: 0 };

/** How long a no must last. Milliseconds. */
const HOLD = 10_000;

/** The memory after one look; what cannot be told counts as no. */
export function hold(memory: Held, value: boolean | undefined, now: number): Held {
  if (value === true) return { on: true, at: now };
  const since = now - memory.at;
  // A clock that was set back tells no age.
  return memory.on && (since >= HOLD || since < 0) ? notHeld : memory;
}
