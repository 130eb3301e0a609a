import { alpha } from "../../api/units.ts";
import type { ChainClient } from "../../chain/client.ts";
import { readAccount } from "../../chain/reads/account.ts";
import { quoteUnstake, stakeOf } from "../../chain/reads/stake.ts";
import type { Timeline } from "../../timeline/timeline.ts";
import { defaultWallet } from "../../wallet/default-wallet.ts";
import { newMnemonic } from "../../wallet/mnemonic.ts";
import type { WalletStore } from "../../wallet/wallet-store.ts";
import type { HostHandlers } from "../router.ts";

/** What the wallet procedures need. */
export interface WalletOptions {
  readonly wallets: WalletStore;
  readonly chain: ChainClient;
  readonly timeline: Timeline;
}

/** The `wallet.*` procedures. */
export function walletHandlers({
  wallets,
  chain,
  timeline,
}: WalletOptions): HostHandlers["wallet"] {
  return {
    words: () => ({ mnemonic: newMnemonic() }),
    create: async ({ name, hotkey, password, mnemonic }) => {
      const words = mnemonic ?? newMnemonic();
      const wallet = await wallets.create({ name, hotkey, password, mnemonic: words });
      timeline.write({
        level: "good",
        source: "wallet",
        message: "walletCreated",
        values: { name },
      });
      return mnemonic === undefined ? { wallet, mnemonic: words } : { wallet };
    },
    list: () => wallets.list(),
    balance: async ({ wallet }) => {
      const name = wallet ?? (await defaultWallet(wallets)).name;
      const address = await wallets.coldkeyAddress(name);
      const block = chain.state().best;
      const [account, stakedValue] = await Promise.all([
        readAccount(chain, address, block?.hash),
        stakeValue(chain, address, block?.hash),
      ]);
      return {
        wallet: name,
        address,
        free: String(account.free),
        reserved: String(account.reserved),
        stakedValue: String(stakedValue),
        total: String(account.free + account.reserved + stakedValue),
        block: block?.number ?? 0,
      };
    },
  };
}

/** What all stake of a coldkey would bring now, in rao; stake on root is TAO already. */
async function stakeValue(
  chain: ChainClient,
  coldkey: string,
  at: string | undefined,
): Promise<bigint> {
  const positions = await stakeOf(chain, coldkey, at);
  const bySubnet = new Map<number, bigint>();
  for (const position of positions) {
    bySubnet.set(position.netuid, (bySubnet.get(position.netuid) ?? 0n) + position.alpha);
  }
  const values = await Promise.all(
    [...bySubnet].map(async ([netuid, amount]) =>
      netuid === 0
        ? amount
        : ((await quoteUnstake(chain, netuid, alpha(amount), at)).tao as bigint),
    ),
  );
  return values.reduce((sum, value) => sum + value, 0n);
}
