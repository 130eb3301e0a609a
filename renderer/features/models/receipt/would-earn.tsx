import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Receipt } from "../../../../native/api/benchmark.ts";
import { useNetwork } from "../../../stores/network.ts";
import { Amount } from "../../../ui/figures/amount.tsx";
import { formatFiat } from "../../../ui/format/measure.ts";
import { Scroller } from "../../../ui/layout/scroller.tsx";
import classes from "./receipt.module.css";

/** What a miner of this speed could have been paid on each subnet: an interval that always says that it could be zero. */
export function WouldEarn({ receipt }: { readonly receipt: Receipt }) {
  const { t } = useTranslation();
  const network = useNetwork((store) => store.data.value?.network);
  const { wouldEarn: rows, costPerDay: cost } = receipt;
  return (
    <section data-testid="would-earn">
      <h3 className={classes.heading}>{t("benchmark.wouldEarn")}</h3>
      <p className={classes.zero}>
        {t("benchmark.couldBeZero")}
        {network === "practice" && ` ${t("home.practice")}`}
      </p>
      {rows.length === 0 ? (
        <p className={classes.note}>{t("benchmark.noSubnets")}</p>
      ) : (
        <Scroller className={classes.scroll} label={t("benchmark.wouldEarn")}>
          <Table className={classes.table}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("benchmark.subnet")}</Table.Th>
                <Table.Th ta="right">{t("benchmark.perDay")}</Table.Th>
                <Table.Th ta="right">{t("benchmark.middle")}</Table.Th>
                <Table.Th ta="right">{t("benchmark.miners")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={row.netuid}>
                  <Table.Td>
                    {row.netuid} · {row.name}
                  </Table.Td>
                  {row.unknown === undefined ? (
                    <>
                      <Table.Td ta="right">
                        <Amount value={row.perDay.low} />
                        {" – "}
                        <Amount value={row.perDay.high} />
                      </Table.Td>
                      <Table.Td ta="right">
                        <Amount value={row.perDay.middle} />
                      </Table.Td>
                      <Table.Td ta="right">{row.miners}</Table.Td>
                    </>
                  ) : (
                    <Table.Td colSpan={3} className={classes.unknown}>
                      {t(`benchmark.unknown.${row.unknown}`)}
                    </Table.Td>
                  )}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Scroller>
      )}
      {cost !== undefined && (
        <p className={classes.note} data-testid="cost-per-day">
          {t("benchmark.cost", { cost: formatFiat(cost.amount, cost.currency) })}
        </p>
      )}
    </section>
  );
}
