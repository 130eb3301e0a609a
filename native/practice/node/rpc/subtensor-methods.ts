import { accountBytes } from "../../scale/account.ts";
import { concatenated, option, tuple, u8, u16, u64, vec } from "../../scale/type.ts";
import { invalidParams, RpcFailure, rpcCodes } from "./failure.ts";
import { list, text, wholeNumber } from "./params.ts";
import {
  blockParam,
  callRuntime,
  type Method,
  type Methods,
  type NodeServices,
} from "./services.ts";

/** Reads one parameter and encodes it as the runtime API takes it. */
type Parameter = (value: unknown) => Uint8Array;

const netuid: Parameter = (value) => u16.codec.enc(bounded(value, "netuid", 0xffff));
const uid: Parameter = (value) => u16.codec.enc(bounded(value, "uid", 0xffff));
const mechanism: Parameter = (value) => u8.codec.enc(bounded(value, "mechanism", 0xff));
const rao: Parameter = (value) => u64.codec.enc(BigInt(wholeNumber(value, "amount")));
const indexes: Parameter = (value) =>
  vec(u16).codec.enc(list(value, "indexes").map((each) => bounded(each, "index", 0xffff)));
/** An account as the list of its 32 bytes. */
const accountList: Parameter = (value) => {
  const given = list(value, "account").map((each) => bounded(each, "byte", 0xff));
  if (given.length < 32)
    throw runtimeError("Unable to get delegates info", "Not enough data to fill buffer");
  return Uint8Array.from(given.slice(0, 32));
};
const address: Parameter = (value) => {
  try {
    return accountBytes(text(value, "account"));
  } catch {
    throw invalidParams("not an account address");
  }
};

function bounded(value: unknown, what: string, most: number): number {
  const number = wholeNumber(value, what);
  if (number > most) throw invalidParams(`${what} must be at most ${most}`);
  return number;
}

/** One method: the runtime API behind it, its parameters before the block, and the words of its failure. */
type Row = readonly [api: string, parameters: readonly Parameter[], failure: string];

const delegates = "Unable to get delegates info";
const subnet = "Unable to get subnet info";
const subnets = "Unable to get subnets info";
const dynamic = "Unable to get dynamic subnets info";
const neuronsLite = "Unable to get neurons lite info";

/** Methods that answer the runtime API's own bytes, as a list of numbers. Source: pallets/subtensor/rpc and pallets/swap/rpc of subtensor. */
const byteMethods: Readonly<Record<string, Row>> = {
  delegateInfo_getDelegates: ["DelegateInfoRuntimeApi_get_delegates", [], delegates],
  delegateInfo_getDelegate: ["DelegateInfoRuntimeApi_get_delegate", [accountList], delegates],
  delegateInfo_getDelegated: ["DelegateInfoRuntimeApi_get_delegated", [accountList], delegates],
  neuronInfo_getNeuronsLite: ["NeuronInfoRuntimeApi_get_neurons_lite", [netuid], neuronsLite],
  neuronInfo_getNeuronLite: ["NeuronInfoRuntimeApi_get_neuron_lite", [netuid, uid], neuronsLite],
  neuronInfo_getNeurons: [
    "NeuronInfoRuntimeApi_get_neurons",
    [netuid],
    "Unable to get neurons info",
  ],
  neuronInfo_getNeuron: [
    "NeuronInfoRuntimeApi_get_neuron",
    [netuid, uid],
    "Unable to get neuron info",
  ],
  subnetInfo_getSubnetInfo: ["SubnetInfoRuntimeApi_get_subnet_info", [netuid], subnet],
  subnetInfo_getSubnetsInfo: ["SubnetInfoRuntimeApi_get_subnets_info", [], subnets],
  subnetInfo_getSubnetInfo_v2: ["SubnetInfoRuntimeApi_get_subnet_info_v2", [netuid], subnet],
  subnetInfo_getSubnetsInfo_v2: ["SubnetInfoRuntimeApi_get_subnets_info_v2", [], subnets],
  subnetInfo_getSubnetHyperparams: [
    "SubnetInfoRuntimeApi_get_subnet_hyperparams",
    [netuid],
    subnet,
  ],
  subnetInfo_getSubnetHyperparamsV2: [
    "SubnetInfoRuntimeApi_get_subnet_hyperparams_v2",
    [netuid],
    subnet,
  ],
  subnetInfo_getAllDynamicInfo: ["SubnetInfoRuntimeApi_get_all_dynamic_info", [], dynamic],
  subnetInfo_getDynamicInfo: ["SubnetInfoRuntimeApi_get_dynamic_info", [netuid], dynamic],
  subnetInfo_getAllMetagraphs: [
    "SubnetInfoRuntimeApi_get_all_metagraphs",
    [],
    "Unable to get metagraps",
  ],
  subnetInfo_getMetagraph: ["SubnetInfoRuntimeApi_get_metagraph", [netuid], dynamic],
  subnetInfo_getAllMechagraphs: [
    "SubnetInfoRuntimeApi_get_all_mechagraphs",
    [],
    "Unable to get metagraps",
  ],
  subnetInfo_getMechagraph: ["SubnetInfoRuntimeApi_get_mechagraph", [netuid, mechanism], dynamic],
  subnetInfo_getSubnetState: [
    "SubnetInfoRuntimeApi_get_subnet_state",
    [netuid],
    "Unable to get subnet state info",
  ],
  subnetInfo_getSelectiveMetagraph: [
    "SubnetInfoRuntimeApi_get_selective_metagraph",
    [netuid, indexes],
    "Unable to get selective metagraph",
  ],
  subnetInfo_getColdkeyAutoStakeHotkey: [
    "SubnetInfoRuntimeApi_get_coldkey_auto_stake_hotkey",
    [address, netuid],
    "Unable to get coldkey auto stake hotkey",
  ],
  subnetInfo_getSelectiveMechagraph: [
    "SubnetInfoRuntimeApi_get_selective_mechagraph",
    [netuid, mechanism, indexes],
    "Unable to get selective metagraph",
  ],
  subnetInfo_getSubnetAccountId: [
    "SubnetInfoRuntimeApi_get_subnet_account_id",
    [netuid],
    "Unable to get subnet account id",
  ],
  stakeInfo_getColdkeyLock: [
    "StakeInfoRuntimeApi_get_coldkey_lock",
    [address, netuid],
    "Unable to get coldkey lock",
  ],
  swap_simSwapTaoForAlpha: [
    "SwapRuntimeApi_sim_swap_tao_for_alpha",
    [netuid, rao],
    "Unable to simulate tao -> alpha swap",
  ],
  swap_simSwapAlphaForTao: [
    "SwapRuntimeApi_sim_swap_alpha_for_tao",
    [netuid, rao],
    "Unable to simulate alpha -> tao swap",
  ],
};

