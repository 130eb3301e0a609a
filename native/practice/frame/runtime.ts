import { blake2b } from "@noble/hashes/blake2.js";
import type { ScaleType } from "../scale/type.ts";
import type { BlockInProgress } from "./block.ts";
import { CallDirectory } from "./call-info.ts";
import type { DispatchError, PalletEvent, RuntimeCall } from "./context.ts";
import { type BugReport, Dispatcher, type DispatchGuard } from "./dispatch.ts";
import {
  actualInfo,
  type CheckContext,
  combinedValidity,
  type DispatchInfo,
  type SignedExtension,
  type SignedTransaction,
} from "./extension.ts";
import { type Extrinsic, extrinsicFormat } from "./extrinsic.ts";
import { hexOf } from "./hasher.ts";
import { encodeMetadata } from "./metadata.ts";
import { type OuterTypes, outerTypes } from "./outer-types.ts";
import type { PalletModule } from "./pallet.ts";
import { type ApiMethod, callMethod, type RuntimeApi } from "./runtime-api.ts";
import type {
  ApplyOutcome,
  MetadataVersion,
  RuntimeServices,
  VersionNumbers,
} from "./runtime-services.ts";
import { Overlay, type State } from "./state.ts";
import { TransactionRefused } from "./validity.ts";
import { EXECUTE_VIEW_FUNCTION, viewFunctionMethod } from "./view-dispatch.ts";

/** What the System pallet does for a runtime. */
export interface SystemPort {
  initialize(state: State, block: { number: number; parentHash: string; slot: bigint }): void;
  /** Writes the event records and leaves the state as it is between blocks. */
  finalize(state: State, block: BlockInProgress): void;
  succeeded(info: DispatchInfo): PalletEvent;
  failed(error: DispatchError, info: DispatchInfo): PalletEvent;
}

/** What a runtime is composed of. */
export interface RuntimeSpec {
  readonly version: VersionNumbers;
  readonly modules: readonly PalletModule[];
  readonly apis: readonly RuntimeApi[];
  readonly extensions: readonly SignedExtension[];
  readonly system: SystemPort;
  /** Late types of this composition, bound here to the whole. */
  readonly bindCall: (type: ScaleType<RuntimeCall>) => void;
  readonly bindEvent: (type: ScaleType) => void;
  readonly report: BugReport;
  /** The hash of metadata V15 that offline signers sign with. */
  readonly digest: (metadata: Uint8Array) => string;
  readonly guard?: DispatchGuard;
}

/** A composed runtime: pure of time, disk and network. All of its methods work on the state they are given. */
export interface Runtime extends RuntimeServices {
  readonly apis: readonly RuntimeApi[];
  readonly modules: readonly PalletModule[];
  readonly outer: OuterTypes;
  finalizeBlock(block: BlockInProgress): void;
  /** True where {@link callApi} knows the method. */
  hasApi(method: string): boolean;
  /** Answers `Trait_method` on a copy of the state. Throws RangeError for an unknown method or bad arguments. */
  callApi(
    method: string,
    args: Uint8Array,
    state: State,
    at: { number: number; hash: string },
  ): Uint8Array;
}

/** Bytes of one extrinsic, well under finney's block length. */
export const LARGEST_EXTRINSIC = 1 << 20;

