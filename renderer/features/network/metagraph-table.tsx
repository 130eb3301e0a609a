import { useTranslation } from "react-i18next";
import type { Neuron } from "../../../native/api/network.ts";
import type { Loadable } from "../../stores/loadable.ts";
import { useAlphaSymbol } from "../../stores/network.ts";
import { Amount } from "../../ui/figures/amount.tsx";
import { formatWhole } from "../../ui/format/bytes.ts";
import { formatScore, formatShare } from "../../ui/format/ratio.ts";
import { Copyable } from "../../ui/marks/copyable.tsx";
import { type Column, DataTable } from "../../ui/table/data-table.tsx";
import { figureColumn } from "../../ui/table/figure-column.ts";
import stake from "../stake/stake.module.css";

interface MetagraphTableProps {
  readonly data: Loadable<readonly Neuron[]>;
  readonly netuid: number;
  readonly onRetry: () => void;
}

/** Everyone on a subnet as consensus sees them; your own rows are marked. */
export function MetagraphTable({ data, netuid, onRetry }: MetagraphTableProps) {
  const { t } = useTranslation();
  const symbol = useAlphaSymbol(netuid);
  const columns: Column<Neuron>[] = [
    figureColumn({
      key: "uid",
      head: t("terms.uid.word"),
      hint: t("terms.uid.hint"),
      of: (row) => row.uid,
      read: String,
    }),
    {
      key: "hotkey",
      head: t("terms.hotkey.word"),
      hint: t("terms.hotkey.hint"),
      sort: (row) => row.hotkey,
      cell: (row) => (
        <span>
          <Copyable value={row.hotkey} label={t("terms.hotkey.word")} />
          {row.own && <span className={stake.own}>{t("network.own")}</span>}
        </span>
      ),
    },
    {
      key: "stake",
      head: t("terms.stake.word"),
      hint: t("terms.stake.hint"),
      align: "right",
      sort: (row) => BigInt(row.stake),
      cell: (row) => <Amount value={row.stake} symbol={symbol} style="fixed" />,
    },
    figureColumn({
      key: "incentive",
      head: t("terms.incentive.word"),
      hint: t("terms.incentive.hint"),
      of: (row) => row.incentive,
      read: formatShare,
    }),
    figureColumn({
      key: "dividends",
      head: t("terms.dividends.word"),
      hint: t("terms.dividends.hint"),
      of: (row) => row.dividends,
      read: formatShare,
    }),
    figureColumn({
      key: "consensus",
      room: "medium",
      head: t("terms.consensus.word"),
      hint: t("terms.consensus.hint"),
      of: (row) => row.consensus,
      read: formatScore,
    }),
    figureColumn({
      key: "trust",
      room: "medium",
      head: t("terms.vtrust.word"),
      hint: t("terms.vtrust.hint"),
      of: (row) => row.trust,
      read: formatScore,
    }),
    {
      key: "emission",
      head: t("network.earned"),
      hint: t("network.earnedHint"),
      align: "right",
      sort: (row) => BigInt(row.emission),
      cell: (row) => <Amount value={row.emission} symbol={symbol} style="fixed" />,
    },
    {
      key: "permit",
      head: t("terms.permit.word"),
      hint: t("terms.permit.hint"),
      sort: (row) => row.permit,
      cell: (row) => t(row.permit ? "common.yes" : "common.no"),
    },
    {
      key: "immune",
      room: "medium",
      head: t("terms.immune.word"),
      hint: t("terms.immune.hint"),
      sort: (row) => row.immune,
      cell: (row) => t(row.immune ? "common.yes" : "common.no"),
    },
    figureColumn({
      key: "update",
      room: "wide",
      head: t("network.lastUpdate"),
      of: (row) => row.lastUpdate,
      read: formatWhole,
    }),
    {
      key: "axon",
      room: "wide",
      head: t("terms.axon.word"),
      hint: t("terms.axon.hint"),
      sort: (row) => row.axon ?? "",
      cell: (row) => row.axon ?? "–",
    },
  ];
  return (
    <DataTable
      testId="metagraph"
      caption={t("network.metagraph", { netuid })}
      noun="neurons"
      data={data}
      columns={columns}
      rowKey={(row) => row.uid}
      words={(row) => `${row.uid} ${row.hotkey} ${row.coldkey} ${row.axon ?? ""}`}
      empty={t("network.noNeurons")}
      onRetry={onRetry}
      initialSort={{ column: "incentive", direction: "descending" }}
      isMarked={(row) => row.own}
    />
  );
}
