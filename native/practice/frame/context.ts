import { result } from "../scale/substrate.ts";
import { fixedBytes, struct, u8, unit } from "../scale/type.ts";
import { type VariantValue, variant } from "../scale/variant.ts";
import type { State } from "./state.ts";

/** Who asked for a call: an account that signed, the sudo key's authority, or nobody (inherents). */
export type Origin =
  | {
      readonly kind: "signed";
      readonly account: string;
      /** Which calls this origin may make, where somebody acts for the account; batches hand it on. */
      readonly filter?: (call: RuntimeCall) => boolean;
    }
  | { readonly kind: "root" }
  | { readonly kind: "none" };

/** A call as decoded: `{ type: pallet, value: { type: call, value: arguments } }`. */
export interface RuntimeCall {
  readonly type: string;
  readonly value: { readonly type: string; readonly value?: unknown };
}

/** An event on its way to System.Events. */
export interface PalletEvent {
  readonly pallet: string;
  readonly name: string;
  readonly value: unknown;
  /** SCALE of RuntimeEvent: pallet index, event index, fields. */
  readonly encoded: Uint8Array;
}

const moduleError = struct(
  ["sp_runtime", "ModuleError"],
  { index: u8, error: fixedBytes(4) },
  { index: "u8", error: "[u8; MAX_MODULE_ERROR_ENCODED_SIZE]" },
);

const tokenError = variant(["sp_runtime", "TokenError"], {
  FundsUnavailable: { index: 0 },
  OnlyProvider: { index: 1 },
  BelowMinimum: { index: 2 },
  CannotCreate: { index: 3 },
  UnknownAsset: { index: 4 },
  Frozen: { index: 5 },
  Unsupported: { index: 6 },
  CannotCreateHold: { index: 7 },
  NotExpendable: { index: 8 },
  Blocked: { index: 9 },
});

const arithmeticError = variant(["sp_arithmetic", "ArithmeticError"], {
  Underflow: { index: 0 },
  Overflow: { index: 1 },
  DivisionByZero: { index: 2 },
});

const transactionalError = variant(["sp_runtime", "TransactionalError"], {
  LimitReached: { index: 0 },
  NoLayer: { index: 1 },
});

const trieErrors = [
  "InvalidStateRoot",
  "IncompleteDatabase",
  "ValueAtIncompleteKey",
  "DecoderError",
  "InvalidHash",
  "DuplicateKey",
  "ExtraneousNode",
  "ExtraneousValue",
  "ExtraneousHashReference",
  "InvalidChildReference",
  "ValueMismatch",
  "IncompleteProof",
  "RootMismatch",
  "DecodeError",
];
const trieError = variant(
  ["sp_runtime", "proving_trie", "TrieError"],
  Object.fromEntries(trieErrors.map((name, index) => [name, { index }])),
);

const dispatchErrorCases = {
  Other: { index: 0 },
  CannotLookup: { index: 1 },
  BadOrigin: { index: 2 },
  Module: { index: 3, fields: [moduleError], typeNames: ["ModuleError"] },
  ConsumerRemaining: { index: 4 },
  NoProviders: { index: 5 },
  TooManyConsumers: { index: 6 },
  Token: { index: 7, fields: [tokenError], typeNames: ["TokenError"] },
  Arithmetic: { index: 8, fields: [arithmeticError], typeNames: ["ArithmeticError"] },
  Transactional: { index: 9, fields: [transactionalError], typeNames: ["TransactionalError"] },
  Exhausted: { index: 10 },
  Corruption: { index: 11 },
  Unavailable: { index: 12 },
  RootNotAllowed: { index: 13 },
  Trie: { index: 14, fields: [trieError], typeNames: ["TrieError"] },
} as const;

/** Why a call failed, as FRAME encodes it in events and results. */
export const dispatchError = variant(["sp_runtime", "DispatchError"], dispatchErrorCases);
/** A `DispatchError` decoded: its case by name, with what the case carries. */
export type DispatchError = VariantValue<typeof dispatchErrorCases>;

/** `Result<(), DispatchError>`, as several events carry it. */
export const dispatchResult = result(unit, dispatchError);

/** Thrown inside a call to fail it: everything the call wrote is taken back and the error goes into its event. */
export class DispatchFailure extends Error {
  readonly error: DispatchError;

  constructor(error: DispatchError, what: string = error.type) {
    super(what);
    this.name = "DispatchFailure";
    this.error = error;
  }
}

/** What a call turned out to cost, where that is less than announced. */
export interface ActualCost {
  /** Reference time in picoseconds; all of the announced when not given. */
  readonly weight?: bigint;
  /** False for a call that is free after all. */
  readonly pays?: boolean;
}

/** What became of a call. */
export type DispatchOutcome =
  | { readonly ok: true; readonly actual?: ActualCost }
  | { readonly ok: false; readonly error: DispatchError };

/** What a call or hook works with. */
export interface DispatchContext {
  readonly state: State;
  readonly origin: Origin;
  /** Number of the block being built. */
  readonly block: number;
  /** The block's time, milliseconds since 1970 UTC. */
  readonly now: bigint;
  /** Place in the block of the extrinsic being applied; undefined in hooks. */
  readonly extrinsicIndex: number | undefined;
  /** Reference time of a call in picoseconds, as it would be charged. */
  weightOf(call: RuntimeCall): bigint;
  deposit(event: PalletEvent): void;
  /** Tells that the running call cost less than announced: who paid for it gets the rest back. */
  spent(cost: ActualCost): void;
  /** Runs another call; when it fails nothing of it stays. */
  dispatch(call: RuntimeCall, origin: Origin): DispatchOutcome;
}

/** The account that signed. Throws DispatchFailure BadOrigin otherwise. */
export function ensureSigned(context: DispatchContext): string {
  if (context.origin.kind !== "signed") throw new DispatchFailure({ type: "BadOrigin" });
  return context.origin.account;
}

/** Throws DispatchFailure BadOrigin unless the origin is root. */
export function ensureRoot(context: DispatchContext): void {
  if (context.origin.kind !== "root") throw new DispatchFailure({ type: "BadOrigin" });
}

/** Throws DispatchFailure BadOrigin unless nobody signed, as inherents arrive. */
export function ensureNone(context: DispatchContext): void {
  if (context.origin.kind !== "none") throw new DispatchFailure({ type: "BadOrigin" });
}

/** The account of a MultiAddress; only `Id` can be looked up. Throws DispatchFailure CannotLookup otherwise. */
export function lookup(address: { readonly type: string; readonly value?: unknown }): string {
  if (address.type !== "Id") throw new DispatchFailure({ type: "CannotLookup" });
  return String(address.value);
}
