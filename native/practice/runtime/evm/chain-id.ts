import { definePallet, implement } from "../../frame/pallet.ts";
import { storageValue } from "../../frame/storage.ts";
import { u64 } from "../../scale/type.ts";

/** Pallet 23: the number by which Ethereum's tools would know the chain. */
export const evmChainId = definePallet({
  name: "EVMChainId",
  index: 23,
  path: ["pallet_evm_chain_id", "pallet"],
  storage: { ChainId: storageValue(u64) },
  calls: {},
  events: {},
  errors: {},
  constants: {},
});

/** EVMChainId has no calls: AdminUtils sets it. */
export const evmChainIdModule = implement(evmChainId, {});
