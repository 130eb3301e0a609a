import { I64F64 } from "../../../../protocol/fixed-point.ts";
import { mechanismIndex } from "../../../../protocol/mechanisms.ts";
import type { ValueOf } from "../../../scale/type.ts";
import { commitmentsOf } from "../../commitments/committed.ts";
import { ownerOf } from "../accounts.ts";
import type { ChainView } from "../chain.ts";
import { hasMechanism } from "../mechanisms/index-of.ts";
import { storage } from "../pallet.ts";
import { stakeWeight, stakeWeights } from "../stake/stake-weight.ts";
import { subnetNetuids } from "../subnets/subnet-list.ts";
import { axonOf } from "./endpoints.ts";
import { hyperparameters } from "./hyperparameters.ts";
import { clock, economy, nameOf } from "./subnet-summary.ts";
import type { metagraph, subnetState } from "./types-metagraph.ts";
import { SELECTIVE_FIELDS, type selectiveMetagraph } from "./types-selective.ts";

type Metagraph = ValueOf<typeof metagraph>;
type SelectiveMetagraph = ValueOf<typeof selectiveMetagraph>;

/** Everything about a subnet and each of its uids. */
export function metagraphOf(chain: ChainView, netuid: number): Metagraph | undefined {
  const { state, block } = chain;
  const parameters = hyperparameters(state, netuid);
  if (parameters === undefined) return undefined;
  const neurons = neuronVectors(chain, netuid);
  const dividends = neurons.hotkeys.map((hotkey): [string, bigint] => [
    hotkey,
    storage.AlphaDividendsPerSubnet.get(state, netuid, hotkey),
  ]);
  return {
    netuid,
    name: nameOf(state, netuid),
    symbol: [...storage.TokenSymbol.get(state, netuid)],
    identity: storage.SubnetIdentitiesV3.find(state, netuid),
    network_registered_at: storage.NetworkRegisteredAt.get(state, netuid),
    owner_hotkey: storage.SubnetOwnerHotkey.get(state, netuid),
    owner_coldkey: storage.SubnetOwner.get(state, netuid),
    block: BigInt(block),
    ...clock(chain, netuid),
    subnet_emission: 0n,
    ...economy(state, netuid),
    moving_price: storage.SubnetMovingPrice.get(state, netuid),
    ...parameters,
    num_uids: storage.SubnetworkN.get(state, netuid),
    max_uids: storage.MaxAllowedUids.get(state, netuid),
    burn: storage.Burn.get(state, netuid),
    pow_registration_allowed: storage.NetworkPowRegistrationAllowed.get(state, netuid),
    ...neurons,
    identities: neurons.coldkeys.map((coldkey) => storage.IdentitiesV2.find(state, coldkey)),
    axons: neurons.hotkeys.map((hotkey) => axonOf(state, netuid, hotkey)),
    tao_dividends_per_hotkey: neurons.hotkeys.map((hotkey): [string, bigint] => [hotkey, 0n]),
    alpha_dividends_per_hotkey: dividends,
  };
}

/** Only the asked-for fields of a metagraph, by their position in it; 72 asks for the validators' uids. */
export function selectiveMetagraphOf(
  chain: ChainView,
  netuid: number,
  indexes: readonly number[],
): SelectiveMetagraph | undefined {
  const whole = metagraphOf(chain, netuid);
  if (whole === undefined) return undefined;
  const commitments = commitmentsOf(chain.state, netuid).map(([hotkey, bytes]) => [
    hotkey,
    [...bytes],
  ]);
  const offered = { ...whole, validators: validatorUids(chain, netuid), commitments };
  const wanted = SELECTIVE_FIELDS.filter((_, index) => indexes.includes(index));
  const empty = Object.fromEntries(SELECTIVE_FIELDS.map((name) => [name, undefined]));
  const chosen = Object.fromEntries(wanted.map((name) => [name, offered[name]]));
  // Without index 0 the chain leaves netuid at 0; clients know to ask for it.
  return { ...empty, netuid: 0, ...chosen } as unknown as SelectiveMetagraph;
}

