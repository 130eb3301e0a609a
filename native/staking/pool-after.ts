import type { At, ChainClient } from "../chain/chain-port.ts";
import { EQUAL_WEIGHT, type Pool, priceToRao } from "../protocol/pool.ts";
import { quoteBuy, quoteSell } from "../protocol/swap.ts";
import type { Direction } from "./limits.ts";

const ROOT = 0;

/** The pool of a subnet; undefined where stake is TAO one to one and nothing moves the price. */
export async function readPool(
  chain: ChainClient,
  netuid: number,
  at: At,
): Promise<Pool | undefined> {
  if (netuid === ROOT) return undefined;
  const item = (name: string) => chain.query("SubtensorModule", name, [netuid], at);
  const [tao, alpha, taoWeight] = await Promise.all([
    item("SubnetTAO"),
    item("SubnetAlphaIn"),
    readTaoWeight(chain, netuid, at),
  ]);
  return { tao: tao as bigint, alpha: alpha as bigint, taoWeight };
}

/** Price after the order, rao per whole alpha: what the order itself does to the pool, others left out. */
export function priceAfter(
  pool: Pool | undefined,
  direction: Direction,
  amount: bigint,
  price: bigint,
): bigint {
  if (!pool) return price;
  const quote = direction === "add" ? quoteBuy(pool, amount) : quoteSell(pool, amount);
  return quote.kind === "filled" ? priceToRao(quote.priceAfter) : price;
}

/** Runtimes before the weighted pools have no Swap.SwapBalancer; theirs weigh equally. */
async function readTaoWeight(chain: ChainClient, netuid: number, at: At): Promise<bigint> {
  if (!(await chain.has({ pallet: "Swap", item: "SwapBalancer" }))) return EQUAL_WEIGHT;
  const balancer = await chain.query("Swap", "SwapBalancer", [netuid], at);
  return (balancer as { quote: bigint } | undefined)?.quote ?? EQUAL_WEIGHT;
}
