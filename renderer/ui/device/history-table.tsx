import { Table } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Device, DeviceSample } from "../../../native/api/hardware.ts";
import { formatClock } from "../format/time.ts";
import { Scroller } from "../layout/scroller.tsx";
import { deviceFigures } from "./device-figures.ts";
import classes from "./device-panel.module.css";
import { thinSamples } from "./thin-samples.ts";

interface HistoryTableProps {
  readonly device: Device;
  readonly samples: readonly DeviceSample[];
}

/** The charts' figures as a table, newest first, one line each ten seconds. */
export function HistoryTable({ device, samples }: HistoryTableProps) {
  const { t } = useTranslation();
  const newest = useMemo(() => thinSamples(samples, 10).toReversed(), [samples]);
  const figures = deviceFigures(t, device, newest);
  return (
    <Scroller className={classes.scroll} label={t("devices.historyOf", { name: device.name })}>
      <Table stickyHeader data-testid="history-table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("devices.time")}</Table.Th>
            {figures.map((figure) => (
              <Table.Th key={figure.key} ta="right">
                {figure.label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {newest.map((sample, index) => (
            <Table.Tr key={sample.time}>
              <Table.Td>{formatClock(sample.time)}</Table.Td>
              {figures.map((figure) => {
                const value = figure.points[index]?.value;
                return (
                  <Table.Td key={figure.key} ta="right">
                    {value === undefined ? "–" : figure.format(value)}
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroller>
  );
}
