import type { CallSpec } from "../../../../native/practice/frame/pallet.ts";
import { adminUtils } from "../../../../native/practice/runtime/admin-utils/pallet.ts";
import { PracticeChain } from "./practice-chain.ts";

/** What came after spec 424 and does what a call of SubtensorModule does, with its checks. */
const later = ["sudo_set_activity_cutoff_factor"];

/** The calls of AdminUtils that spec 424 has, by name. */
export const calls = Object.entries<CallSpec>(adminUtils.spec.calls).filter(
  ([name]) => !later.includes(name),
);

/** A chain in whose present block no parameter is frozen. */
export function opened(): PracticeChain {
  const chain = new PracticeChain();
  chain.advance();
  return chain;
}
