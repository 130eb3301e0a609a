import { apiMethod, defineApi, deprecated } from "../../../frame/runtime-api.ts";
import { accountId, option, type ScaleType, u8, u16, u64, vec } from "../../../scale/type.ts";
import { subnetAccount } from "../accounts.ts";
import { type ChainView, ROOT } from "../chain.ts";
import { nextEpochBlock } from "../epoch/epoch-clock.ts";
import { storage } from "../pallet.ts";
import { subnetNetuids } from "../subnets/subnet-list.ts";
import { subnetToPrune } from "../subnets/subnet-pruning.ts";
import { hyperparameters, hyperparametersV2, hyperparametersV3 } from "./hyperparameters.ts";
import {
  allMechagraphs,
  mechagraphOf,
  metagraphOf,
  selectiveMechagraphOf,
  selectiveMetagraphOf,
  subnetStateOf,
} from "./metagraph.ts";
import { dynamic, summary, summaryV2 } from "./subnet-summary.ts";
import {
  hyperparamEntry,
  subnetHyperparams,
  subnetHyperparamsV2,
} from "./types-hyperparameters.ts";
import { metagraph, subnetState } from "./types-metagraph.ts";
import { selectiveMetagraph } from "./types-selective.ts";
import { dynamicInfo, subnetInfo, subnetInfov2 } from "./types-subnet.ts";

type Reader<T> = (chain: ChainView, netuid: number) => T | undefined;

function one<T>(type: ScaleType<T>, read: Reader<T>) {
  return apiMethod({ netuid: u16 }, option(type), (chain, { netuid }) => read(chain, netuid));
}

function all<T>(type: ScaleType<T>, read: Reader<T>) {
  return apiMethod({}, vec(option(type)), (chain) =>
    subnetNetuids(chain.state)
      .sort((left, right) => left - right)
      .map((netuid) => read(chain, netuid)),
  );
}

const USE_V3 = "Use `get_subnet_hyperparams_v3` instead.";

/** `SubnetInfoRuntimeApi`. */
export const subnetInfoApi = defineApi("SubnetInfoRuntimeApi", 2, {
  get_subnet_info: one(subnetInfo, ({ state }, netuid) => summary(state, netuid)),
  get_subnets_info: all(subnetInfo, ({ state }, netuid) => summary(state, netuid)),
  get_subnet_info_v2: one(subnetInfov2, ({ state }, netuid) => summaryV2(state, netuid)),
  get_subnets_info_v2: all(subnetInfov2, ({ state }, netuid) => summaryV2(state, netuid)),
  get_subnet_hyperparams: deprecated(
    one(subnetHyperparams, ({ state }, netuid) => hyperparameters(state, netuid)),
    USE_V3,
  ),
  get_subnet_hyperparams_v2: deprecated(
    one(subnetHyperparamsV2, ({ state }, netuid) => hyperparametersV2(state, netuid)),
    USE_V3,
  ),
  get_all_dynamic_info: all(dynamicInfo, dynamic),
  get_all_metagraphs: all(metagraph, metagraphOf),
  get_metagraph: one(metagraph, metagraphOf),
  get_all_mechagraphs: apiMethod({}, vec(option(metagraph)), allMechagraphs),
  get_mechagraph: apiMethod(
    { netuid: u16, mecid: u8 },
    option(metagraph),
    (chain, { netuid, mecid }) => mechagraphOf(chain, netuid, mecid),
  ),
  get_dynamic_info: one(dynamicInfo, dynamic),
  get_subnet_state: one(subnetState, subnetStateOf),
  get_selective_metagraph: apiMethod(
    { netuid: u16, metagraph_indexes: vec(u16) },
    option(selectiveMetagraph),
    (chain, { netuid, metagraph_indexes }) =>
      selectiveMetagraphOf(chain, netuid, metagraph_indexes),
  ),
  get_coldkey_auto_stake_hotkey: apiMethod(
    { coldkey: accountId, netuid: u16 },
    option(accountId),
    ({ state }, { coldkey, netuid }) => storage.AutoStakeDestination.find(state, coldkey, netuid),
  ),
  get_selective_mechagraph: apiMethod(
    { netuid: u16, subid: u8, metagraph_indexes: vec(u16) },
    option(selectiveMetagraph),
    (chain, { netuid, subid, metagraph_indexes }) =>
      selectiveMechagraphOf(chain, netuid, subid, metagraph_indexes),
  ),
  get_subnet_to_prune: apiMethod({}, option(u16), subnetToPrune),
  get_subnet_account_id: apiMethod({ netuid: u16 }, option(accountId), ({ state }, { netuid }) =>
    storage.NetworksAdded.has(state, netuid) || netuid === ROOT ? subnetAccount(netuid) : undefined,
  ),
  get_next_epoch_start_block: apiMethod({ netuid: u16 }, option(u64), ({ state }, { netuid }) => {
    const next = nextEpochBlock(state, netuid);
    return next === undefined ? undefined : BigInt(next);
  }),
  get_subnet_hyperparams_v3: one(vec(hyperparamEntry), ({ state }, netuid) =>
    hyperparametersV3(state, netuid),
  ),
});
