import * as z from "zod";

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** TAO in its smallest unit: 1 TAO = 1e9 rao. Whole, never negative. */
export type Rao = Branded<bigint, "Rao">;
/** A subnet's own token in its smallest unit: 1 alpha = 1e9 of these. Which subnet is said beside it. */
export type Alpha = Branded<bigint, "Alpha">;

/** Rao (and alpha units) per whole coin. */
export const UNITS_PER_COIN = 1_000_000_000n;

/** Reads decimal digits (or takes a bigint) as rao. Throws RangeError below zero or when it is not a whole number. */
export function rao(value: bigint | string): Rao {
  return whole(value) as Rao;
}

/** Reads decimal digits (or takes a bigint) as alpha units. Throws RangeError below zero or when it is not a whole number. */
export function alpha(value: bigint | string): Alpha {
  return whole(value) as Alpha;
}

function whole(value: bigint | string): bigint {
  if (typeof value === "string" && !/^\d+$/.test(value)) {
    throw new RangeError(`not a whole number: ${value}`);
  }
  const number = BigInt(value);
  if (number < 0n) throw new RangeError(`negative amount: ${number}`);
  return number;
}

/** The most that the chain's amounts hold (u64). Its codecs wrap around silently above, so nothing larger may reach them. */
const LARGEST_AMOUNT = (1n << 64n) - 1n;

/** An amount on the wire: decimal digits of rao or alpha units, as text, since JSON numbers lose above 2^53. */
export const amountText = z
  .string()
  .regex(/^\d{1,20}$/, { error: "expected whole rao as decimal digits", abort: true })
  .refine((text) => BigInt(text) <= LARGEST_AMOUNT, "larger than any amount on chain")
  .describe("decimal digits of the smallest unit (1e-9 of a coin)");

/** A signed amount on the wire: decimal digits with an optional minus. */
export const signedAmountText = z
  .string()
  .regex(/^-?\d{1,20}$/)
  .describe("signed decimal digits of the smallest unit");

/** An SS58 address. Only its shape is checked here; the checksum is checked where it is used. */
export const address = z
  .string()
  .regex(/^[1-9A-HJ-NP-Za-km-z]{46,50}$/)
  .describe("SS58 address");

/** A 0x-prefixed 32-byte hash. */
export const hash = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/)
  .describe("0x and 64 hex digits");

/** Milliseconds since 1970-01-01T00:00Z. */
export const unixMillis = z.number().int().nonnegative().describe("milliseconds since 1970 UTC");

/** A u16 subnet number; 0 is root. */
export const netuid = z.number().int().min(0).max(65_535).describe("subnet number");

/** A wallet or hotkey name: also its file name, so no separators. */
export const keyName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, "letters, digits, - and _, at most 64")
  .describe("name of a wallet or hotkey, also its file name");
