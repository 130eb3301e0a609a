import { Button, Table } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Reconciliation } from "../../../native/api/earnings.ts";
import { api } from "../../app/api.ts";
import { Amount } from "../../ui/figures/amount.tsx";
import { formatWhole } from "../../ui/format/bytes.ts";
import { useAction } from "../../ui/hooks/use-action.ts";
import { Panel } from "../../ui/layout/panel.tsx";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import { StateBadge } from "../../ui/marks/state-badge.tsx";
import classes from "./earnings-page.module.css";

/** Derives the whole ledger from the chain again and shows the difference, which must be zero. */
export function Reconcile() {
  const { t } = useTranslation();
  const [result, setResult] = useState<Reconciliation>();
  const check = useAction(async () => setResult(await api.earnings.reconcile({})));
  return (
    <Panel title={t("reconcile.title")} testId="reconcile">
      <div className={classes.result}>
        <div className={classes.row}>
          <p>{t("reconcile.why")}</p>
          <Button
            variant="default"
            loading={check.running}
            onClick={() => void check.run()}
            data-testid="reconcile-run"
          >
            {t("reconcile.run")}
          </Button>
        </div>
        {check.error !== undefined && (
          <ErrorView error={check.error} onRetry={() => void check.run()} />
        )}
        {result !== undefined && <Outcome result={result} />}
      </div>
    </Panel>
  );
}

function Outcome({ result }: { readonly result: Reconciliation }) {
  const { t } = useTranslation();
  const whole = result.difference === "0" && result.mismatches.length === 0;
  return (
    <div role="status">
      <div className={classes.difference} data-testid="reconcile-difference">
        <Amount value={result.difference} symbol="α" signed />
      </div>
      <StateBadge tone={whole ? "good" : "bad"}>
        {t(whole ? "reconcile.whole" : "reconcile.differs")}
      </StateBadge>
      <p>
        {t("reconcile.checked", {
          checked: formatWhole(result.checked),
          rows: formatWhole(result.rows),
          from: formatWhole(result.fromBlock),
          to: formatWhole(result.toBlock),
        })}{" "}
        {result.unreachable > 0 && t("reconcile.unreachable", { count: result.unreachable })}
      </p>
      {result.mismatches.length > 0 && (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("earnings.block")}</Table.Th>
              <Table.Th>{t("reconcile.reason")}</Table.Th>
              <Table.Th ta="right">{t("reconcile.ledger")}</Table.Th>
              <Table.Th ta="right">{t("reconcile.chain")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {result.mismatches.map((one) => (
              <Table.Tr key={`${one.block}-${one.id ?? "none"}-${one.reason}`}>
                <Table.Td>{formatWhole(one.block)}</Table.Td>
                <Table.Td>{one.reason}</Table.Td>
                <Table.Td ta="right">
                  <Amount value={one.ledger} symbol="α" />
                </Table.Td>
                <Table.Td ta="right">
                  <Amount value={one.chain} symbol="α" />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </div>
  );
}
