import { type MiningStatus, miningStepNames } from "../api/mining.ts";
import { isServing, type MinerState, type MiningSession } from "./miner-machine.ts";
import { freshMillis, freshSteps, type NetworkPace } from "./steps.ts";

/**
 * The machine's state as a client sees it at `now`. "Earning" is true only here and only while the last answered challenge is
 * younger than `freshForMillis`; nothing remembers it. While the engine is paused a running miner is just that.
 */
export function miningStatusOf(
  state: MinerState,
  now: number,
  pace: NetworkPace,
  paused = false,
): MiningStatus {
  if (state.kind === "off") {
    const steps = freshSteps(pace);
    return {
      state: "off",
      steps: miningStepNames.map((name) => steps[name]),
      freshForMillis: freshMillis(pace),
      challenges: { received: 0, answered: 0, refused: 0, failed: 0 },
    };
  }
  const { session } = state;
  const { lastChallengeAt, lastAnswerAt, figures } = session;
  return {
    state: state.kind === "running" ? runningState(session, now, paused) : state.kind,
    steps: miningStepNames.map((name) => session.steps[name]),
    wallet: session.wallet,
    hotkey: session.hotkey,
    netuid: session.netuid,
    ...figures,
    startedAt: session.startedAt,
    ...(lastChallengeAt === undefined ? {} : { lastChallengeAt }),
    ...(lastAnswerAt === undefined ? {} : { lastAnswerAt }),
    freshForMillis: session.freshForMillis,
    challenges: session.challenges,
    ...(state.kind === "failed" ? { error: state.error } : {}),
  };
}

function runningState(
  session: MiningSession,
  now: number,
  paused: boolean,
): "starting" | "waiting" | "earning" | "paused" | "stale" {
  if (paused) return "paused";
  if (!isServing(session)) return "starting";
  if (session.lastAnswerAt === undefined) return "waiting";
  return now - session.lastAnswerAt <= session.freshForMillis ? "earning" : "stale";
}

/** Milliseconds from `now` until an earning miner turns stale, where it is earning. */
export function freshLeft(state: MinerState, now: number): number | undefined {
  if (state.kind !== "running" || state.session.lastAnswerAt === undefined) return undefined;
  const left = state.session.lastAnswerAt + state.session.freshForMillis - now;
  return left >= 0 ? left + 1 : undefined;
}
