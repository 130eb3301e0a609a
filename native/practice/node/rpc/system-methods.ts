import { inclusionFee, totalFee } from "../../runtime/transaction-payment/fee.ts";
import { RpcFailure, rpcCodes } from "./failure.ts";
import { hexBytes } from "./params.ts";
import { blockParam, callRuntime, hex, type Methods, type NodeServices } from "./services.ts";

/** system_* and payment_*: who this node is, and what a transaction would cost. */
export function systemMethods(services: NodeServices): Methods {
  const { chain, name, version, chainName, properties } = services;
  const feeOf = (bytes: unknown) => {
    const raw = hexBytes(bytes, "extrinsic");
    try {
      const { call, signed, length } = chain.runtime.extrinsics.decode(raw);
      const info = chain.runtime.info(call);
      return { info: signed ? info : { ...info, pays: false }, length };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new RpcFailure(rpcCodes.invalidParams, `Unable to query dispatch info: ${reason}`);
    }
  };
  return {
    system_name: () => name,
    system_version: () => version,
    system_chain: () => chainName,
    system_chainType: () => "Local",
    system_properties: () => properties,
    system_health: () => ({ peers: 0, isSyncing: false, shouldHavePeers: false }),
    system_localPeerId: () => chain.genesisHash.slice(2),
    system_localListenAddresses: () => [],
    system_peers: () => [],
    system_nodeRoles: () => ["Authority"],
    system_syncState: () => ({
      startingBlock: 0,
      currentBlock: chain.best.number,
      highestBlock: chain.best.number,
    }),
    system_dryRun([bytes, at]) {
      const opaque = hexBytes(bytes, "extrinsic");
      return hex(callRuntime(chain, blockParam(chain, at), "BlockBuilder_apply_extrinsic", opaque));
    },
    payment_queryInfo([bytes]) {
      const { info, length } = feeOf(bytes);
      return {
        weight: { ref_time: Number(info.weight), proof_size: 0 },
        class: info.dispatchClass.toLowerCase(),
        partialFee: totalFee(info, length).toString(),
      };
    },
    payment_queryFeeDetails([bytes]) {
      const { info, length } = feeOf(bytes);
      const parts = inclusionFee(info, length);
      return {
        inclusionFee: parts
          ? {
              baseFee: `0x${parts.base.toString(16)}`,
              lenFee: `0x${parts.length.toString(16)}`,
              adjustedWeightFee: `0x${parts.weight.toString(16)}`,
            }
          : null,
      };
    },
  };
}
