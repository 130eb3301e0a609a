import { bytesOf } from "../../frame/hasher.ts";
import type { State } from "../../frame/state.ts";
import { accountText } from "../../scale/account.ts";
import { concatenated, u32 } from "../../scale/type.ts";
import { type Crowdloan, crowdloan } from "./pallet.ts";

const { MaximumBlockDuration, MinimumBlockDuration, PalletId } = crowdloan.constants;

/** The account that holds a crowdloan's money: `modl`, the pallet's id and the crowdloan's, padded with zeros. */
export function fundsAccount(id: number): string {
  const parts = [new TextEncoder().encode("modl"), bytesOf(PalletId), u32.codec.enc(id)];
  return accountText(concatenated([...parts, new Uint8Array(16)]));
}

/** The crowdloan of an id. Fails the call with InvalidCrowdloanId. */
export function existing(state: State, id: number): Crowdloan {
  return crowdloan.storage.Crowdloans.find(state, id) ?? crowdloan.fail("InvalidCrowdloanId");
}

/** A crowdloan that its creator may still change. Fails the call with AlreadyFinalized or InvalidOrigin. */
export function changeable(state: State, id: number, who: string): Crowdloan {
  const loan = existing(state, id);
  if (loan.finalized) crowdloan.fail("AlreadyFinalized");
  if (loan.creator !== who) crowdloan.fail("InvalidOrigin");
  return loan;
}

/** Fails the call unless a crowdloan may end at the block: in the future, after 7 to 60 days of 12 s blocks. */
export function checkEnd(now: number, end: number): void {
  if (now >= end) crowdloan.fail("CannotEndInPast");
  if (end - now < MinimumBlockDuration) crowdloan.fail("BlockDurationTooShort");
  if (end - now > MaximumBlockDuration) crowdloan.fail("BlockDurationTooLong");
}
