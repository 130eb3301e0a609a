import { Button } from "@mantine/core";
import type { TFunction } from "i18next";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { Model } from "../../../../native/api/models.ts";
import { api } from "../../../app/api.ts";
import { useEngine } from "../../../stores/engine.ts";
import { useMining } from "../../../stores/mining.ts";
import { formatBytes, formatCount, formatWhole } from "../../../ui/format/bytes.ts";
import { formatClock } from "../../../ui/format/time.ts";
import { useRequest } from "../../../ui/hooks/use-request.ts";
import { Panel } from "../../../ui/layout/panel.tsx";
import { StateBadge } from "../../../ui/marks/state-badge.tsx";
import { Tag } from "../../../ui/marks/tag.tsx";
import { type Column, DataTable } from "../../../ui/table/data-table.tsx";
import { figureColumn } from "../../../ui/table/figure-column.ts";
import { modelTitle } from "../model-title.ts";
import classes from "../models-page.module.css";
import { Verdict } from "../verdict.tsx";
import { LocalPanel } from "./local-panel.tsx";
import { modelTone } from "./model-tone.ts";
import { usersOf } from "./users-of.ts";

function notes(t: TFunction, model: Model): string[] {
  return [
    t("models.parameters", { count: model.parameters, short: formatCount(model.parameters) }),
    t(`models.role.${model.role}`),
    t(`models.origin.${model.origin}`),
    model.licence,
  ];
}

/** How often a folder that the system does not give is looked at again. */
const LOOK_AGAIN_MILLIS = 3000;

/** The models on this computer; one of them in the side panel, where everything about it is done. */
export function HereView({ chosen }: { readonly chosen: string | undefined }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const engine = useEngine((store) => store.data.value);
  const mining = useMining((store) => store.data.value);
  // A load, an unload or a swap changes what the list says of a model.
  const held = engine?.models.map((model) => model.id).join() ?? "";
  const { data, reload } = useRequest("models", () => api.models.list({}), hash(held));
  const folder = useRequest("models-folder", () => api.models.folder({}), hash(held));
  const { data: seen, reload: lookAgain } = folder;
  const unread = seen.value?.unread;
  // Each look that ended sets the next one, also a look that failed and left what was known as it was.
  useEffect(() => {
    if (seen.value?.unread === undefined) return;
    const timer = setTimeout(() => {
      lookAgain();
      reload();
    }, LOOK_AGAIN_MILLIS);
    return () => clearTimeout(timer);
  }, [seen, lookAgain, reload]);
  const models = data.value ?? [];
  const columns: Column<Model>[] = [
    {
      key: "name",
      head: t("models.name"),
      sort: (model) => model.name,
      cell: (model) => (
        <div className={classes.name}>
          <span className={classes.title}>
            <strong>{model.name}</strong>
            {model.loaded && <StateBadge tone="good">{t("models.loaded")}</StateBadge>}
            {model.recommended && <Tag>{t("models.recommended")}</Tag>}
          </span>
          <span className={classes.note}>
            {notes(t, model).map((note, index) => (
              <span key={note}>
                {index > 0 && " · "}
                <span className={classes.whole}>{note}</span>
              </span>
            ))}
          </span>
        </div>
      ),
    },
    {
      key: "quantisation",
      head: t("terms.quantisation.word"),
      hint: t("terms.quantisation.hint"),
      sort: (model) => model.quantisation,
      cell: (model) => model.quantisation,
    },
    figureColumn({
      key: "context",
      room: "wide",
      head: t("terms.context.word"),
      hint: t("terms.context.hint"),
      of: (model) => model.contextLength,
      read: formatWhole,
    }),
    figureColumn({
      key: "size",
      room: "medium",
      head: t("models.size"),
      of: (model) => model.sizeBytes,
      read: formatBytes,
    }),
    figureColumn({
      key: "needed",
      room: "medium",
      head: t("models.needed"),
      hint: t("models.neededHint"),
      of: (model) => model.neededBytes,
      read: formatBytes,
    }),
    {
      key: "fits",
      head: t("models.fit"),
      sort: (model) => model.fit,
      cell: (model) => <Verdict fit={model.fit} />,
    },
    {
      key: "state",
      head: t("models.state"),
      sort: (model) => model.state,
      cell: (model) => (
        <StateBadge tone={modelTone(model.state)}>{t(`models.states.${model.state}`)}</StateBadge>
      ),
    },
    {
      key: "users",
      room: "medium",
      head: t("models.usedBy"),
      sort: (model) => usersOf(model, mining, engine).length,
      cell: (model) =>
        usersOf(model, mining, engine)
          .map((user) => t(`models.user.${user}`))
          .join(", ") || "–",
    },
    {
      key: "details",
      head: t("models.details"),
      cell: (model) => (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => navigate(`/models/here/${model.id}`)}
          aria-label={t("models.detailsOf", { name: modelTitle(model.name, model.quantisation) })}
          data-testid={`model-${model.id}`}
        >
          {t("models.open")}
        </Button>
      ),
    },
  ];
  return (
    <>
      {unread !== undefined && (
        <p className={classes.unread} role="status" data-testid="folder-unread">
          {t("models.folderUnread", { since: formatClock(unread.since), reason: unread.reason })}
        </p>
      )}
      <Panel flush>
        <DataTable
          testId="models"
          caption={t("models.views.here")}
          noun="models"
          data={data}
          columns={columns}
          rowKey={(model) => model.id}
          words={(model) => `${model.name} ${model.quantisation} ${model.file} ${model.licence}`}
          empty={t("models.empty")}
          onRetry={reload}
          isMarked={(model) => model.id === chosen}
        />
      </Panel>
      <LocalPanel
        key={chosen ?? ""}
        id={chosen}
        model={models.find((model) => model.id === chosen)}
        known={data.value !== undefined}
        onChanged={reload}
        onClose={() => navigate("/models", { replace: true })}
      />
    </>
  );
}

/** A number that moves when the text does. */
function hash(text: string): number {
  return [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2_147_483_647, 7);
}
