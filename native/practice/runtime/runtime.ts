import type { BugReport } from "../frame/dispatch.ts";
import type { Runtime } from "../frame/runtime.ts";
import { adminUtilsModule } from "./admin-utils/module.ts";
import { alphaAssetsModule } from "./alpha-assets/pallet.ts";
import { auraApi } from "./aura/api.ts";
import { auraModule } from "./aura/pallet.ts";
import { babeApi } from "./babe-api.ts";
import { commitmentsModule } from "./commitments/module.ts";
import { composeRuntime } from "./compose.ts";
import { contractsModule } from "./contracts/pallet.ts";
import { crowdloanModule } from "./crowdloan/module.ts";
import { drandModule } from "./drand/module.ts";
import { PulseChecks } from "./drand/pulse-checks.ts";
import { baseFeeModule } from "./evm/base-fee.ts";
import { evmChainIdModule } from "./evm/chain-id.ts";
import { ethereumModule } from "./evm/ethereum.ts";
import { evmModule } from "./evm/evm.ts";
import { grandpaApi } from "./grandpa/api.ts";
import { grandpaModule } from "./grandpa/pallet.ts";
import { limitOrdersModule } from "./limit-orders/pallet.ts";
import { mevShieldModule } from "./mev-shield/module.ts";
import { keyRotation } from "./mev-shield/rotation.ts";
import { multisigModule } from "./multisig/module.ts";
import { genesisBuilderApi, offchainWorkerApi, sessionKeysApi } from "./node-apis.ts";
import { preimageModule } from "./preimage/module.ts";
import { proxyFilterApi } from "./proxy/api.ts";
import { feePayer } from "./proxy/fee-payer.ts";
import { proxyModule } from "./proxy/module.ts";
import { randomnessModule } from "./randomness/pallet.ts";
import { safeModeGuard, safeModeModule } from "./safe-mode/module.ts";
import { schedulerModule } from "./scheduler/module.ts";
import { subtensorApis } from "./subtensor/api/apis.ts";
import { subtensorExtension } from "./subtensor/extension.ts";
import { subtensorModule } from "./subtensor/module.ts";
import { alphaPayment } from "./subtensor/stake/alpha-payment.ts";
import { coldkeySwapGuard } from "./subtensor/swaps/coldkey-guard.ts";
import { swapModule } from "./swap/module.ts";
import { nestingGuard } from "./utility/nesting.ts";

/**
 * The practice network's runtime: the common pallets with Subtensor, its swap, its administration and its beacon. The node that
 * signs the beacon's pulses vouches for them in `pulses`; it makes a block every `blockMillis`.
 */
export function practiceRuntime(
  report: BugReport,
  pulses = new PulseChecks(),
  blockMillis = 12_000,
): Runtime {
  return composeRuntime(
    {
      modules: [
        randomnessModule,
        auraModule(blockMillis),
        grandpaModule,
        subtensorModule,
        drandModule(pulses),
        adminUtilsModule,
        swapModule,
        multisigModule,
        proxyModule,
        commitmentsModule,
        preimageModule,
        crowdloanModule,
        mevShieldModule(keyRotation(blockMillis)),
        schedulerModule,
        safeModeModule,
        alphaAssetsModule,
        ethereumModule,
        evmModule,
        evmChainIdModule,
        baseFeeModule,
        contractsModule,
        limitOrdersModule,
      ],
      apis: [
        ...subtensorApis,
        proxyFilterApi,
        auraApi(blockMillis),
        grandpaApi,
        babeApi,
        sessionKeysApi,
        offchainWorkerApi,
        genesisBuilderApi,
      ],
      extension: subtensorExtension,
      otherPayment: alphaPayment,
      feePayer,
      guard: (state, account, call) =>
        safeModeGuard(state, account, call) ??
        nestingGuard(state, account, call) ??
        coldkeySwapGuard(state, account, call),
    },
    report,
  );
}
