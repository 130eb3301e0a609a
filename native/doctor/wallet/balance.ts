import {
  byNode,
  byPerson,
  type Check,
  check,
  good,
  type Judgement,
  type Repair,
  skipped,
  warning,
} from "../check.ts";
import type { PlaceFacts } from "../mining/place.ts";
import type { DoctorPorts } from "../ports.ts";
import { taoText } from "../text.ts";

/** Whether the coldkey could pay for a place on the subnet. `faucet`: money of this network is for the asking. */
export function judgeBalance(place: PlaceFacts, faucet: boolean): Judgement {
  if (place.kind === "no-wallet") return skipped("noWallet");
  const { free, burn, uid, wallet } = place;
  const evidence = { wallet, free: taoText(free), price: taoText(burn) };
  if (uid !== undefined) return good(evidence, "paid");
  return free > burn
    ? good(evidence)
    : warning("low", evidence, faucet ? byNode("faucet") : byPerson("addFunds"));
}

/** Ten practice TAO, or as much as two places cost. */
const LEAST_RAO = 10_000_000_000n;

/** The check of the balance. `faucet` pays out play money, on the practice network only. */
export function balanceCheck(
  place: () => Promise<PlaceFacts>,
  faucet?: DoctorPorts["faucet"],
): Check {
  const pay: Repair = async (signal) => {
    const found = await place();
    if (found.kind === "no-wallet") return;
    const twice = 2n * found.burn;
    await faucet?.(found.wallet, twice > LEAST_RAO ? twice : LEAST_RAO, signal);
  };
  return check({
    id: "balance",
    group: "wallet",
    timeout: 10_000,
    probe: place,
    judge: (facts) => judgeBalance(facts, faucet !== undefined),
    ...(faucet ? { repairs: { faucet: pay } } : {}),
  });
}
