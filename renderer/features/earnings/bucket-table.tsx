import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Amount } from "../../ui/figures/amount.tsx";
import { formatWhole } from "../../ui/format/bytes.ts";
import { formatDate, formatDateTime } from "../../ui/format/time.ts";
import { Scroller } from "../../ui/layout/scroller.tsx";
import type { Bucket, Resolution } from "./chart-points.ts";
import classes from "./earnings-page.module.css";

interface BucketTableProps {
  readonly buckets: readonly Bucket[];
  readonly resolution: Resolution;
}

/** The chart's figures as a table, newest first. */
export function BucketTable({ buckets, resolution }: BucketTableProps) {
  const { t } = useTranslation();
  const newest = [...buckets].sort(
    (left, right) => right.time - left.time || right.block - left.block,
  );
  return (
    <Scroller className={classes.scroll} label={t("earnings.chart")}>
      <Table stickyHeader data-testid="bucket-table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("earnings.when")}</Table.Th>
            <Table.Th ta="right">{t("earnings.block")}</Table.Th>
            <Table.Th ta="right">{t("earnings.kind.miner")}</Table.Th>
            <Table.Th ta="right">{t("earnings.kind.validator")}</Table.Th>
            <Table.Th ta="right">{t("earnings.kind.staker")}</Table.Th>
            <Table.Th ta="right">{t("earnings.total")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {newest.map((one) => (
            <Table.Tr key={`${one.time}-${one.block}`}>
              <Table.Td>
                {resolution === "day" ? formatDate(one.time) : formatDateTime(one.time)}
              </Table.Td>
              <Table.Td ta="right">{formatWhole(one.block)}</Table.Td>
              <Table.Td ta="right">
                <Amount value={one.miner} />
              </Table.Td>
              <Table.Td ta="right">
                <Amount value={one.validator} />
              </Table.Td>
              <Table.Td ta="right">
                <Amount value={one.staker} />
              </Table.Td>
              <Table.Td ta="right">
                <Amount value={one.total} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroller>
  );
}
