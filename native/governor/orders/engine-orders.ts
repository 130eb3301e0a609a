import { type HearthError, toHearthError } from "../../api/errors.ts";
import type { GovernorAction, GovernorEvent } from "../machine/governor-state.ts";
import { wait } from "../wait.ts";
import { type HeldMemory, type MemoryProbe, proveFreed } from "./freed-memory.ts";
import type { GovernedEngine } from "./governed-engine.ts";

/** Whom orders go to and who hears how they ended. */
export interface EngineOrdersOptions {
  readonly engine: GovernedEngine;
  readonly memory: MemoryProbe;
  /** What those are told who are refused. */
  readonly reason: () => string | undefined;
  /** The number of the last order: answers to earlier ones are of no account. */
  readonly turn: () => number;
  readonly tell: (event: GovernorEvent) => void;
  readonly onFailure: (order: "suspended" | "resumed", error: HearthError) => void;
  readonly now: () => number;
  /** After this nothing is told any more. */
  readonly closing: AbortSignal;
}

/** Between two looks at whether memory is free. Milliseconds. */
const PROOF_PAUSE = 100;
const monotonic = (): number => performance.now();
const AGAIN = "it is about to run again";

/** Orders are carried out beside everything else: what nobody waits for must not end the node. */
function logged(error: unknown): void {
  console.error(error);
}

/** Carries out what the machine decides, and proves after each pause that the memory is free. */
export function engineOrders(options: EngineOrdersOptions): (action: GovernorAction) => void {
  const { engine, now, closing } = options;
  let proving = new AbortController();

  /** True where the order was carried out and is still the last one. */
  async function told(
    order: Promise<void>,
    turn: number,
    kind: "suspended" | "resumed",
  ): Promise<boolean> {
    const failed = await order.then(
      () => undefined,
      (error: unknown) => toHearthError(error),
    );
    if (closing.aborted || turn !== options.turn()) return false;
    if (failed !== undefined) options.onFailure(kind, failed);
    options.tell({ kind: failed === undefined ? kind : "failed", turn });
    return failed === undefined;
  }

  async function prove(held: Promise<HeldMemory>, startedAt: number): Promise<void> {
    const signal = AbortSignal.any([proving.signal, closing]);
    const freed = await proveFreed({
      before: await held,
      probe: options.memory,
      startedAt,
      monotonic,
      now,
      wait: () => wait(PROOF_PAUSE, signal),
      signal,
    });
    if (freed !== undefined) options.tell({ kind: "freed", freed });
  }

  async function suspend(turn: number, graceMillis: number): Promise<void> {
    proving.abort();
    proving = new AbortController();
    const startedAt = monotonic();
    // Asked before, read while the grace lasts: not even a probe may hold a pause up.
    const held = options.memory();
    const done = engine.suspend({ graceMillis, reason: options.reason() ?? AGAIN });
    if (await told(done, turn, "suspended")) await prove(held, startedAt);
  }

  async function resume(turn: number, again: boolean): Promise<void> {
    proving.abort();
    // An engine that went on with only some of its models lets requests in.
    const shut = again ? engine.suspend({ graceMillis: 0, reason: AGAIN }) : Promise.resolve();
    await told(
      shut.then(() => engine.resume()),
      turn,
      "resumed",
    );
  }

  return (action) => {
    switch (action.kind) {
      case "pace":
        engine.setPace(action.share);
        break;
      case "suspend":
        suspend(action.turn, action.graceMillis).catch(logged);
        break;
      case "resume":
        resume(action.turn, action.again).catch(logged);
        break;
      default:
        action satisfies never;
    }
  };
}
