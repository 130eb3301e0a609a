import * as z from "zod";
import { procedure } from "./procedure.ts";
import { receipt } from "./transaction.ts";
import { address, amountText, keyName, netuid } from "./units.ts";

/** A validator one can stake to, with the figures that decide. */
export const validatorRow = z.object({
  hotkey: address,
  coldkey: address,
  name: z.string().optional(),
  uid: z.number().int().nonnegative(),
  netuid,
  /** Share kept by the validator, 0..1. */
  take: z.number().min(0).max(1),
  stake: amountText,
  /** Alpha credited to it in the last epoch. */
  dividends: amountText,
  /** u16 of the last epoch over 65535, 0..1. */
  dividendShare: z.number().min(0).max(1),
  trust: z.number().min(0).max(1),
  permit: z.boolean(),
  own: z.boolean(),
});
export type ValidatorRow = z.infer<typeof validatorRow>;

/** What an order would bring at `block`, by the chain's own simulation. The swap fee is in the coin that is paid, the network fee in rao. */
export const stakeQuote = z.object({
  direction: z.enum(["add", "remove"]),
  netuid,
  hotkey: address,
  /** What leaves: rao when adding, alpha when removing. */
  pays: amountText,
  /** What arrives at the price now: alpha when adding, rao when removing. */
  receives: amountText,
  /** The least that arrives, by the limit price. */
  worstCase: amountText,
  swapFee: amountText,
  networkFee: amountText,
  /** Rao per alpha times 1e9, before. */
  price: amountText,
  priceAfter: amountText,
  limitPrice: amountText,
  /** Loss against the price now, as a fraction. */
  slippage: z.number().min(0),
  tolerance: z.number().min(0).max(0.5),
  block: z.number().int().nonnegative(),
});
export type StakeQuote = z.infer<typeof stakeQuote>;

/** What one coldkey has staked to one hotkey on one subnet: `alpha` in that subnet's units. */
export const stakePosition = z.object({
  wallet: keyName,
  hotkey: address,
  netuid,
  alpha: amountText,
  /** What of it may be unstaked now: less than `alpha` where the coldkey has locked stake on the subnet. */
  available: amountText,
  /** What it would bring now, after slippage and fee, in rao. */
  value: amountText,
  own: z.boolean(),
});
export type StakePosition = z.infer<typeof stakePosition>;

const quoteInput = z.object({
  direction: z.enum(["add", "remove"]).default("add"),
  hotkey: address,
  netuid: netuid.default(1),
  amount: amountText,
  /** Largest accepted price move, as a fraction. */
  tolerance: z.number().min(0).max(0.5).default(0.005),
});
const moveInput = z.object({
  wallet: keyName.optional(),
  hotkey: address,
  netuid: netuid.default(1),
  amount: amountText,
  tolerance: z.number().min(0).max(0.5).default(0.005),
  /** From a quote; beats `tolerance`. */
  limitPrice: amountText.optional(),
  password: z.string().min(1).max(1024),
});
/** What a finished order moved: `paid` and `received` as its event on chain says. */
export const stakeMoved = z.object({
  receipt,
  paid: amountText,
  received: amountText,
  netuid,
  hotkey: address,
});
export type StakeMoved = z.infer<typeof stakeMoved>;

/** Lending TAO to validators and taking it back. An order beyond its limit fails with SLIPPAGE_TOO_HIGH, one that is not covered with BALANCE_TOO_LOW. */
export const stake = {
  validators: procedure
    .input(z.object({ netuid: netuid.default(1) }).default({ netuid: 1 }))
    .output(z.array(validatorRow)),
  quote: procedure.input(quoteInput).output(stakeQuote),
  /** `amount` in rao. Only ever a limit order. */
  add: procedure.input(moveInput).output(stakeMoved),
  /** `amount` in alpha. Only ever a limit order. */
  remove: procedure.input(moveInput).output(stakeMoved),
  positions: procedure
    .input(z.object({ wallet: keyName.optional() }).default({}))
    .output(z.array(stakePosition)),
};
