import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CatalogueEntry } from "../../../../native/api/models.ts";
import { Facts } from "../../../ui/figures/facts.tsx";
import { formatBytes, formatCount, formatWhole } from "../../../ui/format/bytes.ts";
import { formatBytesRange, formatSpeedRange } from "../../../ui/format/measure.ts";
import { SidePanel } from "../../../ui/layout/side-panel.tsx";
import { Copyable } from "../../../ui/marks/copyable.tsx";
import { Term } from "../../../ui/marks/term.tsx";
import { FitSection } from "../fit/fit-section.tsx";
import { LoadsTable } from "../fit/loads-table.tsx";
import classes from "../models-page.module.css";
import { DownloadButton } from "./download-button.tsx";

interface FilePanelProps {
  readonly id: string | undefined;
  readonly model: CatalogueEntry | undefined;
  readonly known: boolean;
  /** Called once its head was read: the list knows more of it then. */
  readonly onRead: () => void;
  readonly onClose: () => void;
}

/** One file of the catalogue before it is downloaded: how it would fit, and where it comes from. */
export function FilePanel({ id, model, known, onRead, onClose }: FilePanelProps) {
  const { t } = useTranslation();
  const [read, setRead] = useState(false);
  const file = model?.files.find((one) => one.id === id);
  return (
    <SidePanel
      opened={id !== undefined && (file !== undefined || known)}
      onClose={onClose}
      title={model === undefined ? t("models.gone") : `${model.name} ${file?.quantisation ?? ""}`}
      size={600}
      testId="file-panel"
    >
      {model === undefined || file === undefined ? (
        <p className={classes.dim}>{t("models.goneHint")}</p>
      ) : (
        <div className={classes.sections}>
          <div className={classes.actions}>
            <DownloadButton file={file} name={model.name} large />
          </div>
          <FitSection
            id={file.localId ?? file.id}
            contextLength={model.contextLength}
            onRead={() => {
              setRead(true);
              onRead();
            }}
          />
          {file.localId === undefined && <p className={classes.dim}>{t("models.headRead")}</p>}
          <Facts
            items={[
              { key: "file", label: t("models.file"), value: file.file },
              {
                key: "size",
                label: t("models.fileSize"),
                value: file.sizeExact
                  ? formatBytes(file.sizeBytes)
                  : t("models.about", { size: formatBytes(file.sizeBytes) }),
              },
              // Until the fit above says it: two intervals of one file would contradict each other.
              ...(read
                ? []
                : [
                    {
                      key: "needed",
                      label: t("models.fromSize"),
                      value: [
                        formatBytesRange(file.neededBytes),
                        ...(file.decode === undefined ? [] : [formatSpeedRange(file.decode)]),
                      ].join(", "),
                    },
                  ]),
              {
                key: "parameters",
                label: t("models.parametersHead"),
                value:
                  model.activeParameters === undefined
                    ? formatCount(model.parameters)
                    : t("models.activeOf", {
                        active: formatCount(model.activeParameters),
                        all: formatCount(model.parameters),
                      }),
              },
              {
                key: "context",
                label: <Term name="context" />,
                value:
                  model.contextLength === undefined
                    ? t("models.unknown")
                    : t("models.tokens", { tokens: formatWhole(model.contextLength) }),
              },
              {
                key: "licence",
                label: t("models.licence"),
                value: model.licenceConfirmed
                  ? model.licence
                  : t("models.licenceUnseen", { licence: model.licence }),
              },
              {
                key: "url",
                label: t("models.address"),
                value: <Copyable value={file.url} label={t("models.address")} whole />,
              },
              {
                key: "sha256",
                label: <Term name="sha256" />,
                value:
                  file.sha256 === undefined ? (
                    t("models.noSha256")
                  ) : (
                    <Copyable value={file.sha256} label="sha256" />
                  ),
              },
            ]}
          />
          {file.localId !== undefined && <LoadsTable model={file.localId} />}
        </div>
      )}
    </SidePanel>
  );
}
