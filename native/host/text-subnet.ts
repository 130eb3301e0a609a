import type { HearthError } from "../api/errors.ts";
import type { ModelFile } from "../engine/engine-port.ts";
import type { EngineEvent } from "../engine/process/engine-event.ts";
import type { MiningDependencies } from "../miner/mining-dependencies.ts";
import { createMining, type Mining } from "../miner/mining-service.ts";
import { dialHost } from "../protocol/axon-address.ts";
import { textGeneration } from "../subnets/text-generation/mechanism.ts";
import type { TextAnswer, TextChallenge } from "../subnets/text-generation/wire.ts";
import { createValidating, type Validating } from "../validator/validator-service.ts";
import type { SubnetModels } from "./engine/subnet-models.ts";
import { mayDial } from "./may-dial.ts";
import type { NetworkChoice } from "./settings.ts";

/** What mining and validating share with each other and with the rest of the node. */
export interface TextSubnetOptions
  extends Omit<
    MiningDependencies<TextChallenge, TextAnswer>,
    "mechanism" | "netuid" | "model" | "allowedModels" | "onModelLost"
  > {
  readonly network: NetworkChoice["kind"];
  readonly models: SubnetModels;
  /** Calls the listener with everything that becomes of models, from now on. */
  readonly onEvent: (listener: (event: EngineEvent) => void) => () => void;
}

/** This node's work on the text subnet. */
export interface TextSubnet {
  readonly mining: Mining;
  readonly validating: Validating;
  /** Its number on the network. */
  readonly netuid: number;
  /** True for a subnet that this node has a miner for, by its name on chain. */
  readonly serves: (subnet: { readonly name: string | undefined }) => boolean;
  /** Ends both. */
  close(): Promise<void>;
}

/** The subnet that this node mines and validates: text generation. */
const TEXT_SUBNET = 1;

/** Mining and validating, both off. The caller closes them. */
export function openTextSubnet(options: TextSubnetOptions): TextSubnet {
  const { network, models, onEvent, ...shared } = options;
  const common = { ...shared, mechanism: textGeneration, netuid: TEXT_SUBNET };
  const mining = createMining({
    ...common,
    onModelLost: (listener: (id: string, error: HearthError) => void) =>
      onEvent((event) => {
        if (event.kind === "lost") listener(event.id, event.error);
      }),
    model: (id: string | undefined): Promise<ModelFile> => models.forMining(id),
    allowedModels: models.allowed,
  });
  const validating = createValidating({
    ...common,
    reference: models.reference,
    allowedModels: models.allowed,
    dial: (ip) => (mayDial(network, ip) ? dialHost(ip) : undefined),
  });
  return {
    ...{ mining, validating, netuid: TEXT_SUBNET },
    serves: ({ name }) => name === textGeneration.description.subnetName,
    close: async () => {
      await validating.close();
      await mining.close();
    },
  };
}
