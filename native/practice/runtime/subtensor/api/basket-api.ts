import { apiMethod, defineApi } from "../../../frame/runtime-api.ts";
import { accountId, tuple, u64, vec } from "../../../scale/type.ts";

const coldkey = { coldkey: accountId } as const;

/**
 * What later specs tell of the baskets that root dividends go to there. This network, as finney at spec 424, has none: dividends
 * are claimed subnet by subnet, nothing is owed of a basket and nobody has a position. bittensor 11 asks before it shows a
 * balance or a list of stake. Source of names and types: pallets/subtensor/runtime-api of spec 468.
 */
export const betaBasketApi = defineApi("BetaBasketRuntimeApi", 1, {
  get_root_basket_owed: apiMethod(coldkey, u64, () => 0n),
  get_root_basket_positions: apiMethod(coldkey, vec(tuple(accountId, u64, u64)), () => []),
  get_validator_basket_nav: apiMethod({ hotkey: accountId }, u64, () => 0n),
  get_root_basket_total_nav: apiMethod({}, u64, () => 0n),
});
