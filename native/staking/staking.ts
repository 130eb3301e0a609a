import { HearthError } from "../api/errors.ts";
import type { StakeMoved, StakePosition, StakeQuote, ValidatorRow } from "../api/stake.ts";
import type { Wallet } from "../api/wallet.ts";
import type { ChainClient } from "../chain/chain-port.ts";
import { availableStake, quoteUnstake, stakeOf } from "../chain/reads/stake.ts";
import { smaller } from "../protocol/fixed-point.ts";
import { defaultWallet } from "../wallet/default-wallet.ts";
import type { ColdkeySigner } from "../wallet/signer.ts";
import type { WalletStore } from "../wallet/wallet-store.ts";
import type { Direction } from "./limits.ts";
import { placeOrder } from "./order.ts";
import { quote } from "./quote.ts";
import { listValidators } from "./validators.ts";

/** An order as the contract's `stake.add` and `stake.remove` take it. */
export interface OrderInput {
  readonly wallet?: string | undefined;
  readonly hotkey: string;
  readonly netuid: number;
  /** Rao when adding, alpha units when removing; decimal digits. */
  readonly amount: string;
  readonly tolerance: number;
  readonly limitPrice?: string | undefined;
  readonly password: string;
}

/** Stake: what one can stake to, what it would bring, the orders, and what one holds. One method a procedure. */
export interface Staking {
  validators(input: { readonly netuid: number }): Promise<ValidatorRow[]>;
  quote(input: {
    readonly direction: Direction;
    readonly hotkey: string;
    readonly netuid: number;
    readonly amount: string;
    readonly tolerance: number;
  }): Promise<StakeQuote>;
  add(input: OrderInput): Promise<StakeMoved>;
  remove(input: OrderInput): Promise<StakeMoved>;
  /** Of one wallet, or of all that are here. */
  positions(input: { readonly wallet?: string | undefined }): Promise<StakePosition[]>;
}

/** Stake over a chain, the wallets of its network and the signer. */
export function createStaking(services: {
  readonly chain: ChainClient;
  readonly wallets: WalletStore;
  readonly signer: ColdkeySigner;
}): Staking {
  const { chain, wallets } = services;

  const order = async (direction: Direction, input: OrderInput): Promise<StakeMoved> => {
    const name = input.wallet ?? (await defaultWallet(wallets)).name;
    const orderer = {
      coldkey: await wallets.coldkeyAddress(name),
      keyfile: await wallets.encryptedColdkey(name),
      password: input.password,
    };
    const { hotkey, netuid, tolerance, limitPrice } = input;
    const limit = limitPrice === undefined ? {} : { limitPrice: BigInt(limitPrice) };
    const amount = BigInt(input.amount);
    if (amount === 0n) throw new HearthError("BAD_INPUT", { reason: "amount: it is zero" });
    const request = { direction, hotkey, netuid, amount, tolerance, ...limit };
    return placeOrder(services, request, orderer);
  };

  return {
    add: (input) => order("add", input),
    remove: (input) => order("remove", input),
    quote: (input) => quote(chain, { ...input, amount: BigInt(input.amount) }),
    validators: async ({ netuid }) =>
      listValidators(chain, netuid, ownHotkeys(await wallets.list())),
    positions: async ({ wallet }) => {
      const chosen = wallet === undefined ? await wallets.list() : [await wallets.find(wallet)];
      const found = await Promise.all(chosen.map((one) => positionsOf(chain, one)));
      return found.flat();
    },
  };
}

function ownHotkeys(wallets: readonly Wallet[]): ReadonlySet<string> {
  return new Set(wallets.flatMap(({ hotkeys }) => hotkeys.map(({ address }) => address)));
}

async function positionsOf(chain: ChainClient, wallet: Wallet): Promise<StakePosition[]> {
  if (!wallet.coldkey) return [];
  const own = ownHotkeys([wallet]);
  const [stakes, available] = await Promise.all([
    stakeOf(chain, wallet.coldkey),
    availableStake(chain, wallet.coldkey),
  ]);
  return Promise.all(
    stakes.map(async ({ hotkey, netuid, alpha }) => ({
      wallet: wallet.name,
      hotkey,
      netuid,
      alpha: `${alpha}`,
      // A lock holds stake of the subnet, whichever hotkey that stands on.
      available: `${smaller(alpha, available ? (available.get(netuid) ?? 0n) : alpha)}`,
      // Root stake is TAO already.
      value: `${netuid === 0 ? alpha : (await quoteUnstake(chain, netuid, alpha)).tao}`,
      own: own.has(hotkey),
    })),
  );
}
