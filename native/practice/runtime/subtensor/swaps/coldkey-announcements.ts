import { blake2b } from "@noble/hashes/blake2.js";
import { hexOf } from "../../../frame/hasher.ts";
import { accountBytes } from "../../../scale/account.ts";
import type { Chain } from "../chain.ts";
import { ensure, event, fail, storage, subtensor } from "../pallet.ts";
import { keptAliveBalance, recycleTao } from "../stake/treasury.ts";
import { swapColdkey } from "./coldkey-swap.ts";

const BLOCK_MAXIMUM = 0xffff_ffff;

/**
 * Announces that a coldkey will be swapped, naming only the hash of the new one (blake2b-256 of its 32 bytes). The first
 * announcement costs `KeySwapCost`; a later one replaces it after `ColdkeySwapReannouncementDelay` more blocks.
 */
export function announceColdkeySwap(chain: Chain, coldkey: string, hash: string): void {
  const { state, block } = chain;
  const current = storage.ColdkeySwapAnnouncements.find(state, coldkey);
  if (current) {
    const earliest = later(current[0], storage.ColdkeySwapReannouncementDelay.get(state));
    ensure(block >= earliest, "ColdkeySwapReannouncedTooEarly");
  } else {
    chargeColdkeySwap(chain, coldkey, subtensor.constants.KeySwapCost);
  }
  const due = later(block, storage.ColdkeySwapAnnouncementDelay.get(state));
  storage.ColdkeySwapAnnouncements.put(state, coldkey, [due, hash]);
  chain.deposit(event.ColdkeySwapAnnounced({ who: coldkey, new_coldkey_hash: hash }));
}

/** Swaps the coldkey for the one announced, once the delay is over. */
export function swapAnnouncedColdkey(chain: Chain, coldkey: string, next: string): void {
  const { state, block } = chain;
  const [due, hash] =
    storage.ColdkeySwapAnnouncements.find(state, coldkey) ??
    fail("ColdkeySwapAnnouncementNotFound");
  storage.ColdkeySwapAnnouncements.remove(state, coldkey);
  ensure(hash === coldkeyHash(next), "AnnouncedColdkeyHashDoesNotMatch");
  ensure(block >= due, "ColdkeySwapTooEarly");
  swapColdkey(chain, coldkey, next);
}

/** Withdraws an announcement that could have been carried out `ColdkeySwapReannouncementDelay` blocks ago. */
export function clearColdkeySwap(chain: Chain, coldkey: string): void {
  const { state, block } = chain;
  const [due] =
    storage.ColdkeySwapAnnouncements.find(state, coldkey) ??
    fail("ColdkeySwapAnnouncementNotFound");
  const earliest = later(due, storage.ColdkeySwapReannouncementDelay.get(state));
  ensure(block >= earliest, "ColdkeySwapClearTooEarly");
  storage.ColdkeySwapAnnouncements.remove(state, coldkey);
  chain.deposit(event.ColdkeySwapCleared({ who: coldkey }));
}

/** Stops an announced swap: whoever holds the key too can do nothing more, until root decides. */
export function disputeColdkeySwap(chain: Chain, coldkey: string): void {
  const { state, block } = chain;
  ensure(storage.ColdkeySwapAnnouncements.has(state, coldkey), "ColdkeySwapAnnouncementNotFound");
  ensure(!storage.ColdkeySwapDisputes.has(state, coldkey), "ColdkeySwapAlreadyDisputed");
  storage.ColdkeySwapDisputes.put(state, coldkey, block);
  chain.deposit(event.ColdkeySwapDisputed({ coldkey }));
}

/** Forgets a coldkey's announcement and dispute. */
export function forgetColdkeySwap({ state }: Chain, coldkey: string): void {
  storage.ColdkeySwapAnnouncements.remove(state, coldkey);
  storage.ColdkeySwapDisputes.remove(state, coldkey);
}

/** Takes what a swap costs from a coldkey; it can be emitted again. */
export function chargeColdkeySwap(chain: Chain, coldkey: string, cost: bigint): void {
  ensure(cost <= keptAliveBalance(chain.state, coldkey), "NotEnoughBalanceToPaySwapColdKey");
  recycleTao(chain, coldkey, cost);
}

/** How an announcement names a coldkey: 0x hex of blake2b-256 of its 32 bytes. */
export function coldkeyHash(coldkey: string): string {
  return `0x${hexOf(blake2b(accountBytes(coldkey), { dkLen: 32 }))}`;
}

function later(block: number, delay: number): number {
  return Math.min(block + delay, BLOCK_MAXIMUM);
}
