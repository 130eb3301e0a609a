import { mechanismIndex } from "../../../protocol/mechanisms.ts";
import type { RuntimeCall } from "../../frame/context.ts";
import type { ValueOf } from "../../scale/type.ts";
import type { ChainView } from "./chain.ts";
import { commitRefusal } from "./commits/commits-prechecks.ts";
import type { neuronCalls } from "./declaration/calls.ts";
import { axonRefusal, prometheusRefusal } from "./neurons/serving.ts";
import { type SubtensorError, storage } from "./pallet.ts";
import { rootWeightsRefusal } from "./root-weights/set.ts";
import { takeRefusal } from "./stake/take.ts";
import { isTooSoonForSubnet } from "./subnets/subnets.ts";
import { coldkeySwapRefusal } from "./swaps/coldkey-guard.ts";
import { type EvmKeyProof, evmKeyRefusal } from "./swaps/evm-key.ts";
import { batchRefusal, type WeightBatch } from "./weights/batch-weights.ts";
import { hasStakeForWeights, mayUpdateWeights } from "./weights/weights.ts";

type Calls = typeof neuronCalls;
/** The arguments of one of the pallet's calls. */
type Arguments<Name extends keyof Calls> = {
  readonly [Key in keyof Calls[Name]["args"]]: ValueOf<Calls[Name]["args"][Key]>;
};

/** The N of "Custom error: N" that an error shows as before a block; all others show as 255. Source: §3.7. */
const CUSTOM_ERRORS: Partial<Readonly<Record<SubtensorError, number>>> = {
  ColdkeySwapAnnounced: 0,
  AmountTooLow: 1,
  NotEnoughStakeToSetWeights: 1,
  NotEnoughBalanceToStake: 2,
  SubnetNotExists: 3,
  HotKeyAccountNotExists: 4,
  NotEnoughStakeToWithdraw: 5,
  CommittingWeightsTooFast: 6,
  SettingWeightsTooFast: 6,
  NetworkTxRateLimitExceeded: 6,
  InsufficientLiquidity: 7,
  SlippageTooHigh: 8,
  TransferDisallowed: 9,
  HotKeyNotRegisteredInNetwork: 10,
  InvalidIpAddress: 11,
  ServingRateLimitExceeded: 12,
  InvalidPort: 13,
  InvalidRevealRound: 15,
  NoWeightsCommitFound: 16,
  RevealTooEarly: 17,
  InputLengthsUnequal: 18,
  HotKeyNotRegisteredInSubNet: 19,
  EvmKeyAssociateRateLimitExceeded: 20,
  ColdkeySwapDisputed: 21,
  NonAssociatedColdKey: 25,
  DelegateTakeTooLow: 26,
  DelegateTakeTooHigh: 27,
};
const BAD_REQUEST = 255;

/** The number under which the pool reports an error. */
export function customError(error: SubtensorError): number {
  return CUSTOM_ERRORS[error] ?? BAD_REQUEST;
}

/**
 * What the chain finds wrong with a signed call before it may enter a block, or undefined. Source: §3.7,
 * extensions/subtensor.rs: coldkey swaps, then weights, then rate limits, then takes, then endpoints, then EVM keys.
 */
export function precheck(
  chain: ChainView,
  signer: string,
  call: RuntimeCall,
): SubtensorError | undefined {
  const frozen = coldkeySwapRefusal(chain.state, signer, call);
  if (frozen !== undefined) return frozen;
  if (call.type !== "SubtensorModule") return undefined;
  const { type, value } = call.value;
  switch (type) {
    case "set_weights":
      return weightsRefusal(chain, signer, (value as Arguments<"set_weights">).netuid);
    case "set_mechanism_weights": {
      const { netuid, mecid } = value as Arguments<"set_mechanism_weights">;
      return weightsRefusal(chain, signer, netuid, mecid);
    }
    case "set_root_weights":
      return rootWeightsRefusal(chain, signer);
    case "batch_set_weights":
      return batchRefusal(chain, signer, value as WeightBatch);
    case "register_network":
      return isTooSoonForSubnet(chain) ? "NetworkTxRateLimitExceeded" : undefined;
    case "increase_take":
    case "decrease_take": {
      const { hotkey, take } = value as Arguments<"increase_take">;
      return takeRefusal(chain, signer, hotkey, take);
    }
    case "serve_axon": {
      const { netuid, ...axon } = value as Arguments<"serve_axon">;
      return axonRefusal(chain, signer, netuid, axon);
    }
    case "serve_axon_tls": {
      const { netuid, ...axon } = value as Arguments<"serve_axon">;
      return axonRefusal(chain, signer, netuid, axon);
    }
    case "serve_prometheus": {
      const { netuid, ...endpoint } = value as Arguments<"serve_prometheus">;
      return prometheusRefusal(chain, signer, netuid, endpoint);
    }
    case "associate_evm_key":
      return evmKeyRefusal(chain, signer, (value as EvmKeyProof).netuid);
    default:
      return commitRefusal(chain, signer, call.value);
  }
}

function weightsRefusal(
  chain: ChainView,
  hotkey: string,
  netuid: number,
  mecid = 0,
): SubtensorError | undefined {
  const { state } = chain;
  if (!hasStakeForWeights(state, hotkey, netuid)) return "NotEnoughStakeToSetWeights";
  if (storage.CommitRevealWeightsEnabled.get(state, netuid)) return undefined;
  const uid = storage.Uids.find(state, netuid, hotkey);
  const index = mechanismIndex(netuid, mecid);
  if (uid === undefined || mayUpdateWeights(chain, index, uid)) return undefined;
  return "SettingWeightsTooFast";
}
