import { reasonOf } from "../../../api/errors.ts";
import { RpcFailure, rpcCodes } from "./failure.ts";
import { hexBytes } from "./params.ts";
import { peerId } from "./peer-id.ts";
import { blockParam, callRuntime, hex, type Methods, type NodeServices } from "./services.ts";

/** system_*: who this node is. It has no peers and never syncs. */
export function systemMethods(services: NodeServices): Methods {
  const { chain, name, version, chainName, properties } = services;
  const dryRun = ([bytes, at]: readonly unknown[]): unknown => {
    const opaque = hexBytes(bytes, "extrinsic");
    try {
      chain.runtime.extrinsics.decode(opaque);
    } catch (error) {
      const reason = reasonOf(error);
      throw new RpcFailure(rpcCodes.undecodable, "Unable to dry run extrinsic", reason);
    }
    const block = blockParam(chain, at, "runtime");
    return hex(callRuntime(chain, block, "BlockBuilder_apply_extrinsic", opaque));
  };
  return {
    system_name: () => name,
    system_version: () => version,
    system_chain: () => chainName,
    system_chainType: () => "Local",
    system_properties: () => properties,
    system_health: () => ({ peers: 0, isSyncing: false, shouldHavePeers: false }),
    // Nobody reaches it by this id; it is the form that tools expect, and each network has its own.
    system_localPeerId: () => peerId(chain.genesisHash),
    system_localListenAddresses: () => [],
    system_peers: () => [],
    system_nodeRoles: () => ["Authority"],
    system_syncState: () => ({
      startingBlock: 0,
      currentBlock: chain.best.number,
      highestBlock: chain.best.number,
    }),
    system_reservedPeers: () => [],
    system_dryRun: dryRun,
    system_dryRunAt: dryRun,
  };
}
