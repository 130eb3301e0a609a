import type { BlockInProgress } from "./block.ts";
import type { DispatchOutcome, RuntimeCall } from "./context.ts";
import type { DispatchInfo, ValidityPart } from "./extension.ts";
import type { Extrinsic, ExtrinsicFormat } from "./extrinsic.ts";
import type { State } from "./state.ts";

/** `RuntimeVersion` without its API list, which follows from the APIs. */
export interface VersionNumbers {
  readonly specName: string;
  readonly implName: string;
  readonly authoringVersion: number;
  readonly specVersion: number;
  readonly implVersion: number;
  readonly transactionVersion: number;
  readonly systemVersion: number;
  readonly stateVersion: number;
}

/** Metadata versions that can be asked for. */
export const metadataVersions = [14, 15, 16] as const;
/** One of {@link metadataVersions}. */
export type MetadataVersion = (typeof metadataVersions)[number];

/** A transaction's standing: what it needs, what it gives, for how long, or why it can be in no block. */
export type Validity = Required<ValidityPart> & {
  readonly extrinsic: Extrinsic;
  readonly info: DispatchInfo;
};

/** What became of an extrinsic that entered a block. */
export interface ApplyOutcome {
  readonly outcome: DispatchOutcome;
  readonly info: DispatchInfo;
}

/** What a runtime does for its own APIs, which answer clients with it. It knows nothing of them. */
export interface RuntimeServices {
  readonly version: VersionNumbers;
  readonly extrinsics: ExtrinsicFormat;
  info(call: RuntimeCall): DispatchInfo;
  /** The wire index of a pallet and, for a call of it, of that; undefined where this runtime has no such thing. */
  indexOf(pallet: string, call?: string): { pallet: number; call?: number } | undefined;
  /** API ids (0x hex of blake2-64 of the name) with versions, as runtime versions list them. */
  apiVersions(): [string, number][];
  /** Metadata bytes, made once. */
  metadata(version: MetadataVersion): Uint8Array;
  initializeBlock(
    parent: State,
    block: { number: number; parentHash: string; now: bigint; slot: bigint },
  ): BlockInProgress;
  /** Throws RangeError for bytes that are no extrinsic and TransactionRefused for one that must not be in this block. */
  applyExtrinsic(
    block: BlockInProgress,
    bytes: Uint8Array,
    options?: { signatureChecked?: boolean },
  ): ApplyOutcome;
  /** Checks a signed transaction for the block after a state, as the pool does. Throws as applyExtrinsic. */
  validate(
    state: State,
    bytes: Uint8Array,
    next: { number: number; parentHash: string },
    options?: { signatureChecked?: boolean },
  ): Validity;
}