/** A subnet's metagraph as one mechanism sees it: its storage number for the netuid, its own updates and incentives. Source: get_mechagraph. */
export function mechagraphOf(
  chain: ChainView,
  netuid: number,
  mecid: number,
): Metagraph | undefined {
  const { state } = chain;
  if (!hasMechanism(state, netuid, mecid)) return undefined;
  const whole = metagraphOf(chain, netuid);
  if (whole === undefined) return undefined;
  const index = mechanismIndex(netuid, mecid);
  return {
    ...whole,
    netuid: index,
    last_update: storage.LastUpdate.get(state, index),
    incentives: storage.Incentive.get(state, index),
  };
}

/** Every subnet's mechanisms, by netuid and mechanism. */
export function allMechagraphs(chain: ChainView): (Metagraph | undefined)[] {
  return subnetNetuids(chain.state)
    .sort((left, right) => left - right)
    .flatMap((netuid) => {
      const count = storage.MechanismCountCurrent.get(chain.state, netuid);
      return Array.from({ length: count }, (_, mecid) => mechagraphOf(chain, netuid, mecid));
    });
}

/**
 * Only the asked-for fields of a mechanism's metagraph. The netuid is always the subnet's own, and the chain does not ask
 * whether the mechanism exists: one that does not has neither updates nor incentives. Source: get_selective_mechagraph.
 */
export function selectiveMechagraphOf(
  chain: ChainView,
  netuid: number,
  mecid: number,
  indexes: readonly number[],
): SelectiveMetagraph | undefined {
  const whole = selectiveMetagraphOf(chain, netuid, indexes);
  if (whole === undefined) return undefined;
  const index = mechanismIndex(netuid, mecid);
  return {
    ...whole,
    netuid,
    ...(whole.last_update === undefined
      ? {}
      : { last_update: storage.LastUpdate.get(chain.state, index) }),
    ...(whole.incentives === undefined
      ? {}
      : { incentives: storage.Incentive.get(chain.state, index) }),
  };
}

/** What every uid of a subnet has, without the subnet's own facts. */
export function subnetStateOf(
  chain: ChainView,
  netuid: number,
): ValueOf<typeof subnetState> | undefined {
  const { state } = chain;
  if (!storage.NetworksAdded.get(state, netuid)) return undefined;
  const neurons = neuronVectors(chain, netuid);
  return {
    netuid,
    ...neurons,
    emission_history: subnetNetuids(state).map((other) =>
      neurons.hotkeys.map((hotkey) => storage.LastHotkeyEmissionOnNetuid.get(state, hotkey, other)),
    ),
  };
}

function neuronVectors({ state }: ChainView, netuid: number) {
  const uids = Array.from({ length: storage.SubnetworkN.get(state, netuid) }, (_, uid) => uid);
  const hotkeys = uids.map((uid) => storage.Keys.get(state, netuid, uid));
  const stakes = stakeWeights(state, netuid);
  return {
    hotkeys,
    coldkeys: hotkeys.map((hotkey) => ownerOf(state, hotkey)),
    active: storage.Active.get(state, netuid),
    validator_permit: storage.ValidatorPermit.get(state, netuid),
    pruning_score: [],
    last_update: storage.LastUpdate.get(state, netuid),
    emission: storage.Emission.get(state, netuid),
    dividends: storage.Dividends.get(state, netuid),
    incentives: storage.Incentive.get(state, netuid),
    consensus: storage.Consensus.get(state, netuid),
    trust: [],
    rank: [],
    block_at_registration: uids.map((uid) => storage.BlockAtRegistration.get(state, netuid, uid)),
    alpha_stake: stakes.map(({ alpha }) => I64F64.toInteger(alpha)),
    tao_stake: stakes.map(({ tao }) => I64F64.toInteger(tao)),
    total_stake: stakes.map(({ total }) => I64F64.toInteger(total)),
  };
}

/** Uids with a permit and stake above the threshold, the lightest first. */
function validatorUids({ state }: ChainView, netuid: number): number[] {
  const permits = storage.ValidatorPermit.get(state, netuid);
  const threshold = I64F64.fromInteger(storage.StakeThreshold.get(state));
  return storage.Keys.entries(state, netuid)
    .filter(([[, uid]]) => permits[uid])
    .map(([[, uid], hotkey]) => ({ uid, stake: stakeWeight(state, hotkey, netuid).total }))
    .filter(({ stake }) => stake > threshold)
    .sort((left, right) => (left.stake < right.stake ? -1 : left.stake > right.stake ? 1 : 0))
    .map(({ uid }) => uid);
}
