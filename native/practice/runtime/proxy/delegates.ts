import type { State } from "../../frame/state.ts";
import { accountBytes } from "../../scale/account.ts";
import type { BalanceContext } from "../balances/balance.ts";
import { reserve, unreserve } from "../balances/reserve.ts";
import { proxy } from "./pallet.ts";
import { PROXY_TYPES, type ProxyDefinition, type ProxyType } from "./types.ts";

const { Proxies, RealPaysFee } = proxy.storage;
const { MaxProxies, ProxyDepositBase, ProxyDepositFactor } = proxy.constants;

/** What so many proxies cost, in rao; nothing for none. */
export function proxyDeposit(count: number): bigint {
  return count === 0 ? 0n : ProxyDepositBase + ProxyDepositFactor * BigInt(count);
}

/** Reserves what a deposit lacks, or gives back what is too much. */
export function adjustDeposit(
  context: BalanceContext,
  account: string,
  old: bigint,
  wanted: bigint,
): void {
  if (wanted > old) reserve(context, account, wanted - old);
  else unreserve(context, account, old - wanted);
}

/**
 * Makes the delegate a proxy of the delegator and takes its deposit. Fails the call with NoSelfProxy, Duplicate, TooMany
 * or Balances.InsufficientBalance. Leases call it for their beneficiary.
 */
export function addProxy(
  context: BalanceContext,
  delegator: string,
  delegatee: string,
  type: ProxyType,
  delay: number,
): void {
  if (delegator === delegatee) proxy.fail("NoSelfProxy");
  const [proxies, deposit] = Proxies.get(context.state, delegator);
  const added: ProxyDefinition = { delegate: delegatee, proxy_type: { type }, delay };
  if (proxies.some((one) => order(one, added) === 0)) proxy.fail("Duplicate");
  if (proxies.length >= MaxProxies) proxy.fail("TooMany");
  const next = [...proxies, added].sort(order);
  const wanted = proxyDeposit(next.length);
  adjustDeposit(context, delegator, deposit, wanted);
  Proxies.put(context.state, delegator, [next, wanted]);
  context.deposit(
    proxy.event.ProxyAdded({ delegator, delegatee, proxy_type: added.proxy_type, delay }),
  );
}

/** Ends what {@link addProxy} made and gives its deposit back. Fails the call with NotFound. */
export function removeProxy(
  context: BalanceContext,
  delegator: string,
  delegatee: string,
  type: ProxyType,
  delay: number,
): void {
  const [proxies, deposit] = Proxies.get(context.state, delegator);
  const removed: ProxyDefinition = { delegate: delegatee, proxy_type: { type }, delay };
  const next = proxies.filter((one) => order(one, removed) !== 0);
  if (next.length === proxies.length) proxy.fail("NotFound");
  const wanted = proxyDeposit(next.length);
  adjustDeposit(context, delegator, deposit, wanted);
  if (next.length > 0) Proxies.put(context.state, delegator, [next, wanted]);
  else Proxies.remove(context.state, delegator);
  RealPaysFee.remove(context.state, delegator, delegatee);
  context.deposit(
    proxy.event.ProxyRemoved({ delegator, delegatee, proxy_type: removed.proxy_type, delay }),
  );
}

/** Ends all of an account's proxies and gives the deposit back. */
export function removeAllProxies(context: BalanceContext, delegator: string): void {
  const [, deposit] = Proxies.get(context.state, delegator);
  Proxies.remove(context.state, delegator);
  unreserve(context, delegator, deposit);
  RealPaysFee.clear(context.state, delegator);
}

/** The first of the delegate's proxies for the account, of the wanted type if any. Fails the call with NotProxy. */
export function findProxy(
  state: State,
  real: string,
  delegate: string,
  wanted: ProxyType | undefined,
): ProxyDefinition {
  const [proxies] = Proxies.get(state, real);
  const found = proxies.find(
    (one) => one.delegate === delegate && (wanted === undefined || one.proxy_type.type === wanted),
  );
  return found ?? proxy.fail("NotProxy");
}

/** The order of proxies in storage: by delegate, type, delay. */
function order(left: ProxyDefinition, right: ProxyDefinition): number {
  return (
    Buffer.compare(accountBytes(left.delegate), accountBytes(right.delegate)) ||
    PROXY_TYPES.indexOf(left.proxy_type.type) - PROXY_TYPES.indexOf(right.proxy_type.type) ||
    left.delay - right.delay
  );
}
