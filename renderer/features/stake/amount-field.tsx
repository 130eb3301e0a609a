import { Button, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Amount } from "../../ui/figures/amount.tsx";
import { editableAmount, parseAmount } from "../../ui/format/amount.ts";
import { formatShare } from "../../ui/format/ratio.ts";
import type { Direction } from "./direction.ts";
import classes from "./stake.module.css";

const TOLERANCES = [0.001, 0.005, 0.01, 0.05];
/** Kept back when staking everything, so that the fee of this and of the next transaction can be paid. */
const KEPT_FOR_FEES = 10_000_000n;

interface AmountFieldProps {
  readonly direction: Direction;
  readonly symbol: string;
  /** What there is, in the smallest unit; undefined while unknown. */
  readonly available: string | undefined;
  readonly tolerance: number;
  readonly onTolerance: (tolerance: number) => void;
  /** The amount typed, or undefined while it is not one. */
  readonly onAmount: (units: bigint | undefined) => void;
}

/** How much, and how far the price may move. */
export function AmountField(props: AmountFieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const units = parseAmount(text);
  const available = props.available === undefined ? undefined : BigInt(props.available);
  const problem =
    text === ""
      ? undefined
      : units === undefined
        ? t("stakeDrawer.notAnAmount")
        : units === 0n
          ? t("stakeDrawer.nothing")
          : available !== undefined && units > available
            ? t("stakeDrawer.tooMuch")
            : undefined;

  const change = (next: string): void => {
    setText(next);
    const parsed = parseAmount(next);
    const usable =
      parsed !== undefined && parsed > 0n && (available === undefined || parsed <= available);
    props.onAmount(usable ? parsed : undefined);
  };
  const everything = (): void => {
    if (available === undefined) return;
    const kept = props.direction === "add" ? KEPT_FOR_FEES : 0n;
    change(editableAmount(available > kept ? available - kept : 0n));
  };

  return (
    <div>
      <div className={classes.fields}>
        <TextInput
          label={t("stakeDrawer.amount")}
          value={text}
          onChange={(event) => change(event.currentTarget.value)}
          inputMode="decimal"
          autoComplete="off"
          rightSection={<span>{props.symbol}</span>}
          error={problem}
          data-testid="stake-amount"
          data-autofocus
        />
        <Select
          label={t("stakeDrawer.tolerance")}
          value={String(props.tolerance)}
          onChange={(value) => value !== null && props.onTolerance(Number(value))}
          allowDeselect={false}
          data={TOLERANCES.map((value) => ({ value: String(value), label: formatShare(value) }))}
        />
      </div>
      {available !== undefined && (
        <div className={classes.available}>
          <span>
            {t(`stakeDrawer.available.${props.direction}`)}{" "}
            <Amount value={available} symbol={props.symbol} />
          </span>
          <Button size="compact-xs" variant="subtle" onClick={everything} data-testid="stake-all">
            {t("stakeDrawer.everything")}
          </Button>
        </div>
      )}
    </div>
  );
}
