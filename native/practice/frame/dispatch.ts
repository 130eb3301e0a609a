import { type BlockInProgress, eventRecord } from "./block.ts";
import type { CallDirectory } from "./call-info.ts";
import {
  type ActualCost,
  type DispatchContext,
  type DispatchError,
  DispatchFailure,
  type DispatchOutcome,
  type Origin,
  type RuntimeCall,
} from "./context.ts";
import { Overlay, type State } from "./state.ts";

/** Told of errors that no call meant to throw: bugs. The call that hit one fails, the chain goes on. */
export type BugReport = (error: unknown, where: string) => void;

/** `System.CallFiltered`: what FRAME answers to a call that its origin may not make. */
const CALL_FILTERED: DispatchError = { type: "Module", value: { index: 0, error: "0x05000000" } };

/** Why an account may not make a call now, wherever the call stands: alone, in a batch or for a proxy; undefined when it may. */
export type DispatchGuard = (
  state: State,
  account: string,
  call: RuntimeCall,
) => DispatchError | undefined;

/** Runs calls inside a block being built. */
export class Dispatcher {
  readonly #calls: CallDirectory;
  readonly #report: BugReport;
  readonly #guard: DispatchGuard | undefined;

  constructor(calls: CallDirectory, report: BugReport, guard?: DispatchGuard) {
    this.#calls = calls;
    this.#report = report;
    this.#guard = guard;
  }

  /** What a call or hook works with, on the given state of the block. */
  context(block: BlockInProgress, state: State, origin: Origin): DispatchContext {
    return {
      state,
      origin,
      block: block.number,
      now: block.now,
      extrinsicIndex: typeof block.phase === "number" ? block.phase : undefined,
      weightOf: (call) => this.#calls.info(call).weight,
      deposit: (event) => block.records.push(eventRecord(block.phase, event)),
      spent: () => undefined,
      dispatch: (call, as) => this.dispatch(block, state, call, as),
    };
  }

  /** Runs one call. When it fails, neither its writes nor its events stay. */
  dispatch(
    block: BlockInProgress,
    state: State,
    call: RuntimeCall,
    origin: Origin,
  ): DispatchOutcome {
    if (origin.kind === "signed") {
      const refusal = this.#guard?.(state, origin.account, call);
      if (refusal) return { ok: false, error: refusal };
    }
    if (origin.kind === "signed" && origin.filter && !origin.filter(call)) {
      return { ok: false, error: CALL_FILTERED };
    }
    const layer = new Overlay(state);
    const before = block.records.length;
    const cost: { actual?: ActualCost } = {};
    const spent = (actual: ActualCost): void => {
      cost.actual = actual;
    };
    try {
      const { module, name, args } = this.#calls.find(call);
      const handler = module.handlers[name];
      if (!handler) throw new Error(`${call.type}.${name} has no handler`);
      handler({ ...this.context(block, layer, origin), spent }, args);
      layer.commit();
      return { ok: true, ...cost };
    } catch (error) {
      block.records.length = before;
      if (error instanceof DispatchFailure) return { ok: false, error: error.error };
      this.#report(error, `${call.type}.${call.value.type}`);
      return { ok: false, error: { type: "Other" } };
    }
  }
}
