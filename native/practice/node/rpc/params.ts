import { bytesOf } from "../../frame/hasher.ts";
import { invalidParams as invalid } from "./failure.ts";

/** Hex digits of a parameter, lowercase, without 0x; with or without it on the wire, as clients send both. */
export function hexDigits(value: unknown, what: string): string {
  if (typeof value !== "string") throw invalid(`${what} must be hex text`);
  const digits = (value.startsWith("0x") ? value.slice(2) : value).toLowerCase();
  if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/.test(digits)) throw invalid(`${what} is not hex`);
  return digits;
}

/** Bytes of a hex parameter. */
export function hexBytes(value: unknown, what: string): Uint8Array {
  return bytesOf(hexDigits(value, what));
}

/** A block hash, or undefined for null and nothing, which mean the best block. */
export function optionalHash(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  const digits = hexDigits(value, "block hash");
  if (digits.length !== 64) throw invalid("a block hash has 32 bytes");
  return `0x${digits}`;
}

/** A text parameter. */
export function text(value: unknown, what: string): string {
  if (typeof value !== "string") throw invalid(`${what} must be text`);
  return value;
}

/** A whole number, as a number or hex text. */
export function wholeNumber(value: unknown, what: string): number {
  const number =
    typeof value === "string" && /^(0x[0-9a-f]+|\d+)$/i.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isSafeInteger(number) || number < 0) {
    throw invalid(`${what} must be a whole number`);
  }
  return number;
}

/** A list parameter. */
export function list(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(`${what} must be a list`);
  return value;
}
