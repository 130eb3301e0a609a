import type { ValidatorQuote } from "../api/validator.ts";
import type { ChainClient } from "../chain/chain-port.ts";
import { freeBalance } from "../chain/reads/account.ts";
import { subnetPrice } from "../chain/reads/subnets.ts";
import {
  defaultMaximumBurn,
  readBurn,
  registrationCall,
} from "../subnets/membership/registration.ts";
import { stakeCall, whatIsMissing } from "./entry.ts";
import type { ValidatingPlan } from "./validator-dependencies.ts";

/**
 * What validating by `plan` would take from the coldkey now: only what is missing, at worst. `hotkey` is undefined where it is not
 * made yet. Signs nothing. Throws CHAIN_UNREACHABLE.
 */
export async function quoteEntry(
  chain: ChainClient,
  plan: ValidatingPlan,
  hotkey: string | undefined,
  coldkey: string,
): Promise<ValidatorQuote> {
  const { netuid } = plan;
  const [missing, burnNow, price, free] = await Promise.all([
    whatIsMissing(chain, plan, hotkey, coldkey),
    readBurn(chain, netuid),
    subnetPrice(chain, netuid),
    freeBalance(chain, coldkey),
  ]);
  const burn = missing.registration ? burnNow : 0n;
  const maximumBurn = defaultMaximumBurn(burn);
  // A fee follows from the length and weight of a call, so any address stands in for the one to come.
  const key = hotkey ?? coldkey;
  const [entering, staking] = await Promise.all([
    missing.registration
      ? registrationCall(chain, netuid, key, maximumBurn).then((call) => chain.fee(call, coldkey))
      : 0n,
    missing.stake > 0n ? chain.fee(stakeCall(netuid, key, missing.stake, price), coldkey) : 0n,
  ]);
  const fee = entering + staking;
  return {
    registered: !missing.registration,
    netuid,
    burn: `${burn}`,
    maximumBurn: `${maximumBurn}`,
    stake: `${missing.stake}`,
    fee: `${fee}`,
    total: `${maximumBurn + missing.stake + fee}`,
    free: `${free}`,
  };
}