const subnetPrices = vec(tuple(u16, u64));

function runtimeError(failure: string, reason: string): RpcFailure {
  return new RpcFailure(rpcCodes.runtime, `${failure}: ${reason}`);
}

/** delegateInfo_*, neuronInfo_*, subnetInfo_*, stakeInfo_* and swap_*: Subtensor's own methods, before the block their API's arguments. */
export function subtensorMethods({ chain }: NodeServices): Methods {
  const ask = ([api, parameters, failure]: Row, params: readonly unknown[]): Uint8Array => {
    const args = concatenated(parameters.map((encode, index) => encode(params[index])));
    try {
      const block = blockParam(chain, params[parameters.length], "runtime");
      return callRuntime(chain, block, api, args);
    } catch (error) {
      if (!(error instanceof RpcFailure) || error.code !== rpcCodes.state) throw error;
      throw runtimeError(failure, error.message);
    }
  };
  const value =
    <T>(row: Row, read: (answer: Uint8Array) => T): Method =>
    (params) =>
      read(ask(row, params));
  const asBytes = Object.fromEntries(
    Object.entries(byteMethods).map(([name, row]) => [name, value(row, (answer) => [...answer])]),
  );
  const cost = "Unable to get subnet lock cost";
  const prune = "Unable to get subnet to prune";
  const price = "Unable to get current alpha price";
  const prices = "Unable to get all current alpha prices";
  return {
    ...asBytes,
    // A u64 as a JSON number, which reads exactly below 2^53: 9 million TAO, or alpha at that price.
    subnetInfo_getLockCost: value(
      ["SubnetRegistrationRuntimeApi_get_network_registration_cost", [], cost],
      (answer) => Number(u64.codec.dec(answer)),
    ),
    subnetInfo_getSubnetToPrune: value(
      ["SubnetInfoRuntimeApi_get_subnet_to_prune", [], prune],
      (answer) => option(u16).codec.dec(answer) ?? null,
    ),
    swap_currentAlphaPrice: value(
      ["SwapRuntimeApi_current_alpha_price", [netuid], price],
      (answer) => Number(u64.codec.dec(answer)),
    ),
    swap_currentAlphaPriceAll: value(
      ["SwapRuntimeApi_current_alpha_price_all", [], prices],
      (answer) =>
        subnetPrices.codec
          .dec(answer)
          .map(([subnetId, each]) => ({ netuid: subnetId, price: Number(each) })),
    ),
  };
}
