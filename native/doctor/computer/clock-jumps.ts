import { type Check, check, good, type Judgement, warning } from "../check.ts";
import { spanText } from "../text.ts";

/** The clock was set, or the computer slept: how far it went apart from the time that passed, milliseconds, negative when set back. */
export interface ClockJump {
  /** By the clock after the jump. */
  readonly at: number;
  readonly millis: number;
}

/** Jumps since the node started, at `now`. */
export interface JumpFacts {
  readonly now: number;
  readonly jumps: readonly ClockJump[];
}

const LATELY = 3_600_000;
const SMALLEST = 1_000;
const EVERY_MILLIS = 10_000;
const KEPT = 50;

/** Whether the clock ran evenly in the last hour: peers refuse what is signed before a jump and sent after it. */
export function judgeJumps({ now, jumps }: JumpFacts): Judgement {
  const lately = jumps.filter(({ at }) => Math.abs(now - at) <= LATELY);
  const evidence = { jumps: jumps.length, lately: lately.length };
  const back = Math.min(0, ...lately.map(({ millis }) => millis));
  const forward = Math.max(0, ...lately.map(({ millis }) => millis));
  if (back < 0) return warning("back", { ...evidence, off: spanText(back) });
  return forward > 0 ? warning("forward", { ...evidence, off: spanText(forward) }) : good(evidence);
}

/** Looks out for jumps of the clock. */
export interface JumpWatch {
  jumps(): readonly ClockJump[];
  /** Compares the clocks now; the timer does it every ten seconds. */
  look(): void;
  close(): void;
}

/** `now` is the clock that may jump, `monotonic` the one that does not; both in milliseconds. */
export function watchClockJumps(now: () => number, monotonic: () => number): JumpWatch {
  const jumps: ClockJump[] = [];
  let before = { wall: now(), even: monotonic() };
  const look = (): void => {
    const after = { wall: now(), even: monotonic() };
    const millis = Math.round(after.wall - before.wall - (after.even - before.even));
    before = after;
    if (Math.abs(millis) < SMALLEST) return;
    jumps.push({ at: after.wall, millis });
    if (jumps.length > KEPT) jumps.shift();
  };
  const timer = setInterval(look, EVERY_MILLIS);
  timer.unref();
  return { jumps: () => [...jumps], look, close: () => clearInterval(timer) };
}

/** The check for jumps of the clock. */
export function clockJumpsCheck(watch: JumpWatch, now: () => number): Check {
  return check({
    id: "clockJumps",
    group: "computer",
    probe: () => {
      watch.look();
      return { now: now(), jumps: watch.jumps() };
    },
    judge: judgeJumps,
  });
}
