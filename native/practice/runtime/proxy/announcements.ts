import type { DispatchContext } from "../../frame/context.ts";
import { adjustDeposit } from "./delegates.ts";
import { proxy } from "./pallet.ts";
import type { Announcement } from "./types.ts";

const { Announcements, Proxies } = proxy.storage;
const { AnnouncementDepositBase, AnnouncementDepositFactor, MaxPending } = proxy.constants;

/** What so many announcements cost, in rao; nothing for none. */
export function announcementDeposit(count: number): bigint {
  return count === 0 ? 0n : AnnouncementDepositBase + AnnouncementDepositFactor * BigInt(count);
}

/** Announces a call for the account one is a proxy of. Fails the call with NotProxy or TooMany. */
export function announce(
  context: DispatchContext,
  delegate: string,
  real: string,
  callHash: string,
): void {
  const { state, block } = context;
  const [proxies] = Proxies.get(state, real);
  if (!proxies.some((one) => one.delegate === delegate)) proxy.fail("NotProxy");
  const [pending, deposit] = Announcements.get(state, delegate);
  if (pending.length >= MaxPending) proxy.fail("TooMany");
  const wanted = announcementDeposit(pending.length + 1);
  adjustDeposit(context, delegate, deposit, wanted);
  const made: Announcement = { real, call_hash: callHash, height: block };
  Announcements.put(state, delegate, [[...pending, made], wanted]);
  context.deposit(proxy.event.Announced({ real, proxy: delegate, call_hash: callHash }));
}

/** Ends the delegate's announcements that `ends` picks and gives their deposit back; false when it picks none. */
export function endAnnouncements(
  context: DispatchContext,
  delegate: string,
  ends: (announcement: Announcement) => boolean,
): boolean {
  const [pending, deposit] = Announcements.get(context.state, delegate);
  const left = pending.filter((one) => !ends(one));
  if (left.length === pending.length) return false;
  const wanted = announcementDeposit(left.length);
  adjustDeposit(context, delegate, deposit, wanted);
  if (left.length > 0) Announcements.put(context.state, delegate, [left, wanted]);
  else Announcements.remove(context.state, delegate);
  return true;
}
