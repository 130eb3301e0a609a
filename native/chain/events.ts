import type { ChainEvent } from "./chain-port.ts";

/** One record of System.Events as the metadata codecs give it. */
interface EventRecord {
  readonly phase: { readonly type: string; readonly value?: unknown };
  readonly event: {
    readonly type: string;
    readonly value: { readonly type: string; readonly value: unknown };
  };
}

/** The events of a block from the decoded System.Events. */
export function chainEvents(records: unknown): ChainEvent[] {
  return ((records ?? []) as readonly EventRecord[]).map(({ phase, event }, index) => ({
    index,
    ...(phase.type === "ApplyExtrinsic" ? { extrinsic: phase.value as number } : {}),
    pallet: event.type,
    name: event.value.type,
    value: event.value.value,
  }));
}

/** What became of one extrinsic: its events, its fee in rao, whether it succeeded, and the dispatch error if it failed. */
export interface Outcome {
  readonly events: readonly ChainEvent[];
  readonly fee: bigint;
  readonly succeeded: boolean;
  readonly error?: DispatchError;
}

/** A dispatch error as decoded: `Module` carries pallet and error names, the others a kind of their own. */
export interface DispatchError {
  readonly type: string;
  readonly value?: unknown;
}

/** Sorts the events of a block into the outcome of its extrinsic number `index`. */
export function outcomeOf(events: readonly ChainEvent[], index: number): Outcome {
  const own = events.filter(({ extrinsic }) => extrinsic === index);
  const failed = own.find(({ pallet, name }) => pallet === "System" && name === "ExtrinsicFailed");
  const error = (failed?.value as { dispatch_error: DispatchError } | undefined)?.dispatch_error;
  const paid = own.find(
    ({ pallet, name }) => pallet === "TransactionPayment" && name === "TransactionFeePaid",
  );
  const fee = (paid?.value as { actual_fee: bigint } | undefined)?.actual_fee ?? 0n;
  const succeeded = own.some(
    ({ pallet, name }) => pallet === "System" && name === "ExtrinsicSuccess",
  );
  return { events: own, fee, succeeded, ...(error ? { error } : {}) };
}
