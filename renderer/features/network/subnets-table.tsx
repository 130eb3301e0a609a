import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Subnet } from "../../../native/api/network.ts";
import type { Loadable } from "../../stores/loadable.ts";
import { Amount } from "../../ui/figures/amount.tsx";
import { formatPrice } from "../../ui/format/ratio.ts";
import { type Column, DataTable } from "../../ui/table/data-table.tsx";

interface SubnetsTableProps {
  readonly data: Loadable<readonly Subnet[]>;
  readonly chosen: number;
  readonly onRetry: () => void;
  readonly onChoose: (netuid: number) => void;
}

/** Every subnet: who runs there, what a place costs, what its token is worth. */
export function SubnetsTable({ data, chosen, onRetry, onChoose }: SubnetsTableProps) {
  const { t } = useTranslation();
  const columns: Column<Subnet>[] = [
    {
      key: "netuid",
      head: t("terms.netuid.word"),
      hint: t("terms.netuid.hint"),
      align: "right",
      sort: (row) => row.netuid,
      cell: (row) => row.netuid,
    },
    {
      key: "name",
      head: t("network.name"),
      sort: (row) => row.name,
      cell: (row) => (
        <strong>
          {row.name} {row.symbol}
        </strong>
      ),
    },
    {
      key: "neurons",
      head: t("network.neurons"),
      align: "right",
      sort: (row) => row.neurons,
      cell: (row) => `${row.neurons} / ${row.maximumNeurons}`,
    },
    {
      key: "tempo",
      room: "medium",
      head: t("terms.tempo.word"),
      hint: t("terms.tempo.hint"),
      align: "right",
      sort: (row) => row.tempo,
      cell: (row) => row.tempo,
    },
    {
      key: "epoch",
      head: t("network.untilEpoch"),
      hint: t("terms.epoch.hint"),
      align: "right",
      sort: (row) => row.blocksUntilEpoch,
      cell: (row) => t("network.blocks", { count: row.blocksUntilEpoch }),
    },
    {
      key: "burn",
      head: t("terms.burn.word"),
      hint: t("terms.burn.hint"),
      align: "right",
      sort: (row) => BigInt(row.burn),
      cell: (row) => <Amount value={row.burn} style="fixed" />,
    },
    {
      key: "price",
      head: t("network.price"),
      hint: t("network.priceHint"),
      align: "right",
      sort: (row) => BigInt(row.price),
      cell: (row) => `${formatPrice(row.price)} τ`,
    },
    {
      key: "pool",
      room: "medium",
      head: t("network.pool"),
      hint: t("network.poolHint"),
      align: "right",
      sort: (row) => BigInt(row.taoIn),
      cell: (row) => <Amount value={row.taoIn} style="fixed" />,
    },
    {
      key: "emission",
      room: "medium",
      head: t("network.emission"),
      hint: t("terms.emission.hint"),
      align: "right",
      sort: (row) => BigInt(row.emission),
      cell: (row) => <Amount value={row.emission} style="fixed" />,
    },
    {
      key: "action",
      head: t("network.show"),
      cell: (row) => (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => onChoose(row.netuid)}
          aria-label={t("network.showNamed", { name: row.name })}
        >
          {t("network.metagraphOf")}
        </Button>
      ),
    },
  ];
  return (
    <DataTable
      testId="subnets"
      caption={t("network.subnets")}
      noun="subnets"
      data={data}
      columns={columns}
      rowKey={(row) => row.netuid}
      words={(row) => `${row.netuid} ${row.name} ${row.symbol}`}
      empty={t("network.noSubnets")}
      onRetry={onRetry}
      initialSort={{ column: "netuid", direction: "ascending" }}
      isMarked={(row) => row.netuid === chosen}
    />
  );
}
