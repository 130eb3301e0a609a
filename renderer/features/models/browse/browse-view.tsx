import { Checkbox, Select } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { CatalogueEntry, ModelRole } from "../../../../native/api/models.ts";
import { api } from "../../../app/api.ts";
import { useDownloads } from "../../../stores/downloads.ts";
import { mapLoadable } from "../../../stores/map-loadable.ts";
import { formatBytes, formatCount, formatWhole } from "../../../ui/format/bytes.ts";
import { formatBytesRange, formatSpeedRange } from "../../../ui/format/measure.ts";
import { useRequest } from "../../../ui/hooks/use-request.ts";
import { Panel } from "../../../ui/layout/panel.tsx";
import { StateBadge } from "../../../ui/marks/state-badge.tsx";
import { Tag } from "../../../ui/marks/tag.tsx";
import { type Column, DataTable } from "../../../ui/table/data-table.tsx";
import classes from "../models-page.module.css";
import { Verdict } from "../verdict.tsx";
import { AddPanel } from "./add-panel.tsx";
import {
  type CatalogueFilter,
  filterCatalogue,
  leadingFile,
  licencesOf,
  noFilter,
} from "./catalogue-filter.ts";
import { FilePanel } from "./file-panel.tsx";
import { FilesTable } from "./files-table.tsx";
import { Proposed } from "./proposed.tsx";

interface BrowseViewProps {
  /** The file whose details are open. */
  readonly file: string | undefined;
  readonly adding: boolean;
}

