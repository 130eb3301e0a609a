import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Earning } from "../../../native/api/earnings.ts";
import { api } from "../../app/api.ts";
import { mapLoadable } from "../../stores/map-loadable.ts";
import { useAlphaSymbol } from "../../stores/network.ts";
import { Amount } from "../../ui/figures/amount.tsx";
import { formatWhole } from "../../ui/format/bytes.ts";
import { formatMoment } from "../../ui/format/time.ts";
import { useAction } from "../../ui/hooks/use-action.ts";
import { useRequest } from "../../ui/hooks/use-request.ts";
import { Panel } from "../../ui/layout/panel.tsx";
import { Copyable } from "../../ui/marks/copyable.tsx";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import { StateBadge, type Tone } from "../../ui/marks/state-badge.tsx";
import { type Column, DataTable } from "../../ui/table/data-table.tsx";
import classes from "./earnings-page.module.css";
import { mergeRows } from "./merge-rows.ts";

const tones: Record<Earning["state"], Tone> = {
  pending: "busy",
  "in-block": "neutral",
  final: "good",
  reorged: "bad",
};

/** Every row of the ledger with the block and the event that prove it; older ones on request. */
export function LedgerTable({ version }: { readonly version: number }) {
  const { t } = useTranslation();
  const { data, reload } = useRequest(
    "ledger",
    () => api.earnings.history({ resolution: "hour", limit: 100 }),
    version,
  );
  const [older, setOlder] = useState<{ rows: readonly Earning[]; more: boolean }>();
  const fresh = data.value?.rows ?? [];
  const rows = mergeRows(fresh, older?.rows ?? []);
  const more = older?.more ?? data.value?.more ?? false;
  const load = useAction(async () => {
    const before = rows.at(-1)?.id;
    if (before === undefined) return;
    const answer = await api.earnings.history({ resolution: "hour", limit: 100, before });
    setOlder({ rows: [...(older?.rows ?? []), ...answer.rows], more: answer.more });
  });
  // Rows that leave the newest hundred must not leave the list once older ones are shown.
  useEffect(() => {
    if (data.value === undefined) return;
    const { rows: newest } = data.value;
    setOlder((before) =>
      before === undefined ? before : { ...before, rows: mergeRows(newest, before.rows) },
    );
  }, [data.value]);

  const columns: Column<Earning>[] = [
    {
      key: "time",
      head: t("earnings.when"),
      sort: (row) => row.time,
      cell: (row) => formatMoment(row.time, Date.now()),
    },
    {
      key: "kind",
      head: t("earnings.as"),
      sort: (row) => row.kind,
      cell: (row) => t(`earnings.kind.${row.kind}`),
    },
    {
      key: "alpha",
      head: t("terms.alpha.word"),
      hint: t("terms.alpha.hint"),
      align: "right",
      sort: (row) => BigInt(row.alpha),
      cell: (row) => <AlphaAmount value={row.alpha} netuid={row.netuid} />,
    },
    {
      key: "tao",
      head: t("earnings.worth"),
      hint: t("earnings.worthHint"),
      align: "right",
      sort: (row) => BigInt(row.taoValue),
      cell: (row) => <Amount value={row.taoValue} style="fixed" />,
    },
    {
      key: "block",
      head: t("earnings.block"),
      align: "right",
      sort: (row) => row.block,
      cell: (row) => formatWhole(row.block),
    },
    {
      key: "hash",
      room: "medium",
      head: t("earnings.blockHash"),
      cell: (row) => <Copyable value={row.blockHash} label={t("earnings.blockHash")} />,
    },
    {
      key: "event",
      head: t("earnings.event"),
      hint: t("earnings.eventHint"),
      sort: (row) => `${row.event} ${row.eventIndex}`,
      cell: (row) => (
        <EventName text={t("earnings.eventAt", { event: row.event, index: row.eventIndex })} />
      ),
    },
    {
      key: "state",
      head: t("earnings.state"),
      sort: (row) => row.state,
      cell: (row) => (
        <StateBadge tone={tones[row.state]}>{t(`transaction.${row.state}`)}</StateBadge>
      ),
    },
  ];
  return (
    <Panel title={t("earnings.ledger")} flush>
      <DataTable
        testId="ledger"
        caption={t("earnings.ledger")}
        noun="rewards"
        data={mapLoadable(data, () => rows)}
        columns={columns}
        rowKey={(row) => row.id}
        words={(row) => `${row.kind} ${row.event} ${row.block} ${row.blockHash} ${row.state}`}
        empty={t("earnings.empty")}
        onRetry={reload}
        initialSort={{ column: "time", direction: "descending" }}
      />
      {load.error !== undefined && <ErrorView error={load.error} onRetry={() => void load.run()} />}
      {more && (
        <div className={classes.more}>
          <Button
            size="xs"
            variant="default"
            loading={load.running}
            onClick={() => void load.run()}
            data-testid="ledger-older"
          >
            {t("earnings.older")}
          </Button>
        </div>
      )}
    </Panel>
  );
}

/** `Pallet.Event #index`, which may break after the pallet. */
function EventName({ text }: { readonly text: string }) {
  const dot = text.indexOf(".") + 1;
  return (
    <span className={classes.event}>
      {text.slice(0, dot)}
      <wbr />
      {text.slice(dot)}
    </span>
  );
}

function AlphaAmount({ value, netuid }: { readonly value: string; readonly netuid: number }) {
  return <Amount value={value} symbol={useAlphaSymbol(netuid)} style="fixed" />;
}
