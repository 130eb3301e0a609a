import type { State } from "../frame/state.ts";
import { freeBalance } from "../runtime/balances/balance.ts";
import { DEVELOPERS, developerAddress } from "../runtime/genesis-developers.ts";
import { FAUCET_PATH } from "../runtime/genesis-keys.ts";
import { sudo } from "../runtime/sudo/pallet.ts";

/** An account whose key everybody can derive. */
export interface KnownAccount {
  /** Its derivation path under the development phrase, which Bittensor's tools take as `--uri`. */
  readonly uri: string;
  readonly address: string;
  /** Rao it holds free, as decimal digits. */
  readonly free: string;
  readonly sudo: boolean;
}

/** The faucet and the development accounts that this state gives anything: coins, or the sudo key. */
export function knownAccounts(state: State): KnownAccount[] {
  const holder = sudo.storage.Key.find(state);
  return [FAUCET_PATH, ...Object.keys(DEVELOPERS)]
    .map((uri) => {
      const address = developerAddress(uri);
      const free = String(freeBalance(state, address));
      return { uri, address, free, sudo: address === holder };
    })
    .filter(({ free, sudo: holds }) => free !== "0" || holds);
}
