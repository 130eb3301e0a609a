import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { StakePosition } from "../../../native/api/stake.ts";
import type { Loadable } from "../../stores/loadable.ts";
import { useAlphaSymbol } from "../../stores/network.ts";
import { Amount } from "../../ui/figures/amount.tsx";
import { Copyable } from "../../ui/marks/copyable.tsx";
import { type Column, DataTable } from "../../ui/table/data-table.tsx";
import classes from "./stake.module.css";

interface PositionsTableProps {
  readonly data: Loadable<readonly StakePosition[]>;
  /** Name of a validator, where one is known. */
  readonly nameOf: (hotkey: string) => string | undefined;
  readonly onRetry: () => void;
  readonly onAdd: (row: StakePosition) => void;
  readonly onRemove: (row: StakePosition) => void;
}

/** What you have staked, with whom, and what it would bring now. */
export function PositionsTable({ data, nameOf, onRetry, onAdd, onRemove }: PositionsTableProps) {
  const { t } = useTranslation();
  const columns: Column<StakePosition>[] = [
    {
      key: "hotkey",
      head: t("stake.with"),
      sort: (row) => row.hotkey,
      cell: (row) => (
        <div className={classes.name}>
          {nameOf(row.hotkey) !== undefined && <strong>{nameOf(row.hotkey)}</strong>}
          <span>
            <Copyable value={row.hotkey} label={t("terms.hotkey.word")} />
            {row.own && <span className={classes.own}>{t("stake.own")}</span>}
          </span>
        </div>
      ),
    },
    {
      key: "netuid",
      head: t("terms.netuid.word"),
      hint: t("terms.netuid.hint"),
      align: "right",
      sort: (row) => row.netuid,
      cell: (row) => row.netuid,
    },
    {
      key: "alpha",
      head: t("terms.alpha.word"),
      hint: t("terms.alpha.hint"),
      align: "right",
      sort: (row) => BigInt(row.alpha),
      cell: (row) => <PositionAlpha row={row} />,
    },
    {
      key: "value",
      head: t("stake.value"),
      hint: t("stake.valueHint"),
      align: "right",
      sort: (row) => BigInt(row.value),
      cell: (row) => <Amount value={row.value} style="fixed" />,
    },
    {
      key: "action",
      head: t("stake.action"),
      cell: (row) => (
        <span className={classes.actions}>
          <Button size="compact-xs" variant="light" onClick={() => onAdd(row)}>
            {t("stake.more")}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => onRemove(row)}
            aria-label={t("stake.unstakeFrom", { hotkey: row.hotkey })}
            data-testid="unstake"
          >
            {t("stake.unstake")}
          </Button>
        </span>
      ),
    },
  ];
  return (
    <DataTable
      testId="positions"
      caption={t("stake.positions")}
      noun="positions"
      data={data}
      columns={columns}
      rowKey={(row) => `${row.hotkey}-${row.netuid}`}
      words={(row) => `${nameOf(row.hotkey) ?? ""} ${row.hotkey} ${row.netuid} ${row.wallet}`}
      empty={t("stake.noPositions")}
      onRetry={onRetry}
      initialSort={{ column: "value", direction: "descending" }}
    />
  );
}

/** What is staked, and under it what of that a lock holds back. */
function PositionAlpha({ row }: { readonly row: StakePosition }) {
  const { t } = useTranslation();
  const symbol = useAlphaSymbol(row.netuid);
  const locked = BigInt(row.alpha) - BigInt(row.available);
  const all = <Amount value={row.alpha} symbol={symbol} style="fixed" />;
  if (locked === 0n) return all;
  return (
    <span className={classes.pair}>
      {all}
      <span className={classes.sub} title={t("stake.lockedHint")}>
        <Amount value={`${locked}`} symbol={symbol} style="fixed" /> {t("stake.locked")}
      </span>
    </span>
  );
}
