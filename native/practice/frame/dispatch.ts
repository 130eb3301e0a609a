import { type BlockInProgress, eventRecord } from "./block.ts";
import type { CallDirectory } from "./call-info.ts";
import {
  type DispatchContext,
  DispatchFailure,
  type DispatchOutcome,
  type Origin,
  type RuntimeCall,
} from "./context.ts";
import { Overlay, type State } from "./state.ts";

/** Told of errors that no call meant to throw: bugs. The call that hit one fails, the chain goes on. */
export type BugReport = (error: unknown, where: string) => void;

/** Runs calls inside a block being built. */
export class Dispatcher {
  readonly #calls: CallDirectory;
  readonly #report: BugReport;

  constructor(calls: CallDirectory, report: BugReport) {
    this.#calls = calls;
    this.#report = report;
  }

  /** What a call or hook works with, on the given state of the block. */
  context(block: BlockInProgress, state: State, origin: Origin): DispatchContext {
    return {
      state,
      origin,
      block: block.number,
      now: block.now,
      deposit: (event) => block.records.push(eventRecord(block.phase, event)),
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
    const layer = new Overlay(state);
    const before = block.records.length;
    try {
      const { module, name, args } = this.#calls.find(call);
      const handler = module.handlers[name];
      if (!handler) throw new Error(`${call.type}.${name} has no handler`);
      handler(this.context(block, layer, origin), args);
      layer.commit();
      return { ok: true };
    } catch (error) {
      block.records.length = before;
      if (error instanceof DispatchFailure) return { ok: false, error: error.error };
      this.#report(error, `${call.type}.${call.value.type}`);
      return { ok: false, error: { type: "Other" } };
    }
  }
}
