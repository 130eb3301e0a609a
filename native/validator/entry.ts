import { HearthError } from "../api/errors.ts";
import type { ChainCall, ChainClient, TransactionSigner } from "../chain/chain-port.ts";
import { freeBalance } from "../chain/reads/account.ts";
import { readNeurons } from "../chain/reads/neurons.ts";
import { stakeOn } from "../chain/reads/stake.ts";
import { subnetPrice } from "../chain/reads/subnets.ts";
import {
  defaultMaximumBurn,
  readBurn,
  readUid,
  registerHotkey,
} from "../subnets/membership/registration.ts";
import { requireSameKey } from "../wallet/same-key.ts";
import { alphaForPermit, limitPrice, raoForAlpha } from "./stake-plan.ts";
import type { ValidatingDependencies, ValidatingPlan } from "./validator-dependencies.ts";

/** What stands between a hotkey and validating. */
export interface Missing {
  readonly registration: boolean;
  /** Rao to stake; 0 where the stake is enough. */
  readonly stake: bigint;
}

/** What is told on the way in. */
export type EntryNews =
  | { readonly kind: "step"; readonly step: "register" | "stake" }
  | { readonly kind: "registered"; readonly uid: number; readonly paid: bigint }
  | { readonly kind: "staked"; readonly amount: bigint };

/** Looks what a hotkey still lacks on a subnet: a place, stake, both or nothing. Undefined is a hotkey that is not made yet. */
export async function whatIsMissing(
  chain: ChainClient,
  plan: ValidatingPlan,
  hotkey: string | undefined,
  coldkey: string,
): Promise<Missing> {
  const { netuid } = plan;
  const [uid, neurons, own, seats, threshold, price] = await Promise.all([
    hotkey === undefined ? undefined : readUid(chain, netuid, hotkey),
    readNeurons(chain, netuid),
    hotkey === undefined ? 0n : stakeOn(chain, { coldkey, hotkey, netuid }),
    chain.query("SubtensorModule", "MaxAllowedValidators", [netuid]),
    chain.query("SubtensorModule", "StakeThreshold"),
    subnetPrice(chain, netuid),
  ]);
  const registration = uid === undefined;
  const permitted = neurons.find((one) => one.hotkey === hotkey)?.validatorPermit === true;
  if (plan.stake !== undefined) {
    // A wish is fulfilled once: who has staked before and starts again does not pay again.
    return { registration, stake: own > 0n ? 0n : plan.stake };
  }
  if (permitted) return { registration, stake: 0n };
  const holders = neurons.filter((one) => one.validatorPermit && one.hotkey !== hotkey);
  const lacking = alphaForPermit({
    permitStakes: holders.map((one) => one.stake),
    seats: Number(seats),
    threshold: BigInt((threshold as bigint | undefined) ?? 0n),
    own,
  });
  return { registration, stake: lacking === 0n ? 0n : raoForAlpha(lacking, price) };
}

/** Unlocks the coldkey once and pays for what is missing, step by step. Throws PASSWORD_REQUIRED, WRONG_PASSWORD, BALANCE_TOO_LOW and what the chain refuses. */
export async function payEntry(
  {
    chain,
    wallets,
    signer,
  }: Pick<ValidatingDependencies<never, never>, "chain" | "wallets" | "signer">,
  plan: ValidatingPlan,
  hotkey: string,
  missing: Missing,
  tell: (news: EntryNews) => void,
  signal: AbortSignal,
): Promise<void> {
  if (plan.password === undefined) throw passwordNeeded();
  const keyfile = await wallets.encryptedColdkey(plan.wallet);
  const shown = await wallets.coldkeyAddress(plan.wallet);
  tell({ kind: "step", step: missing.registration ? "register" : "stake" });
  await signer.withColdkey(
    keyfile,
    plan.password,
    async (coldkey) => {
      requireSameKey(shown, coldkey.address);
      const { netuid } = plan;
      if (missing.registration) {
        const maximumBurn = plan.maximumBurn ?? defaultMaximumBurn(await readBurn(chain, netuid));
        const place = { chain, netuid, hotkey, coldkey, maximumBurn, signal };
        const { uid, burn } = await registerHotkey(place);
        tell({ kind: "registered", uid, paid: burn });
      }
      const stake = least(missing.stake, plan.maximumStake);
      if (stake > 0n) {
        tell({ kind: "step", step: "stake" });
        await stakeToSelf(chain, netuid, hotkey, coldkey, stake, signal);
        tell({ kind: "staked", amount: stake });
      }
    },
    signal,
  );
}

/** The one reason for which validating asks for the coldkey. */
export function passwordNeeded(): HearthError {
  return new HearthError("PASSWORD_REQUIRED", {
    reason:
      "The validator's hotkey must be registered and staked to, and your coldkey pays for it.",
  });
}

async function stakeToSelf(
  chain: ChainClient,
  netuid: number,
  hotkey: string,
  coldkey: TransactionSigner,
  amount: bigint,
  signal: AbortSignal,
): Promise<void> {
  const available = await freeBalance(chain, coldkey.address);
  if (available < amount) {
    throw new HearthError("BALANCE_TOO_LOW", { needed: `${amount}`, available: `${available}` });
  }
  const call = stakeCall(netuid, hotkey, amount, await subnetPrice(chain, netuid));
  await chain.submit(call, coldkey, { until: "in-block", signal });
}

/** The call that stakes `amount` rao to a hotkey, at most a tolerance above `price` (rao per whole alpha). */
export function stakeCall(
  netuid: number,
  hotkey: string,
  amount: bigint,
  price: bigint,
): ChainCall {
  const args = {
    hotkey,
    netuid,
    amount_staked: amount,
    limit_price: limitPrice(price),
    allow_partial: true,
  };
  return { pallet: "SubtensorModule", name: "add_stake_limit", args };
}

function least(amount: bigint, most: bigint | undefined): bigint {
  return most !== undefined && most < amount ? most : amount;
}
