import type { ScaleType } from "../scale/type.ts";
import type { DispatchContext, DispatchOutcome, RuntimeCall } from "./context.ts";
import type { State } from "./state.ts";

/** What a call costs and how it is classed. */
export interface DispatchInfo {
  /** Reference time in picoseconds. */
  readonly weight: bigint;
  readonly dispatchClass: "Normal" | "Operational" | "Mandatory";
  readonly pays: boolean;
}

/** A signed transaction as its extensions see it. */
export interface SignedTransaction {
  readonly account: string;
  readonly call: RuntimeCall;
  readonly info: DispatchInfo;
  /** Bytes of the whole extrinsic, with its length prefix. */
  readonly length: number;
}

/** What an extension checks against: state, and the number of the block the transaction would be in. */
export interface CheckContext {
  readonly state: State;
  readonly block: number;
  readonly specVersion: number;
  readonly transactionVersion: number;
  /** The hash of the runtime's metadata, 0x hex; worked out when it is first asked for. */
  readonly metadataHash: () => string;
}

/** What one extension adds to a transaction's standing in the pool. */
export interface ValidityPart {
  readonly priority?: bigint;
  /** Tags that must be provided by others first. */
  readonly requires?: readonly Uint8Array[];
  readonly provides?: readonly Uint8Array[];
  /** Blocks for which it stays valid. */
  readonly longevity?: bigint;
}

const DEFAULT_LONGEVITY = (1n << 64n) - 1n;

/** What all extensions together say: priorities add up, tags of all, the shortest life; for ever where none has a say. */
export function combinedValidity(parts: readonly ValidityPart[]): Required<ValidityPart> {
  return {
    priority: parts.reduce((sum, part) => sum + (part.priority ?? 0n), 0n),
    requires: parts.flatMap((part) => part.requires ?? []),
    provides: parts.flatMap((part) => part.provides ?? []),
    longevity: parts.reduce(
      (least, { longevity = DEFAULT_LONGEVITY }) => (longevity < least ? longevity : least),
      DEFAULT_LONGEVITY,
    ),
  };
}

/** What a call cost in the end: what it announced, or less where it told so. */
export function actualInfo(info: DispatchInfo, outcome: DispatchOutcome): DispatchInfo {
  if (!outcome.ok || !outcome.actual) return info;
  const { weight = info.weight, pays = true } = outcome.actual;
  // Never more than was announced: that much was taken, and left room for in the block.
  const saves = weight < info.weight;
  return { ...info, ...(saves && { weight }), pays: info.pays && pays };
}

/**
 * One signed extension: what it adds to the transaction (`extra`), what it adds to what is signed (`implicit`), and what it
 * checks. `validate` and `prepare` throw TransactionRefused; `prepare` may change state and its result reaches `settle`.
 */
export interface SignedExtension<Extra = unknown, Prepared = unknown> {
  readonly identifier: string;
  readonly extra: ScaleType<Extra>;
  readonly implicit: ScaleType;
  implicitValue?(context: CheckContext, extra: Extra): unknown;
  validate?(context: CheckContext, transaction: SignedTransaction, extra: Extra): ValidityPart;
  prepare?(context: DispatchContext, transaction: SignedTransaction, extra: Extra): Prepared;
  /** After the call, whatever became of it. */
  settle?(
    context: DispatchContext,
    transaction: SignedTransaction,
    prepared: Prepared,
    outcome: DispatchOutcome,
  ): void;
}
