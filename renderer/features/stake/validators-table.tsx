import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ValidatorRow } from "../../../native/api/stake.ts";
import type { Loadable } from "../../stores/loadable.ts";
import { useAlphaSymbol } from "../../stores/network.ts";
import { Amount } from "../../ui/figures/amount.tsx";
import { formatScore, formatShare } from "../../ui/format/ratio.ts";
import { Copyable } from "../../ui/marks/copyable.tsx";
import { StateBadge } from "../../ui/marks/state-badge.tsx";
import { type Column, DataTable } from "../../ui/table/data-table.tsx";
import classes from "./stake.module.css";

interface ValidatorsTableProps {
  readonly data: Loadable<readonly ValidatorRow[]>;
  readonly onRetry: () => void;
  readonly chosen: string | undefined;
  readonly action: (row: ValidatorRow) => ReactNode;
}

/** The validators of a subnet with the figures that decide, in one screen. */
export function ValidatorsTable({ data, onRetry, chosen, action }: ValidatorsTableProps) {
  const { t } = useTranslation();
  const symbol = useAlphaSymbol(data.value?.[0]?.netuid ?? 1);
  const columns: Column<ValidatorRow>[] = [
    {
      key: "name",
      head: t("stake.validator"),
      sort: (row) => row.name ?? row.hotkey,
      cell: (row) => (
        <div className={classes.name}>
          <span>
            <strong>{row.name ?? t("stake.unnamed", { uid: row.uid })}</strong>
            {row.own && <span className={classes.own}>{t("stake.own")}</span>}
          </span>
          <Copyable value={row.hotkey} label={t("terms.hotkey.word")} />
        </div>
      ),
    },
    {
      key: "take",
      head: t("terms.take.word"),
      hint: t("terms.take.hint"),
      align: "right",
      sort: (row) => row.take,
      cell: (row) => formatShare(row.take),
    },
    {
      key: "stake",
      head: t("stake.stakeHeld"),
      hint: t("terms.stake.hint"),
      align: "right",
      sort: (row) => BigInt(row.stake),
      cell: (row) => <Amount value={row.stake} symbol={symbol} style="fixed" />,
    },
    {
      key: "dividends",
      head: t("terms.dividends.word"),
      hint: t("terms.dividends.hint"),
      align: "right",
      sort: (row) => row.dividendShare,
      cell: (row) => (
        <div className={classes.pair}>
          <Amount value={row.dividends} symbol={symbol} style="fixed" />
          <span className={classes.sub}>{formatShare(row.dividendShare)}</span>
        </div>
      ),
    },
    {
      key: "trust",
      head: t("terms.vtrust.word"),
      hint: t("terms.vtrust.hint"),
      align: "right",
      sort: (row) => row.trust,
      cell: (row) => formatScore(row.trust),
    },
    {
      key: "permit",
      head: t("terms.permit.word"),
      hint: t("terms.permit.hint"),
      sort: (row) => row.permit,
      cell: (row) => (
        <StateBadge tone={row.permit ? "good" : "neutral"}>
          {t(row.permit ? "stake.permit" : "stake.noPermit")}
        </StateBadge>
      ),
    },
    { key: "action", head: t("stake.action"), cell: action },
  ];
  return (
    <DataTable
      testId="validators"
      caption={t("stake.validators")}
      noun="validators"
      data={data}
      columns={columns}
      rowKey={(row) => row.uid}
      words={(row) => `${row.name ?? ""} ${row.hotkey} ${row.coldkey} ${row.uid}`}
      empty={t("stake.noValidators")}
      onRetry={onRetry}
      initialSort={{ column: "stake", direction: "descending" }}
      isMarked={(row) => row.hotkey === chosen}
    />
  );
}
