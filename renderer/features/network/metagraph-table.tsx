import { useTranslation } from "react-i18next";
import type { Neuron } from "../../../native/api/network.ts";
import type { Loadable } from "../../stores/loadable.ts";
import { useAlphaSymbol } from "../../stores/network.ts";
import { Amount } from "../../ui/figures/amount.tsx";
import { formatWhole } from "../../ui/format/bytes.ts";
import { formatScore, formatShare } from "../../ui/format/ratio.ts";
import { Copyable } from "../../ui/marks/copyable.tsx";
import { type Column, DataTable } from "../../ui/table/data-table.tsx";
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
  const figure = (key: "incentive" | "dividends", show: (value: number) => string) => ({
    key,
    head: t(`terms.${key}.word`),
    hint: t(`terms.${key}.hint`),
    align: "right" as const,
    sort: (row: Neuron) => row[key],
    cell: (row: Neuron) => show(row[key]),
  });
  const columns: Column<Neuron>[] = [
    {
      key: "uid",
      head: t("terms.uid.word"),
      hint: t("terms.uid.hint"),
      align: "right",
      sort: (row) => row.uid,
      cell: (row) => row.uid,
    },
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
    figure("incentive", formatShare),
    figure("dividends", formatShare),
    {
      key: "consensus",
      room: "medium",
      head: t("terms.consensus.word"),
      hint: t("terms.consensus.hint"),
      align: "right",
      sort: (row) => row.consensus,
      cell: (row) => formatScore(row.consensus),
    },
    {
      key: "trust",
      room: "medium",
      head: t("terms.vtrust.word"),
      hint: t("terms.vtrust.hint"),
      align: "right",
      sort: (row) => row.trust,
      cell: (row) => formatScore(row.trust),
    },
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
    {
      key: "update",
      room: "wide",
      head: t("network.lastUpdate"),
      align: "right",
      sort: (row) => row.lastUpdate,
      cell: (row) => formatWhole(row.lastUpdate),
    },
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
