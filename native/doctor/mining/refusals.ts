import type { MinerRequest } from "../../api/mining.ts";
import { byPerson, type Check, check, good, type Judgement, skipped, warning } from "../check.ts";
import { namesText } from "../text.ts";

/** The log of requests at `now`. */
export interface RefusalFacts {
  readonly requests: readonly MinerRequest[];
  readonly now: number;
}

const LATELY = 3_600_000;
/** Fewer than this many say nothing. */
const WORTH_SAYING = 3;
const TOO_MANY_FAILED = 0.1;

/** Why requests of the last hour were not answered. A stale date is the clock's fault, ours or theirs. */
export function judgeRefusals({ requests, now }: RefusalFacts): Judgement {
  const lately = requests.filter(({ receivedAt }) => now - receivedAt <= LATELY);
  if (lately.length === 0) return skipped("noRequests");
  const refused = lately.filter(({ state }) => state === "refused");
  const failed = lately.filter(({ state }) => state === "failed");
  const served = lately.length - refused.length;
  const evidence = {
    requests: lately.length,
    refused: refused.length,
    failed: failed.length,
    ...(refused.length === 0 ? {} : { reasons: counted(refused) }),
    ...(failed.length === 0 ? {} : { failures: counted(failed) }),
  };
  const many = (code: string): boolean =>
    refused.filter((request) => request.code === code).length >= WORTH_SAYING;
  if (many("StaleRequest")) return warning("stale", evidence, byPerson("setClock"));
  if (many("WrongReceiver")) return warning("wrongReceiver", evidence);
  if (failed.length >= WORTH_SAYING && failed.length > TOO_MANY_FAILED * served)
    return warning("failing", evidence, byPerson("seeEngine"));
  if (many("queue-full") || many("queue-caller-full"))
    return warning("busy", evidence, byPerson("smallerModel"));
  return good(evidence);
}

/** The check of what was refused. */
export function refusalsCheck(requests: () => readonly MinerRequest[], now: () => number): Check {
  return check({
    id: "refusals",
    group: "mining",
    probe: () => ({ requests: requests(), now: now() }),
    judge: judgeRefusals,
  });
}

function counted(requests: readonly MinerRequest[]): string {
  const byCode = Map.groupBy(requests, ({ code }) => code ?? "unknown");
  return namesText([...byCode].map(([code, list]) => `${list.length}x ${code}`));
}
