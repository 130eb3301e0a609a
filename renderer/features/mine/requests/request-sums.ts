import type { MinerRequest } from "../../../../native/api/mining.ts";

/** What a list of requests comes to. */
export interface RequestSums {
  readonly waiting: number;
  readonly working: number;
  /** Of those that ended with an answer: how long the answer took, in the middle; absent where none did. */
  readonly medianWorkMillis?: number;
  /** Share of those that ended which were refused or failed; absent where none ended. */
  readonly troubled?: number;
}

/** True while a request waits or is worked on. */
export function isLive(request: MinerRequest): boolean {
  return request.state === "waiting" || request.state === "working";
}

/** Counts what waits and works, and says how the ended ones went. */
export function requestSums(requests: readonly MinerRequest[]): RequestSums {
  const ended = requests.filter((one) => !isLive(one));
  const work = ended
    .flatMap(({ workMillis }) => (workMillis === undefined ? [] : [workMillis]))
    .sort((left, right) => left - right);
  const median = work[Math.floor(work.length / 2)];
  const troubled = ended.filter((one) => one.state === "refused" || one.state === "failed").length;
  return {
    waiting: requests.filter((one) => one.state === "waiting").length,
    working: requests.filter((one) => one.state === "working").length,
    ...(median !== undefined && { medianWorkMillis: median }),
    ...(ended.length > 0 && { troubled: troubled / ended.length }),
  };
}