/** Composes a runtime. */
export function createRuntime(spec: RuntimeSpec): Runtime {
  const { version, modules, apis, extensions, system } = spec;
  const outer = outerTypes(modules);
  spec.bindCall(outer.call);
  spec.bindEvent(outer.event);
  const calls = new CallDirectory(modules);
  const dispatcher = new Dispatcher(calls, spec.report, spec.guard);
  const extrinsics = extrinsicFormat(outer.call, extensions);
  const made = new Map<MetadataVersion, Uint8Array>();
  const methods = new Map<string, ApiMethod>(
    apis.flatMap((api) =>
      Object.entries(api.methods).map(([name, method]) => [`${api.name}_${name}`, method] as const),
    ),
  );
  methods.set(EXECUTE_VIEW_FUNCTION, viewFunctionMethod(modules));
  const { specVersion, transactionVersion } = version;
  let hashed: string | undefined;
  const metadataHash = (): string => {
    hashed ??= spec.digest(runtime.metadata(15));
    return hashed;
  };
  const checks = (state: State, block: number): CheckContext => ({
    state,
    block,
    specVersion,
    transactionVersion,
    metadataHash,
  });
  const signedView = (
    extrinsic: Extrinsic,
    account: string,
    info: DispatchInfo,
  ): SignedTransaction => ({
    account,
    call: extrinsic.call,
    info,
    length: extrinsic.length,
  });

  function decode(bytes: Uint8Array): Extrinsic {
    if (bytes.length > LARGEST_EXTRINSIC)
      throw new TransactionRefused({ type: "ExhaustsResources" });
    return extrinsics.decode(bytes);
  }

  // A bug in one pallet's work must not stop the chain: what it wrote is taken back, it is reported, the block goes on.
  function runHooks(block: BlockInProgress, hook: "onInitialize" | "onFinalize"): void {
    for (const { hooks, pallet } of modules) {
      if (!hooks[hook]) continue;
      const layer = new Overlay(block.state);
      const before = block.records.length;
      try {
        hooks[hook](dispatcher.context(block, layer, { kind: "root" }));
        layer.commit();
      } catch (error) {
        block.records.length = before;
        spec.report(error, `${pallet.spec.name} ${hook}`);
      }
    }
  }

  function applySigned(
    block: BlockInProgress,
    extrinsic: Extrinsic,
    checked: boolean,
  ): ApplyOutcome {
    const { signed, call } = extrinsic;
    if (!signed) throw new TypeError("not signed");
    const context = checks(block.state, block.number);
    if (!checked) extrinsics.checkSignature(extrinsic, context);
    const info = calls.info(call);
    const transaction = signedView(extrinsic, signed.account, info);
    const layer = new Overlay(block.state);
    const origin = { kind: "signed", account: signed.account } as const;
    const work = dispatcher.context(block, layer, origin);
    const before = block.records.length;
    try {
      const prepared = extensions.map((extension, index) => {
        extension.validate?.(checks(layer, block.number), transaction, signed.extra[index]);
        return extension.prepare?.(work, transaction, signed.extra[index]);
      });
      const outcome = dispatcher.dispatch(block, layer, call, origin);
      extensions.forEach((extension, index) => {
        extension.settle?.(work, transaction, prepared[index], outcome);
      });
      layer.commit();
      return { outcome, info: actualInfo(info, outcome) };
    } catch (error) {
      block.records.length = before;
      throw error;
    }
  }

  function applyInherent(block: BlockInProgress, { call }: Extrinsic): ApplyOutcome {
    const info = calls.info(call);
    if (info.dispatchClass !== "Mandatory") throw new TransactionRefused({ type: "Call" });
    const outcome = dispatcher.dispatch(block, block.state, call, { kind: "none" });
    if (!outcome.ok) throw new TransactionRefused({ type: "BadMandatory" });
    return { outcome, info };
  }

  const runtime: Runtime = {
    version,
    apis,
    modules,
    indexOf(pallet, call) {
      const found = modules.find((module) => module.pallet.spec.name === pallet)?.pallet.spec;
      if (!found) return undefined;
      if (call === undefined) return { pallet: found.index };
      const index = found.calls[call]?.index;
      return index === undefined ? undefined : { pallet: found.index, call: index };
    },
    outer,
    extrinsics,
    info: (call) => calls.info(call),
    apiVersions: () => apis.map((api) => [apiId(api.name), api.version]),
    metadata(metadataVersion) {
      const known = made.get(metadataVersion);
      if (known) return known;
      const bytes = encodeMetadata({ modules, apis, extensions, outer }, metadataVersion);
      made.set(metadataVersion, bytes);
      return bytes;
    },
    initializeBlock(parent, { number, parentHash, now, slot }) {
      const block: BlockInProgress = {
        state: new Overlay(parent),
        number,
        now,
        records: [],
        phase: "initialization",
        extrinsics: 0,
        weight: 0n,
      };
      system.initialize(block.state, { number, parentHash, slot });
      runHooks(block, "onInitialize");
      return block;
    },
    applyExtrinsic(block, bytes, { signatureChecked = false } = {}) {
      const extrinsic = decode(bytes);
      block.phase = block.extrinsics;
      const applied = extrinsic.signed
        ? applySigned(block, extrinsic, signatureChecked)
        : applyInherent(block, extrinsic);
      const { outcome, info } = applied;
      const event = outcome.ok ? system.succeeded(info) : system.failed(outcome.error, info);
      dispatcher.context(block, block.state, { kind: "none" }).deposit(event);
      block.extrinsics += 1;
      block.weight += info.weight;
      return applied;
    },
    finalizeBlock(block) {
      block.phase = "finalization";
      runHooks(block, "onFinalize");
      system.finalize(block.state, block);
    },
    validate(state, bytes, next, { signatureChecked = false } = {}) {
      const extrinsic = decode(bytes);
      const { signed, call } = extrinsic;
      if (!signed) throw new TransactionRefused({ type: "UnknownOrigin" });
      const begun = new Overlay(state);
      system.initialize(begun, { ...next, slot: 0n });
      const context = checks(begun, next.number);
      if (!signatureChecked) extrinsics.checkSignature(extrinsic, context);
      const info = calls.info(call);
      const transaction = signedView(extrinsic, signed.account, info);
      const parts = extensions.map(
        (extension, index) => extension.validate?.(context, transaction, signed.extra[index]) ?? {},
      );
      return { ...combinedValidity(parts), extrinsic, info };
    },
    hasApi: (name) => methods.has(name),
    callApi(name, args, state, { number, hash }) {
      const method = methods.get(name);
      if (!method) throw new RangeError(`no runtime API ${name}`);
      return callMethod(method, args, { state: new Overlay(state), block: number, hash, runtime });
    },
  };
  return runtime;
}

/** blake2-64 of a runtime API's name, by which versions list it. */
export function apiId(name: string): string {
  return `0x${hexOf(blake2b(new TextEncoder().encode(name), { dkLen: 8 }))}`;
}
