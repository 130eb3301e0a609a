import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { Receipt } from "../../../../native/api/benchmark.ts";
import { useNetwork } from "../../../stores/network.ts";
import { Amount } from "../../../ui/figures/amount.tsx";
import { formatFiat } from "../../../ui/format/measure.ts";
import { type FigureRow, FigureTable } from "../../../ui/table/figure-table.tsx";
import classes from "./receipt.module.css";

/** What a miner of this speed could have been paid on each subnet: an interval that always says that it could be zero. */
export function WouldEarn({ receipt }: { readonly receipt: Receipt }) {
  const { t } = useTranslation();
  const network = useNetwork((store) => store.data.value?.network);
  const { wouldEarn: rows, costPerDay: cost } = receipt;
  const rowOf = (row: Receipt["wouldEarn"][number]): FigureRow => ({
    key: row.netuid,
    name: `${row.netuid} · ${row.name}`,
    ...(row.unknown === undefined
      ? {
          figures: [
            <Fragment key="day">
              <Amount value={row.perDay.low} />
              {" – "}
              <Amount value={row.perDay.high} />
            </Fragment>,
            <Amount key="middle" value={row.perDay.middle} />,
            row.miners,
          ],
        }
      : { figures: [], instead: t(`benchmark.unknown.${row.unknown}`) }),
  });
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
        <div className={classes.paid}>
          <FigureTable
            label={t("benchmark.wouldEarn")}
            heads={[
              t("benchmark.subnet"),
              t("benchmark.perDay"),
              t("benchmark.middle"),
              t("benchmark.miners"),
            ]}
            rows={rows.map(rowOf)}
          />
        </div>
      )}
      {cost !== undefined && (
        <p className={classes.note} data-testid="cost-per-day">
          {t("benchmark.cost", { cost: formatFiat(cost.amount, cost.currency) })}
        </p>
      )}
    </section>
  );
}
