import { sr25519CreateDerive } from "@polkadot-labs/hdkd";
import { DEV_PHRASE, entropyToMiniSecret, mnemonicToEntropy } from "@polkadot-labs/hdkd-helpers";
import type { State } from "../frame/state.ts";
import { accountText } from "../scale/account.ts";
import { transfer } from "./balances/balance.ts";
import { TAO } from "./genesis-subnets.ts";
import { sudo } from "./sudo/pallet.ts";

/** Holds the sudo key of a chain for developers, as of a Subtensor localnet. */
export const SUDO_DEVELOPER = "//Alice";

/** The well-known development accounts with what a Subtensor localnet gives them, in TAO. Source: node/src/chain_spec/localnet.rs. */
export const DEVELOPERS: Readonly<Record<string, bigint>> = {
  "//Alice": 1_000_000n,
  "//Bob": 1_000_000n,
  "//Charlie": 1_000_000n,
  "//Dave": 2_000n,
  "//Eve": 2_000n,
  "//Ferdie": 2_000n,
  "//One": 2_000n,
  "//Two": 2_000n,
  "//Three": 2_000n,
};

/** The address of a path under the development phrase. */
export function developerAddress(path: string): string {
  const derive = sr25519CreateDerive(entropyToMiniSecret(mnemonicToEntropy(DEV_PHRASE)));
  return accountText(derive(path).publicKey);
}

/** Gives the development accounts their TAO out of the faucet's, so that what is issued stays the same, and Alice the sudo key. */
export function endowDevelopers(state: State, faucet: string): void {
  const books = { state, deposit() {} };
  for (const [path, tao] of Object.entries(DEVELOPERS))
    transfer(books, faucet, developerAddress(path), tao * TAO, true);
  sudo.storage.Key.put(state, developerAddress(SUDO_DEVELOPER));
}
