import { HearthError } from "../api/errors.ts";
import type { StakeMoved } from "../api/stake.ts";
import type { ChainClient, ChainEvent, Included } from "../chain/chain-port.ts";
import { freeBalance } from "../chain/reads/account.ts";
import { availableStake, stakeOn } from "../chain/reads/stake.ts";
import { smaller } from "../protocol/fixed-point.ts";
import { requireSameKey } from "../wallet/same-key.ts";
import type { ColdkeySigner } from "../wallet/signer.ts";
import { cannotFill, type Direction } from "./limits.ts";
import { orderCall, type QuoteRequest, quote } from "./quote.ts";

/** Rao below which the chain takes no stake operation (its DefaultMinStake). */
const MINIMUM_STAKE = 2_000_000n;

/** Whose order it is: the coldkey's address, its file and the password that opens it. */
export interface Orderer {
  readonly coldkey: string;
  readonly keyfile: Uint8Array;
  readonly password: string;
}

/**
 * Sends one limit order and tells what its event says was moved. What can be known to fail is refused before anything is
 * signed. Throws BALANCE_TOO_LOW, SLIPPAGE_TOO_HIGH, AMOUNT_TOO_LOW, WRONG_PASSWORD and what ChainClient.submit does.
 */
export async function placeOrder(
  { chain, signer }: { readonly chain: ChainClient; readonly signer: ColdkeySigner },
  request: QuoteRequest,
  { coldkey, keyfile, password }: Orderer,
): Promise<StakeMoved> {
  const { direction, hotkey, netuid, amount } = request;
  const known = await quote(chain, request);
  const limit = BigInt(known.limitPrice);
  await requireFunds(chain, request, coldkey, BigInt(known.networkFee));
  if (cannotFill(direction, amount, BigInt(known.swapFee), BigInt(known.receives), limit)) {
    const reason = `At most ${limit} rao per alpha was allowed, which this amount cannot meet now.`;
    throw new HearthError("SLIPPAGE_TOO_HIGH", { reason });
  }
  const included = await signer
    .withColdkey(keyfile, password, (unlocked) => {
      requireSameKey(coldkey, unlocked.address);
      return chain.submit(orderCall(request, limit), unlocked);
    })
    .catch((error: unknown) => {
      throw amountTooLow(error);
    });
  const { tao, alpha } = movedBy(included.events, direction, { coldkey, hotkey, netuid });
  return {
    receipt: receiptOf(chain, included),
    paid: `${direction === "add" ? tao : alpha}`,
    received: `${direction === "add" ? alpha : tao}`,
    netuid,
    hotkey,
  };
}

/** Fields of StakeAdded and StakeRemoved in order. Source: §3.7. */
type StakeEvent = readonly [
  coldkey: string,
  hotkey: string,
  tao: bigint,
  alpha: bigint,
  netuid: number,
  fee: bigint,
];

/** What the order's own event says. Throws INTERNAL when there is none, since then nobody knows what was moved. */
export function movedBy(
  events: readonly ChainEvent[],
  direction: Direction,
  order: { readonly coldkey: string; readonly hotkey: string; readonly netuid: number },
): { readonly tao: bigint; readonly alpha: bigint } {
  const wanted = direction === "add" ? "StakeAdded" : "StakeRemoved";
  for (const { pallet, name, value } of events) {
    if (pallet !== "SubtensorModule" || name !== wanted) continue;
    const [coldkey, hotkey, tao, alpha, netuid] = value as StakeEvent;
    if (coldkey === order.coldkey && hotkey === order.hotkey && netuid === order.netuid) {
      return { tao, alpha };
    }
  }
  throw new HearthError("INTERNAL", { reason: `the transaction succeeded without ${wanted}` });
}

async function requireFunds(
  chain: ChainClient,
  { direction, hotkey, netuid, amount }: QuoteRequest,
  coldkey: string,
  networkFee: bigint,
): Promise<void> {
  const [needed, available] =
    direction === "add"
      ? [amount + networkFee, await freeBalance(chain, coldkey)]
      : [amount, await unstakable(chain, { coldkey, hotkey, netuid })];
  if (available >= needed) return;
  throw new HearthError("BALANCE_TOO_LOW", { needed: `${needed}`, available: `${available}` });
}

/** What may be taken from one hotkey: no more than is there, and no more than locks leave free on the subnet. */
async function unstakable(
  chain: ChainClient,
  place: { readonly coldkey: string; readonly hotkey: string; readonly netuid: number },
): Promise<bigint> {
  const [held, available] = await Promise.all([
    stakeOn(chain, place),
    availableStake(chain, place.coldkey),
  ]);
  return smaller(held, available ? (available.get(place.netuid) ?? 0n) : held);
}

function amountTooLow(error: unknown): unknown {
  const reason = error instanceof HearthError ? error.detail.reason : undefined;
  const tooLow = reason === "SubtensorModule.AmountTooLow" || reason === "StakeAmountTooLow";
  return tooLow
    ? new HearthError("AMOUNT_TOO_LOW", { minimum: `${MINIMUM_STAKE}` }, { cause: error })
    : error;
}

function receiptOf(chain: ChainClient, included: Included): StakeMoved["receipt"] {
  const { hash, blockHash, block, extrinsicIndex, fee } = included;
  const final = (chain.state().finalized?.number ?? -1) >= block;
  return {
    hash,
    blockHash,
    block,
    extrinsicIndex,
    fee: `${fee}`,
    state: final ? "final" : "in-block",
  };
}
