import type { Methods, NodeServices } from "./services.ts";

/** chainSpec_v1_*: which chain this is. */
export function chainSpecMethods({ chain, chainName, properties }: NodeServices): Methods {
  return {
    chainSpec_v1_chainName: () => chainName,
    chainSpec_v1_genesisHash: () => chain.genesisHash,
    chainSpec_v1_properties: () => properties,
  };
}
