import { maxUpscale } from "../../../../protocol/weights.ts";
import type { State } from "../../../frame/state.ts";
import { type Chain, type ChainView, ROOT } from "../chain.ts";
import { isRegistered, setLastUpdate, uidOf } from "../neurons/neurons.ts";
import { ensure, event, type SubtensorError, storage } from "../pallet.ts";
import { subnetNetuids } from "../subnets/subnet-list.ts";
import { hasStakeForWeights, mayUpdateWeights } from "../weights/weights.ts";

/** Destinations that a vector names at least, or all there are where there are fewer. */
const FEWEST_DESTINATIONS = 8;
const U16_MAXIMUM = 65_535;

/**
 * A root validator says where its stakers' root dividends go: subnets by netuid, 0 to hold them as TAO. Checks in the chain's
 * order. Source: do_set_root_weights (specs 441 to 468), the cap since 449.
 */
export function setRootWeights(
  chain: Chain,
  hotkey: string,
  destinations: readonly number[],
  weights: readonly number[],
): void {
  const { state, block } = chain;
  ensure(storage.RootWeightSettingEnabled.get(state), "RootWeightSettingDisabled");
  ensure(destinations.length === weights.length, "WeightVecNotEqualSize");
  const available = subnetNetuids(state).length;
  ensure(destinations.length <= available, "UidsLengthExceedUidsInSubNet");
  ensure(isRegistered(state, ROOT, hotkey), "HotKeyNotRegisteredInSubNet");
  ensure(hasStakeForWeights(state, hotkey, ROOT), "NotEnoughStakeToSetWeights");
  const uid = uidOf(state, ROOT, hotkey);
  ensure(mayUpdateWeights(chain, ROOT, uid), "SettingWeightsTooFast");
  ensure(new Set(destinations).size === destinations.length, "DuplicateUids");
  ensure(
    destinations.every((netuid) => storage.NetworksAdded.get(state, netuid)),
    "UidVecContainInvalidOne",
  );
  const named = weights.filter((weight) => weight > 0).length;
  ensure(named >= Math.min(FEWEST_DESTINATIONS, available), "WeightVecLengthIsLow");
  ensure(isSpread(state, weights, available), "RootWeightCapExceeded");
  const upscaled = maxUpscale(weights);
  storage.Weights.put(
    state,
    ROOT,
    uid,
    destinations.map((netuid, place) => [netuid, upscaled[place] ?? 0]),
  );
  setLastUpdate(state, ROOT, uid, block);
  chain.deposit(event.RootWeightsSet(uid));
}

/** What is wrong with root weights before they may enter a block, since they cost no fee; undefined for nothing. */
export function rootWeightsRefusal(chain: ChainView, hotkey: string): SubtensorError | undefined {
  if (!hasStakeForWeights(chain.state, hotkey, ROOT)) return "NotEnoughStakeToSetWeights";
  const uid = storage.Uids.find(chain.state, ROOT, hotkey);
  const free = uid === undefined || mayUpdateWeights(chain, ROOT, uid);
  return free ? undefined : "SettingWeightsTooFast";
}

/** True when no destination has more than the cap's part of the whole; a chain too small for the cap has none. */
function isSpread(state: State, weights: readonly number[], available: number): boolean {
  const cap = storage.RootWeightsCap.get(state, ROOT);
  if (available < Math.ceil(U16_MAXIMUM / Math.max(1, cap))) return true;
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.every((weight) => weight * U16_MAXIMUM <= whole * cap);
}