/** What this computer could serve: the proposed one on top, then the whole catalogue with each model's files. */
export function BrowseView({ file, adding }: BrowseViewProps) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [filter, setFilter] = useState<CatalogueFilter>(noFilter);
  const finished = useDownloads(
    (store) => store.data.value?.filter((one) => one.state === "done").length ?? 0,
  );
  const [asked, setAsked] = useState(0);
  // List and proposal are asked together, so that what they say of a file is worked out at one time.
  const version = finished + asked;
  const reload = (): void => setAsked((count) => count + 1);
  const { data } = useRequest("catalogue", () => api.models.browse({}), version);
  const all = data.value ?? [];
  const chosen = all.find((model) => model.files.some((one) => one.id === file));
  const columns: Column<CatalogueEntry>[] = [
    {
      key: "name",
      head: t("models.name"),
      sort: (model) => model.name,
      cell: (model) => (
        <div className={classes.name}>
          <span className={classes.title}>
            <strong>{model.name}</strong>
            {model.origin === "added" && <Tag>{t("models.addedByYou")}</Tag>}
            {model.files.some((one) => one.localId !== undefined) && (
              <StateBadge tone="good">{t("models.isHere")}</StateBadge>
            )}
          </span>
          <span className={classes.note}>
            {model.family} · {t(`models.role.${model.role}`)}
          </span>
        </div>
      ),
    },
    {
      key: "parameters",
      head: t("models.parametersHead"),
      align: "right",
      sort: (model) => model.parameters,
      cell: (model) =>
        model.activeParameters === undefined
          ? formatCount(model.parameters)
          : t("models.activeOf", {
              active: formatCount(model.activeParameters),
              all: formatCount(model.parameters),
            }),
    },
    {
      key: "context",
      room: "wide",
      head: t("terms.context.word"),
      hint: t("terms.context.hint"),
      align: "right",
      sort: (model) => model.contextLength ?? 0,
      cell: (model) => (model.contextLength === undefined ? "–" : formatWhole(model.contextLength)),
    },
    {
      key: "licence",
      room: "medium",
      head: t("models.licence"),
      hint: t("models.licenceHint"),
      sort: (model) => model.licence,
      cell: (model) => model.licence,
    },
    {
      key: "quantisation",
      head: t("models.bestFile"),
      hint: t("models.bestFileHint"),
      sort: (model) => leadingFile(model)?.quantisation ?? "",
      cell: (model) => leadingFile(model)?.quantisation ?? "–",
    },
    {
      key: "needed",
      room: "medium",
      head: t("models.needed"),
      hint: t("models.neededFromHint"),
      align: "right",
      sort: (model) => leadingFile(model)?.neededBytes.low ?? 0,
      cell: (model) => {
        const needed = leadingFile(model)?.neededBytes;
        if (needed === undefined) return "–";
        // Nobody can choose by an interval of many times its least: it stands in the row's files, with the run that it is for.
        return needed.high > 2 * needed.low
          ? t("models.neededFrom", { least: formatBytes(needed.low) })
          : formatBytesRange(needed);
      },
    },
    {
      key: "speed",
      room: "wide",
      head: t("models.speed"),
      hint: t("models.speedHint"),
      align: "right",
      sort: (model) => leadingFile(model)?.decode?.high ?? 0,
      cell: (model) => {
        const decode = leadingFile(model)?.decode;
        return decode === undefined ? "–" : formatSpeedRange(decode);
      },
    },
    {
      key: "fit",
      head: t("models.fit"),
      hint: t("models.fitHint"),
      sort: (model) => leadingFile(model)?.fit ?? "",
      cell: (model) => <Verdict fit={leadingFile(model)?.fit ?? "unknown"} />,
    },
  ];
  return (
    <>
      <Proposed catalogue={all} version={version} onRole={reload} />
      <Panel title={t("models.catalogue")} flush>
        <DataTable
          testId="catalogue"
          caption={t("models.catalogue")}
          noun="models"
          data={mapLoadable(data, (models) => filterCatalogue(models, filter))}
          columns={columns}
          rowKey={(model) => model.id}
          words={(model) =>
            `${model.name} ${model.family} ${model.licence} ${model.files.map((one) => one.quantisation).join(" ")}`
          }
          empty={all.length === 0 ? t("models.noCatalogue") : t("models.noneLeft")}
          onRetry={reload}
          detail={(model) => ({
            name: model.name,
            content: <FilesTable model={model} onForgotten={reload} />,
          })}
          toolbar={<Filters filter={filter} licences={licencesOf(all)} onChange={setFilter} />}
        />
      </Panel>
      <FilePanel
        key={file ?? ""}
        id={file}
        model={chosen}
        known={data.value !== undefined}
        onRead={reload}
        onClose={() => navigate("/models/browse", { replace: true })}
      />
      <AddPanel
        opened={adding}
        onAdded={reload}
        onClose={() => navigate("/models/browse", { replace: true })}
      />
    </>
  );
}

interface FiltersProps {
  readonly filter: CatalogueFilter;
  readonly licences: readonly string[];
  readonly onChange: (filter: CatalogueFilter) => void;
}

const roles: readonly ModelRole[] = ["chat", "code", "embedding"];

function Filters({ filter, licences, onChange }: FiltersProps) {
  const { t } = useTranslation();
  return (
    <>
      <Checkbox
        size="xs"
        label={t("models.fittingOnly")}
        checked={filter.fitting}
        onChange={(event) => onChange({ ...filter, fitting: event.currentTarget.checked })}
        data-testid="filter-fitting"
      />
      <Select
        size="xs"
        w={130}
        aria-label={t("models.roleHead")}
        value={filter.role}
        allowDeselect={false}
        onChange={(role) =>
          role !== null && onChange({ ...filter, role: role as CatalogueFilter["role"] })
        }
        data={[
          { value: "all", label: t("models.everyRole") },
          ...roles.map((value) => ({ value, label: t(`models.role.${value}`) })),
        ]}
        data-testid="filter-role"
      />
      <Select
        size="xs"
        w={150}
        aria-label={t("models.licence")}
        value={filter.licence}
        allowDeselect={false}
        onChange={(licence) => licence !== null && onChange({ ...filter, licence })}
        data={[
          { value: "all", label: t("models.everyLicence") },
          ...licences.map((value) => ({ value, label: value })),
        ]}
        data-testid="filter-licence"
      />
    </>
  );
}
