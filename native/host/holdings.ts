import type { Wallet } from "../api/wallet.ts";
import type { Holdings } from "../earnings/epoch-reader.ts";

/**
 * Whose rewards the ledger follows: every address that is known, each once. A wallet with a damaged file still earns, and a
 * block that was read without it is not read again.
 */
export function holdingsOf(wallets: readonly Wallet[]): Holdings {
  return {
    coldkeys: [...new Set(wallets.flatMap(({ coldkey }) => coldkey ?? []))],
    hotkeys: new Set(wallets.flatMap(({ hotkeys }) => hotkeys.map(({ address }) => address))),
  };
}
