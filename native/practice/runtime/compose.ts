import type { BugReport, DispatchGuard } from "../frame/dispatch.ts";
import type { SignedExtension } from "../frame/extension.ts";
import { metadataDigest } from "../frame/metadata-digest.ts";
import { opaqueExtrinsic } from "../frame/outer-types.ts";
import type { PalletModule } from "../frame/pallet.ts";
import { apiId, createRuntime, type Runtime } from "../frame/runtime.ts";
import type { RuntimeApi } from "../frame/runtime-api.ts";
import { SS58_PREFIX } from "../scale/account.ts";
import { multiAddress, multiSignature } from "../scale/substrate.ts";
import { bytes, type ScaleType, tuple } from "../scale/type.ts";
import { balancesModule } from "./balances/calls.ts";
import { blockType } from "./config-types.ts";
import { shieldApi } from "./mev-shield/api.ts";
import { checkShieldedMortality, checkShieldedTxValidity } from "./mev-shield/extension.ts";
import { runtimeCall } from "./runtime-call.ts";
import { sudoExtension, sudoModule } from "./sudo/pallet.ts";
import { systemApis, versionValue } from "./system/api.ts";
import {
  bareExtension,
  checkGenesis,
  checkMetadataHash,
  checkNonce,
  checkNonZeroSender,
  checkSpecVersion,
  checkTxVersion,
  checkWeight,
} from "./system/extensions.ts";
import { systemModule } from "./system/module.ts";
import { systemPort } from "./system/port.ts";
import { runtimeEvent, runtimeVersion } from "./system/types.ts";
import { timestampModule } from "./timestamp/pallet.ts";
import { paymentApis } from "./transaction-payment/api.ts";
import {
  chargeTransactionPayment,
  type FeePayer,
  type OtherPayment,
} from "./transaction-payment/extension.ts";
import { transactionPaymentModule } from "./transaction-payment/pallet.ts";
import { utilityModule } from "./utility/calls.ts";
import { token, version } from "./version.ts";

/** What a network adds to the pallets that every Substrate chain has. */
export interface NetworkParts {
  readonly modules: readonly PalletModule[];
  readonly apis: readonly RuntimeApi[];
  /** Checks of the pool before the network's own calls; `SubtensorTransactionExtension` on finney. */
  readonly extension: SignedExtension;
  readonly otherPayment?: OtherPayment;
  /** Who pays for a signed call; the signer when not given. */
  readonly feePayer?: FeePayer;
  /** What an account may not do for a time, in whatever form it asks. */
  readonly guard?: DispatchGuard;
}

/** Composes a runtime from the common pallets and a network's own. */
export function composeRuntime(parts: NetworkParts, report: BugReport): Runtime {
  // The order is finney's: it is the order of the bytes in every transaction.
  const extensions: SignedExtension[] = [
    checkNonZeroSender,
    checkSpecVersion,
    checkTxVersion,
    checkGenesis,
    checkShieldedMortality,
    checkNonce,
    checkWeight,
    chargeTransactionPayment(parts.otherPayment, parts.feePayer),
    sudoExtension,
    checkShieldedTxValidity,
    parts.extension,
    bareExtension("DrandPriority", ["pallet_drand", "drand_priority"]),
    checkMetadataHash,
  ];
  const extra = tuple(...extensions.map((extension) => extension.extra));
  const extrinsic = opaqueExtrinsic(bytes, [multiAddress, runtimeCall.type, multiSignature, extra]);
  const apis = [
    ...systemApis(extrinsic),
    ...paymentApis(extrinsic),
    shieldApi(extrinsic),
    ...parts.apis,
  ];
  const apiVersions = apis.map((api): [string, number] => [apiId(api.name), api.version]);
  const modules = [
    wholeSystem(systemModule, versionValue({ version }, apiVersions), extrinsic),
    timestampModule,
    balancesModule,
    transactionPaymentModule,
    utilityModule,
    sudoModule,
    ...parts.modules,
  ].sort((left, right) => left.pallet.spec.index - right.pallet.spec.index);
  return createRuntime({
    version,
    modules,
    apis,
    extensions,
    system: systemPort,
    bindCall: runtimeCall.bind,
    bindEvent: runtimeEvent.bind,
    report,
    digest: (metadata) =>
      metadataDigest(metadata, {
        specName: version.specName,
        specVersion: version.specVersion,
        ss58Prefix: SS58_PREFIX,
        decimals: token.decimals,
        tokenSymbol: token.symbol,
      }),
    ...(parts.guard ? { guard: parts.guard } : {}),
  });
}

/** System with what is known only here: its `Version` constant, which names the APIs, and the block that holds its extrinsics. */
function wholeSystem(
  module: PalletModule,
  value: ReturnType<typeof versionValue>,
  extrinsic: ScaleType,
): PalletModule {
  const { spec } = module.pallet;
  const constants = { ...spec.constants, Version: { type: runtimeVersion, value } };
  const associatedTypes = { ...spec.associatedTypes, Block: blockType(extrinsic) };
  return { ...module, pallet: { spec: { ...spec, constants, associatedTypes } } };
}
