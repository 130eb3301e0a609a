import type { ValidatorQuote } from "../../../native/api/validator.ts";
import type { World } from "./world.ts";

const FEE = 141_200n;
/** What the fake calls the least that gives a permit. */
const LEAST = 65_950_000_000n;

/** What validating would take from the wallet: a place, a stake and two fees; nothing once it has both. */
export function quoteValidating(world: World, asked: string | undefined): ValidatorQuote {
  const registered = world.validator.uid !== undefined;
  const burn = registered ? 0n : world.burn;
  const maximumBurn = burn + burn / 4n;
  const stake = registered ? 0n : BigInt(asked ?? LEAST);
  const fee = registered ? 0n : 2n * FEE;
  return {
    registered,
    netuid: 1,
    burn: String(burn),
    maximumBurn: String(maximumBurn),
    stake: String(stake),
    fee: String(fee),
    total: String(maximumBurn + stake + fee),
    free: String(world.free),
  };
}
