import type { MiningStatus } from "../../api/mining.ts";
import {
  bad,
  byPerson,
  type Check,
  check,
  good,
  type Judgement,
  skipped,
  warning,
} from "../check.ts";

/** The wallet that would mine and its place on the subnet; `free` and `burn`, the price of a place, in rao. */
export type PlaceFacts =
  | { readonly kind: "no-wallet" }
  | {
      readonly kind: "wallet";
      readonly wallet: string;
      readonly address: string;
      readonly netuid: number;
      readonly uid?: number | undefined;
      readonly burn: bigint;
      readonly free: bigint;
    };

/** Whether the hotkey has a place on the subnet. Before the first start it needs none. */
export function judgePlace(place: PlaceFacts, mining: Pick<MiningStatus, "state">): Judgement {
  if (place.kind === "no-wallet") return skipped("noWallet");
  const { uid, netuid, address } = place;
  const evidence = { netuid, hotkey: address, ...(uid === undefined ? {} : { uid }) };
  if (uid !== undefined) return good(evidence);
  if (mining.state === "off") return skipped("notYet", evidence);
  return mining.state === "starting"
    ? warning("onTheWay", evidence)
    : bad("lost", evidence, byPerson("startMining"));
}

/** The check of the registration. */
export function placeCheck(
  place: () => Promise<PlaceFacts>,
  status: () => Pick<MiningStatus, "state">,
): Check {
  return check({
    id: "registered",
    group: "mining",
    timeout: 10_000,
    probe: place,
    judge: (facts) => judgePlace(facts, status()),
  });
}
