/** How often and how fast a process is started again. All times in milliseconds. */
export interface BackoffPolicy {
  /** Wait after the first failure; each further one doubles it. */
  readonly firstDelay: number;
  readonly longestDelay: number;
  /** This many failures in a row end the attempts. */
  readonly giveUpAfter: number;
  /** A run of this length is a success: earlier failures no longer count. */
  readonly stableAfter: number;
}

/** The policy of every process that asks for no other. */
export const defaultBackoff: BackoffPolicy = {
  firstDelay: 200,
  longestDelay: 10_000,
  giveUpAfter: 5,
  stableAfter: 30_000,
};

/** Where a supervised process stands. `failures` counts those in a row; times are milliseconds of one clock. */
export type BackoffState =
  | { readonly kind: "starting"; readonly failures: number }
  | { readonly kind: "running"; readonly failures: number; readonly since: number }
  | {
      readonly kind: "waiting";
      readonly failures: number;
      readonly until: number;
      readonly reason: string;
    }
  | { readonly kind: "gave-up"; readonly failures: number; readonly reason: string }
  | { readonly kind: "finished"; readonly reason: string }
  | { readonly kind: "closed" };

/** What happened to it. `clean` is an exit with code 0 that nobody forced; `restart` is a person's wish. */
export type BackoffEvent =
  | { readonly kind: "ready" }
  | { readonly kind: "exited"; readonly clean: boolean; readonly reason: string }
  | { readonly kind: "due" }
  | { readonly kind: "restart" }
  | { readonly kind: "close" };

/** The wait in milliseconds after the nth failure in a row (n >= 1): doubling from the first delay up to the longest. */
export function delayAfter(failures: number, policy: BackoffPolicy): number {
  return Math.min(policy.longestDelay, policy.firstDelay * 2 ** (failures - 1));
}

/**
 * The next state. An exit is not a crash: a running process that exits cleanly is finished and stays so, while one that
 * ends before it was ready has failed whatever its code. Events that make no sense in a state leave it as it is.
 */
export function nextBackoff(
  state: BackoffState,
  event: BackoffEvent,
  now: number,
  policy: BackoffPolicy,
): BackoffState {
  if (state.kind === "closed" || event.kind === "close") return { kind: "closed" };
  switch (event.kind) {
    case "ready":
      return state.kind === "starting"
        ? { kind: "running", failures: state.failures, since: now }
        : state;
    case "exited":
      return afterExit(state, event, now, policy);
    case "due":
      return state.kind === "waiting" && now >= state.until
        ? { kind: "starting", failures: state.failures }
        : state;
    case "restart":
      return state.kind === "starting" || state.kind === "running"
        ? state
        : { kind: "starting", failures: 0 };
    default:
      return event satisfies never;
  }
}

function afterExit(
  state: BackoffState,
  event: { clean: boolean; reason: string },
  now: number,
  policy: BackoffPolicy,
): BackoffState {
  if (state.kind !== "starting" && state.kind !== "running") return state;
  if (state.kind === "running" && event.clean) return { kind: "finished", reason: event.reason };
  const lasted = state.kind === "running" && now - state.since >= policy.stableAfter;
  const failures = lasted ? 1 : state.failures + 1;
  if (failures >= policy.giveUpAfter) return { kind: "gave-up", failures, reason: event.reason };
  return {
    kind: "waiting",
    failures,
    until: now + delayAfter(failures, policy),
    reason: event.reason,
  };
}
