import { HearthError } from "../../../native/api/errors.ts";
import type { StakeQuote } from "../../../native/api/stake.ts";
import type { Receipt } from "../../../native/api/transaction.ts";
import { sampleHash, sampleSubnets } from "./samples.ts";
import type { World } from "./world.ts";

const COIN = 1_000_000_000n;
const FEE = 141_200n;

/** What a stake call is asked. */
export interface MoveTerms {
  readonly hotkey: string;
  readonly netuid: number;
  readonly amount: string;
  readonly tolerance: number;
}

/** A receipt for the newest block. */
export function receiptNow(world: World): Receipt {
  return {
    hash: sampleHash(`tx-${world.block.number}-${world.lines.length}`),
    blockHash: world.block.hash,
    block: world.block.number,
    extrinsicIndex: 2,
    fee: FEE.toString(),
    state: "in-block",
  };
}

/** What a trade against the constant-product pool of the subnet would bring. */
export function quote(
  world: World,
  direction: StakeQuote["direction"],
  terms: MoveTerms,
): StakeQuote {
  const subnet = sampleSubnets(world.block.number)[1];
  if (subnet === undefined) throw new HearthError("NOT_FOUND", { what: "The subnet" });
  const amount = BigInt(terms.amount);
  if (amount < 2_000_000n) throw new HearthError("AMOUNT_TOO_LOW", { minimum: "2000000" });
  const [from, to] =
    direction === "add"
      ? [BigInt(subnet.taoIn), BigInt(subnet.alphaIn)]
      : [BigInt(subnet.alphaIn), BigInt(subnet.taoIn)];
  const fee = amount / 2000n;
  const traded = amount - fee;
  const receives = to - (from * to) / (from + traded);
  const fair = (traded * to) / from;
  const slippage = Number(fair - receives) / Number(fair);
  if (slippage > terms.tolerance) {
    throw new HearthError("SLIPPAGE_TOO_HIGH", {
      reason: `this trade alone would move the price by ${(slippage * 100).toFixed(2)} %`,
    });
  }
  const price = BigInt(subnet.price);
  const moved = BigInt(Math.round(Number(price) * slippage * 2));
  return {
    direction,
    netuid: terms.netuid,
    hotkey: terms.hotkey,
    pays: terms.amount,
    receives: receives.toString(),
    worstCase: (
      (receives * BigInt(Math.round((1 - terms.tolerance) * 10_000))) /
      10_000n
    ).toString(),
    swapFee: fee.toString(),
    networkFee: FEE.toString(),
    price: price.toString(),
    priceAfter: (direction === "add" ? price + moved : price - moved).toString(),
    limitPrice: price.toString(),
    slippage,
    tolerance: terms.tolerance,
    block: world.block.number,
  };
}

/** Moves stake in the fake's books. */
export function move(
  world: World,
  direction: StakeQuote["direction"],
  terms: MoveTerms & { readonly password: string },
) {
  if (terms.password !== world.password) throw new HearthError("WRONG_PASSWORD");
  const agreed = quote(world, direction, terms);
  const held = world.positions.find((row) => row.hotkey === terms.hotkey);
  const before = held === undefined ? 0n : BigInt(held.alpha);
  const paid = BigInt(agreed.pays);
  const received = BigInt(agreed.receives);
  if (direction === "add" && paid + FEE > world.free) {
    throw new HearthError("BALANCE_TOO_LOW", {
      needed: String(paid + FEE),
      available: String(world.free),
    });
  }
  const alpha = direction === "add" ? before + received : before - paid;
  world.free += direction === "add" ? -paid - FEE : received - FEE;
  world.positions = world.positions.filter((row) => row !== held);
  if (alpha > 0n) {
    world.positions.push({
      wallet: "default",
      hotkey: terms.hotkey,
      netuid: terms.netuid,
      alpha: alpha.toString(),
      available: alpha.toString(),
      value: ((alpha * 98_214_503n) / COIN).toString(),
      own: false,
    });
  }
  const receipt = receiptNow(world);
  return {
    receipt,
    paid: agreed.pays,
    received: agreed.receives,
    netuid: terms.netuid,
    hotkey: terms.hotkey,
  };
}
