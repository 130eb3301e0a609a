import { Tooltip } from "@mantine/core";
import { type AmountStyle, formatAmount, formatExactAmount } from "../format/amount.ts";
import classes from "./amount.module.css";

interface AmountProps {
  /** Decimal digits of the smallest unit, as the contract gives them. */
  readonly value: string | bigint;
  /** `τ`, or the subnet's own symbol. */
  readonly symbol?: string;
  readonly style?: AmountStyle;
  readonly signed?: boolean;
}

/** An amount of money, the only way the page shows one: tabular figures, its symbol, and in full on hover or focus where it is shortened. */
export function Amount({ value, symbol = "τ", style = "short", signed = false }: AmountProps) {
  const units = BigInt(value);
  const text = `${signed && units > 0n ? "+" : ""}${formatAmount(units, style)}`;
  const exact = formatExactAmount(units);
  const content = (
    <>
      {text}
      <span className={classes.symbol}> {symbol}</span>
    </>
  );
  if (
    Number.parseFloat(text.replaceAll(/[,+]/g, "")) === Number.parseFloat(exact.replaceAll(",", ""))
  ) {
    return (
      <span className={classes.amount} data-units={units.toString()}>
        {content}
      </span>
    );
  }
  return (
    <Tooltip label={`${exact} ${symbol}`}>
      <button type="button" className={classes.exact} data-units={units.toString()}>
        {content}
      </button>
    </Tooltip>
  );
}
