/** How fast bytes came in the last seconds. */
export interface SpeedMeter {
  add(bytes: number): void;
  /** Bytes per second. */
  perSecond(): number;
}

const WINDOW_MILLIS = 5_000;
const SLOT_MILLIS = 250;

/** A meter over the last five seconds, in slots of a quarter of a second. */
export function createSpeedMeter(now: () => number = Date.now): SpeedMeter {
  const began = now();
  const slots: { readonly at: number; bytes: number }[] = [];
  const trim = (time: number): void => {
    while (slots[0] !== undefined && slots[0].at <= time - WINDOW_MILLIS) slots.shift();
  };
  return {
    add: (bytes) => {
      const slot = Math.floor(now() / SLOT_MILLIS) * SLOT_MILLIS;
      const last = slots.at(-1);
      if (last?.at === slot) last.bytes += bytes;
      else slots.push({ at: slot, bytes });
      trim(slot);
    },
    perSecond: () => {
      const time = now();
      trim(time);
      // At the start there is less than a window to look at.
      const span = Math.min(WINDOW_MILLIS, Math.max(SLOT_MILLIS, time - began));
      return (slots.reduce((sum, { bytes }) => sum + bytes, 0) / span) * 1000;
    },
  };
}
