import { Button } from "@mantine/core";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Model } from "../../../native/api/models.ts";
import { api } from "../../app/api.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { ErrorView } from "../../ui/error-view.tsx";
import { formatBytes, formatCount, formatWhole } from "../../ui/format/bytes.ts";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { StateBadge, type Tone } from "../../ui/state-badge.tsx";
import { useAction } from "../../ui/use-action.ts";
import { useRequest } from "../../ui/use-request.ts";
import classes from "./models-page.module.css";

const tones: Record<Model["state"], Tone> = {
  ready: "good",
  unverified: "warning",
  missing: "bad",
  damaged: "bad",
};

function notes(t: TFunction, model: Model): string[] {
  return [
    t("models.parameters", { count: model.parameters, short: formatCount(model.parameters) }),
    t(`models.origin.${model.origin}`),
    model.licence,
  ];
}

/** Models: what this computer can serve, whether it fits, and whether the file is whole. */
export function ModelsPage() {
  const { t } = useTranslation();
  const { data, reload } = useRequest("models", () => api.models.list({}));
  const verify = useAction(async (id: string) => {
    await api.models.verify({ id });
    reload();
  });
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
            {model.recommended && <StateBadge tone="neutral">{t("models.recommended")}</StateBadge>}
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
    {
      key: "context",
      room: "medium",
      head: t("terms.context.word"),
      hint: t("terms.context.hint"),
      align: "right",
      sort: (model) => model.contextLength,
      cell: (model) => formatWhole(model.contextLength),
    },
    {
      key: "size",
      room: "medium",
      head: t("models.size"),
      align: "right",
      sort: (model) => model.sizeBytes,
      cell: (model) => formatBytes(model.sizeBytes),
    },
    {
      key: "needed",
      head: t("models.needed"),
      hint: t("models.neededHint"),
      align: "right",
      sort: (model) => model.neededBytes,
      cell: (model) => formatBytes(model.neededBytes),
    },
    {
      key: "fits",
      head: t("models.fit"),
      sort: (model) => model.fits,
      cell: (model) => (
        <StateBadge tone={model.fits ? "good" : "bad"}>
          {t(model.fits ? "models.fits" : "models.tooLarge")}
        </StateBadge>
      ),
    },
    {
      key: "state",
      head: t("models.state"),
      sort: (model) => model.state,
      cell: (model) => (
        <StateBadge tone={tones[model.state]}>{t(`models.states.${model.state}`)}</StateBadge>
      ),
    },
    {
      key: "verify",
      head: t("models.check"),
      cell: (model) => (
        <Button
          size="compact-xs"
          variant="default"
          loading={verify.running}
          onClick={() => void verify.run(model.id)}
          aria-label={t("models.verifyName", { name: `${model.name} ${model.quantisation}` })}
          data-testid={`verify-${model.id}`}
        >
          {t("models.verify")}
        </Button>
      ),
    },
  ];
  return (
    <Page title={t("pages.models")} lead={t("leads.models")}>
      {verify.error !== undefined && <ErrorView error={verify.error} />}
      <Panel flush>
        <DataTable
          testId="models"
          caption={t("pages.models")}
          data={data}
          columns={columns}
          rowKey={(model) => model.id}
          words={(model) => `${model.name} ${model.quantisation} ${model.file} ${model.licence}`}
          empty={t("models.empty")}
          onRetry={reload}
        />
      </Panel>
    </Page>
  );
}
