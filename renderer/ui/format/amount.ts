const UNIT_DIGITS = 9;
const ONE = 10n ** BigInt(UNIT_DIGITS);
const GROUPED = new Intl.NumberFormat("en");

/** How an amount is shortened. `fixed` keeps four decimals, so that a column of them lines up; exactly nothing is `0`. */
export type AmountStyle = "short" | "fixed";

/**
 * An amount in its smallest unit (1e-9 of a coin) as text with up to four significant decimals, cut and never rounded up,
 * so that nobody sees more than there is. Below one coin the four count from the first digit that is not zero.
 */
export function formatAmount(units: bigint, style: AmountStyle = "short"): string {
  const { sign, whole, decimals } = split(units);
  if (style === "fixed") {
    // Nothing is not a small amount: a column of rewards must not look as if it held some.
    if (units === 0n) return "0";
    const shown = decimals.slice(0, 4);
    const hidden = whole === 0n && /^0*$/.test(shown) && /[1-9]/.test(decimals);
    return hidden ? `${sign}<0.0001` : `${sign}${GROUPED.format(whole)}.${shown}`;
  }
  const leading = whole === 0n ? (/^0*/.exec(decimals)?.[0].length ?? 0) : 0;
  const shown = decimals.slice(0, leading + 4).replace(/0+$/, "");
  return `${sign}${GROUPED.format(whole)}${shown === "" ? "" : `.${shown}`}`;
}

/** An amount in full, with every decimal that is not a trailing zero. */
export function formatExactAmount(units: bigint): string {
  const { sign, whole, decimals } = split(units);
  const shown = decimals.replace(/0+$/, "");
  return `${sign}${GROUPED.format(whole)}${shown === "" ? "" : `.${shown}`}`;
}

/** What was typed as an amount, in the smallest unit; undefined where it is not a plain decimal number with at most nine decimals. */
export function parseAmount(text: string): bigint | undefined {
  const match = /^(\d{1,11})?(?:\.(\d{1,9})?)?$/.exec(text.trim());
  const [, whole, decimals] = match ?? [];
  if (whole === undefined && decimals === undefined) return undefined;
  return BigInt(whole ?? "0") * ONE + BigInt((decimals ?? "").padEnd(UNIT_DIGITS, "0"));
}

/** An amount as it is typed: no grouping, no unit. */
export function editableAmount(units: bigint): string {
  return formatExactAmount(units).replaceAll(",", "");
}

function split(units: bigint): { sign: string; whole: bigint; decimals: string } {
  const size = units < 0n ? -units : units;
  return {
    sign: units < 0n ? "−" : "",
    whole: size / ONE,
    decimals: (size % ONE).toString().padStart(UNIT_DIGITS, "0"),
  };
}
