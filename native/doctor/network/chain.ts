import { setTimeout as delay } from "node:timers/promises";
import type { ChainState } from "../../chain/chain-port.ts";
import {
  bad,
  byPerson,
  type Check,
  check,
  good,
  type Judgement,
  unknown,
  warning,
} from "../check.ts";
import { spanText } from "../text.ts";

/** The connection and how old its newest block is. */
export interface ChainFacts {
  readonly state: Pick<ChainState, "connection" | "endpoint" | "best">;
  readonly now: number;
  readonly blockSeconds: number;
}

/** So many blocks late is slow, so many is a standstill; never below the second figure of seconds, since a busy computer is late too. */
const LATE = { blocks: 5, seconds: 30 } as const;
const STUCK = { blocks: 25, seconds: 120 } as const;

/** How long a connection may still come, and how often it is looked for; milliseconds. */
const DIALLING = 3000;
const LOOK = 100;

/** Whether the chain answers and goes on. */
export function judgeChain({ state, now, blockSeconds }: ChainFacts): Judgement {
  const { connection, endpoint, best } = state;
  if (connection !== "connected")
    return bad("unreachable", { endpoint, connection }, byPerson("waitForChain"));
  if (best === undefined) return unknown("noBlock", { endpoint });
  const age = now - best.time;
  const evidence = { endpoint, block: best.number, age: spanText(Math.max(0, age)) };
  const limit = ({ blocks, seconds }: typeof LATE | typeof STUCK): number =>
    Math.max(blocks * blockSeconds, seconds) * 1000;
  if (age > limit(STUCK)) return bad("stuck", evidence, byPerson("waitForChain"));
  return age > limit(LATE) ? warning("late", evidence) : good(evidence);
}

/** The check of the connection and the newest block. */
export function chainCheck(options: {
  readonly state: () => ChainState;
  readonly now: () => number;
  readonly blockSeconds: () => number;
}): Check {
  return check({
    id: "chain",
    group: "network",
    probe: async (signal) => {
      // A node that was just started is still dialling, which is no illness yet.
      for (let waited = 0; waited < DIALLING && !signal.aborted; waited += LOOK) {
        if (options.state().connection === "connected") break;
        await delay(LOOK, undefined, { signal });
      }
      return {
        state: options.state(),
        now: options.now(),
        blockSeconds: options.blockSeconds(),
      };
    },
    judge: judgeChain,
  });
}
