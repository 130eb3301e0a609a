import { HearthError } from "../../api/errors.ts";
import type { ChainCall, ChainClient, TransactionSigner } from "../../chain/chain-port.ts";
import { freeBalance } from "../../chain/reads/account.ts";

/** A place on a subnet and what it cost. */
export interface Registration {
  readonly uid: number;
  readonly block: number;
  /** The price when it was sent, in rao. */
  readonly burn: bigint;
}

/** The uid of a hotkey on a subnet, or undefined where it has none. */
export async function readUid(
  chain: ChainClient,
  netuid: number,
  hotkey: string,
): Promise<number | undefined> {
  const uid = await chain.query("SubtensorModule", "Uids", [netuid, hotkey]);
  return uid === undefined || uid === null ? undefined : Number(uid);
}

/** The price of a registration now, in rao. It rises with every registration and falls with every block. */
export async function readBurn(chain: ChainClient, netuid: number): Promise<bigint> {
  return BigInt((await chain.query("SubtensorModule", "Burn", [netuid])) as bigint);
}

/** The most to pay where nobody said: the price now and a quarter, one registration by somebody else in between. */
export function defaultMaximumBurn(burn: bigint): bigint {
  return burn + burn / 4n;
}

/**
 * Registers a hotkey, paid by `coldkey`, never above `maximumBurn` rao. Throws REGISTRATION_CLOSED, SLIPPAGE_TOO_HIGH (the price
 * is above the limit), BALANCE_TOO_LOW, and what the chain client throws.
 */
export async function registerHotkey(options: {
  readonly chain: ChainClient;
  readonly netuid: number;
  readonly hotkey: string;
  readonly coldkey: TransactionSigner;
  readonly maximumBurn: bigint;
  readonly signal: AbortSignal;
}): Promise<Registration> {
  const { chain, netuid, hotkey, coldkey, maximumBurn, signal } = options;
  const allowed = await chain.query("SubtensorModule", "NetworkRegistrationAllowed", [netuid]);
  if (allowed === false) {
    throw new HearthError("REGISTRATION_CLOSED", { reason: `Subnet ${netuid} is closed now.` });
  }
  const burn = await readBurn(chain, netuid);
  if (burn > maximumBurn) {
    throw new HearthError("SLIPPAGE_TOO_HIGH", {
      reason: `A place costs ${burn} rao now; your limit is ${maximumBurn}.`,
    });
  }
  const call = await registrationCall(chain, netuid, hotkey, maximumBurn);
  const [available, fee] = await Promise.all([
    freeBalance(chain, coldkey.address),
    chain.fee(call, coldkey.address),
  ]);
  const needed = burn + fee;
  if (available < needed) {
    throw new HearthError("BALANCE_TOO_LOW", {
      needed: needed.toString(),
      available: available.toString(),
    });
  }
  const included = await chain.submit(call, coldkey, { until: "in-block", signal });
  const uid = await readUid(chain, netuid, hotkey);
  if (uid === undefined) {
    throw new HearthError("TRANSACTION_FAILED", {
      reason: "The place was paid for and given to somebody else in the same block.",
    });
  }
  return { uid, block: included.block, burn };
}

/** register_limit where the runtime has it, so that the price is capped on chain; burned_register on older ones. */
export async function registrationCall(
  chain: ChainClient,
  netuid: number,
  hotkey: string,
  maximumBurn: bigint,
): Promise<ChainCall> {
  const pallet = "SubtensorModule";
  return (await chain.has({ pallet, call: "register_limit" }))
    ? { pallet, name: "register_limit", args: { netuid, hotkey, limit_price: maximumBurn } }
    : { pallet, name: "burned_register", args: { netuid, hotkey } };
}
