import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { MinerRequest } from "../../../../native/api/mining.ts";
import { api } from "../../../app/api.ts";
import { useEngine } from "../../../stores/engine.ts";
import { useMining } from "../../../stores/mining.ts";
import { Figure } from "../../../ui/figures/figure.tsx";
import { shortAddress } from "../../../ui/format/address.ts";
import { formatWhole } from "../../../ui/format/bytes.ts";
import { formatFigure, formatMillis } from "../../../ui/format/measure.ts";
import { formatShare } from "../../../ui/format/ratio.ts";
import { formatMoment } from "../../../ui/format/time.ts";
import { useNow } from "../../../ui/hooks/use-now.ts";
import { useStream } from "../../../ui/hooks/use-stream.ts";
import { Panel } from "../../../ui/layout/panel.tsx";
import { StateBadge } from "../../../ui/marks/state-badge.tsx";
import { type Column, DataTable } from "../../../ui/table/data-table.tsx";
import { figureColumn } from "../../../ui/table/figure-column.ts";
import figures from "../../home/figures.module.css";
import { RequestPanel } from "./request-panel.tsx";
import { requestSums } from "./request-sums.ts";
import { requestTone } from "./request-tone.ts";

/** Who asks the miner now and who did: the live queue and the log, one request beside it. */
export function RequestsView({ chosen }: { readonly chosen: string | undefined }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const now = useNow();
  const [held, setHeld] = useState<readonly MinerRequest[]>();
  const live = useStream("requests", (signal) => api.mining.requests({}, { signal }));
  const mining = useMining((store) => store.data.value);
  const speed = useEngine((store) =>
    store.data.value?.models.find((model) => model.id === mining?.model),
  )?.tokensPerSecond;
  const sums = live.value && requestSums(live.value);
  const data = held === undefined ? live : ({ state: "ready", value: held } as const);
  const columns: Column<MinerRequest>[] = [
    {
      key: "received",
      head: t("requests.received"),
      sort: (row) => row.receivedAt,
      cell: (row) => formatMoment(row.receivedAt, now),
    },
    {
      key: "from",
      head: t("requests.from"),
      sort: (row) => row.uid ?? Number.MAX_SAFE_INTEGER,
      cell: (row) =>
        row.uid === undefined
          ? shortAddress(row.hotkey) || t("requests.stranger")
          : t("requests.uid", { uid: row.uid, hotkey: shortAddress(row.hotkey) }),
    },
    {
      key: "state",
      head: t("requests.state"),
      sort: (row) => row.state,
      cell: (row) => (
        <StateBadge live tone={requestTone(row.state)}>
          {t(`requests.states.${row.state}`)}
        </StateBadge>
      ),
    },
    {
      key: "code",
      head: t("requests.code"),
      room: "medium",
      sort: (row) => row.code ?? "",
      cell: (row) => row.code ?? "–",
    },
    figureColumn({
      key: "tokens",
      head: t("requests.tokens"),
      of: (row) => row.tokens,
      read: formatWhole,
    }),
    figureColumn({
      key: "wait",
      room: "medium",
      head: t("requests.wait"),
      of: (row) => row.waitMillis,
      read: formatMillis,
    }),
    figureColumn({
      key: "work",
      head: t("requests.work"),
      of: (row) => row.workMillis,
      read: formatMillis,
    }),
    {
      key: "details",
      head: t("models.details"),
      cell: (row) => (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => navigate(`/mine/requests/${row.id}`)}
          aria-label={t("requests.detailsOf", { time: formatMoment(row.receivedAt, now) })}
          data-testid={`request-${row.id}`}
        >
          {t("models.open")}
        </Button>
      ),
    },
  ];
  return (
    <>
      <div className={figures.figures}>
        <Figure
          testId="queue"
          label={t("requests.queue")}
          value={sums === undefined ? "–" : formatWhole(sums.working)}
          unit={sums && t("requests.working", { count: sums.working })}
          note={sums && t("requests.waiting", { count: sums.waiting })}
        />
        <Figure
          testId="queue-speed"
          label={t("engine.speed")}
          value={speed === undefined ? "–" : formatFigure(speed)}
          unit={speed === undefined ? undefined : t("requests.perSecond")}
          note={t("requests.speedNote")}
        />
        <Figure
          testId="queue-answers"
          label={t("requests.median")}
          value={sums?.medianWorkMillis === undefined ? "–" : formatMillis(sums.medianWorkMillis)}
          note={
            sums &&
            (sums.troubled === undefined
              ? t("requests.none")
              : t("requests.troubled", { share: formatShare(sums.troubled) }))
          }
        />
      </div>
      <Panel
        title={t("requests.title")}
        flush
        aside={
          <Button
            size="compact-xs"
            variant="default"
            aria-pressed={held !== undefined}
            onClick={() => setHeld(held === undefined ? live.value : undefined)}
            data-testid="requests-hold"
          >
            {t(held === undefined ? "requests.hold" : "requests.follow")}
          </Button>
        }
      >
        <DataTable
          testId="requests"
          caption={t("requests.title")}
          noun="requests"
          data={data}
          columns={columns}
          rowKey={(row) => row.id}
          words={(row) =>
            `${row.hotkey} ${row.uid ?? ""} ${t(`requests.states.${row.state}`)} ${row.code ?? ""}`
          }
          empty={t("requests.empty")}
          isMarked={(row) => row.id === chosen}
        />
      </Panel>
      <RequestPanel
        id={chosen}
        request={(data.value ?? []).find((row) => row.id === chosen)}
        known={data.value !== undefined}
        onClose={() => navigate("/mine/requests", { replace: true })}
      />
    </>
  );
}
