import { Blake2256 } from "@polkadot-api/substrate-bindings";
import { hexOf } from "../../frame/hasher.ts";
import type { BalanceContext } from "../balances/balance.ts";
import { type HoldReason, hold, release } from "../balances/hold.ts";
import { preimage } from "./pallet.ts";

const { storage, event } = preimage;
const { PreimageFor, RequestStatusFor } = storage;

/** Bytes of a preimage, at most. */
export const LARGEST_PREIMAGE = 4 * 1024 * 1024;
/** Rao held for a preimage that nobody asked for, and for each of its bytes: finney's deposits. */
const BASE_DEPOSIT = 104_000_000n;
const BYTE_DEPOSIT = 1_000_000n;
const REASON: HoldReason = { type: "Preimage", value: { type: "Preimage" } };

type Ticket = [depositor: string, rao: bigint];

/**
 * Keeps bytes under their hash, with Noted. Who notes what nobody asked for has a deposit held. Answers whether it was asked for.
 * Fails the call with TooBig or AlreadyNoted. Source: pallet-preimage, note_bytes.
 */
export function note(
  context: BalanceContext,
  bytes: Uint8Array,
  depositor: string | undefined,
): { readonly hash: string; readonly wasRequested: boolean } {
  const { state } = context;
  const len = bytes.length;
  if (len > LARGEST_PREIMAGE) preimage.fail("TooBig");
  const hash = `0x${hexOf(Blake2256(bytes))}`;
  const before = RequestStatusFor.find(state, hash);
  if (before?.type === "Requested") {
    RequestStatusFor.put(state, hash, { ...before, value: { ...before.value, maybe_len: len } });
  } else if (depositor === undefined) {
    request(context, hash, before?.value.ticket, 1, len);
  } else {
    if (before) preimage.fail("AlreadyNoted");
    const rao = BASE_DEPOSIT + BigInt(len) * BYTE_DEPOSIT;
    hold(context, depositor, REASON, rao);
    RequestStatusFor.put(state, hash, {
      type: "Unrequested",
      value: { ticket: [depositor, rao], len },
    });
  }
  PreimageFor.put(state, [hash, len], bytes);
  context.deposit(event.Noted({ hash }));
  return { hash, wasRequested: depositor === undefined || before?.type === "Requested" };
}

/** Gives a deposit back to who noted, and the bytes up where nobody asked for them. Fails the call with NotNoted or NotAuthorized. */
export function unnote(context: BalanceContext, hash: string, by: string | undefined): void {
  const { state } = context;
  const status = RequestStatusFor.find(state, hash) ?? preimage.fail("NotNoted");
  const ticket = status.type === "Requested" ? status.value.maybe_ticket : status.value.ticket;
  const mayUnnote = by === undefined || by === ticket?.[0];
  if (!mayUnnote) preimage.fail("NotAuthorized");
  if (!ticket) unrequest(context, hash);
  else {
    release(context, ticket[0], REASON, ticket[1]);
    if (status.type === "Requested") {
      const { count, maybe_len } = status.value;
      request(context, hash, undefined, count, maybe_len);
    } else clear(context, hash, status.value.len);
  }
}

/** Notes that somebody needs the bytes of a hash, with Requested the first time. */
export function requestOnce(context: BalanceContext, hash: string): void {
  const status = RequestStatusFor.find(context.state, hash);
  if (status?.type === "Requested") {
    const { maybe_ticket, count, maybe_len } = status.value;
    request(context, hash, maybe_ticket, count + 1, maybe_len);
    return;
  }
  request(context, hash, status?.value.ticket, 1, status?.value.len);
  context.deposit(event.Requested({ hash }));
}

/**
 * Takes one request back; after the last the bytes go, with Cleared, unless somebody has a deposit held for them. Fails the call with
 * NotRequested.
 */
export function unrequest(context: BalanceContext, hash: string): void {
  const { state } = context;
  const status = RequestStatusFor.find(state, hash);
  const asked = status?.type === "Requested" ? status.value : preimage.fail("NotRequested");
  const { count, maybe_len: len, maybe_ticket: ticket } = asked;
  if (count > 1) request(context, hash, ticket, count - 1, len);
  else if (len === undefined) RequestStatusFor.remove(state, hash);
  else if (ticket)
    RequestStatusFor.put(state, hash, { type: "Unrequested", value: { ticket, len } });
  else clear(context, hash, len);
}

function request(
  { state }: BalanceContext,
  hash: string,
  ticket: Ticket | undefined,
  count: number,
  len: number | undefined,
): void {
  const value = { maybe_ticket: ticket, count, maybe_len: len };
  RequestStatusFor.put(state, hash, { type: "Requested", value });
}

function clear(context: BalanceContext, hash: string, len: number): void {
  RequestStatusFor.remove(context.state, hash);
  PreimageFor.remove(context.state, [hash, len]);
  context.deposit(event.Cleared({ hash }));
}
