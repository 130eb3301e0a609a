import type { MiningStatus } from "../../api/mining.ts";
import {
  bad,
  byNode,
  byPerson,
  type Check,
  check,
  good,
  type Judgement,
  type Repair,
  skipped,
  warning,
} from "../check.ts";
import { spanText } from "../text.ts";

/** What is asked of the miner's status here. */
export interface ChallengeFacts {
  readonly status: Pick<
    MiningStatus,
    | "state"
    | "freshForMillis"
    | "startedAt"
    | "lastAnswerAt"
    | "lastChallengeAt"
    | "challenges"
    | "error"
  >;
  readonly now: number;
}

/** Whether validators ask and are answered. */
export function judgeChallenges({ status, now }: ChallengeFacts): Judgement {
  const { state, challenges, freshForMillis, startedAt, lastAnswerAt, lastChallengeAt } = status;
  const age = (at: number | undefined) => (at === undefined ? "never" : spanText(now - at));
  const evidence = {
    state,
    received: challenges.received,
    answered: challenges.answered,
    lastChallenge: age(lastChallengeAt),
    lastAnswer: age(lastAnswerAt),
  };
  switch (state) {
    case "off":
    case "stopping":
      return skipped("off");
    case "starting":
      return skipped("starting");
    case "paused":
      return skipped("paused", evidence);
    case "failed": {
      const code = status.error?.code ?? "INTERNAL";
      return bad("failed", { ...evidence, code }, byPerson("seeMine"));
    }
    case "waiting":
      return startedAt !== undefined && now - startedAt > 2 * freshForMillis
        ? warning("nobodyAsks", evidence, byNode("reopen"))
        : good(evidence, "waiting");
    case "earning":
      return good(evidence);
    case "stale":
      return bad("stale", evidence, byNode("reopen"));
    default:
      return state satisfies never;
  }
}

/** The check of the last challenge. The fix opens and announces the endpoint again. */
export function challengesCheck(options: {
  readonly status: () => MiningStatus;
  readonly now: () => number;
  readonly reopen: Repair;
}): Check {
  return check({
    id: "challenges",
    group: "mining",
    probe: () => ({ status: options.status(), now: options.now() }),
    judge: judgeChallenges,
    repairs: { reopen: options.reopen },
  });
}
