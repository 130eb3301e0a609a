/** Milliseconds for waits and rates: they go on while a computer sleeps, and never back when somebody sets its clock back. */
export interface SteadyClock {
  now(): number;
  /** A moment of it as the computer's clock will show it, in whole milliseconds since 1970. */
  wall(moment: number): number;
}

/**
 * A clock over the computer's own. What that was set back is added from then on: a pause of a minute that a server asked for would
 * else be one of an hour, and a speed limit would let nothing through until the old time has come again.
 */
export function createSteadyClock(wallClock: () => number = Date.now): SteadyClock {
  let before = wallClock();
  let added = 0;
  return {
    now: () => {
      const wall = wallClock();
      if (wall < before) added += before - wall;
      before = wall;
      return wall + added;
    },
    wall: (moment) => Math.max(0, Math.round(moment - added)),
  };
}
