import { Button, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { CatalogueEntry } from "../../../../native/api/models.ts";
import { api } from "../../../app/api.ts";
import { formatBytes, formatWhole } from "../../../ui/format/bytes.ts";
import { formatBytesRange, formatSpeedRange } from "../../../ui/format/measure.ts";
import { useAction } from "../../../ui/hooks/use-action.ts";
import { Scroller } from "../../../ui/layout/scroller.tsx";
import { ErrorView } from "../../../ui/marks/error-view.tsx";
import { Verdict } from "../verdict.tsx";
import classes from "./browse.module.css";
import { DownloadButton } from "./download-button.tsx";

interface FilesTableProps {
  readonly model: CatalogueEntry;
  readonly onForgotten: () => void;
}

/** The quantisations of one model: what each takes, whether it fits, how fast it would be, and getting it. */
export function FilesTable({ model, onForgotten }: FilesTableProps) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const forget = useAction(async () => {
    await api.models.forget({ id: model.id });
    onForgotten();
  });
  return (
    <div>
      <Scroller className={classes.scroll} label={t("models.filesOf", { name: model.name })}>
        <Table className={classes.files} data-testid={`files-${model.id}`}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("terms.quantisation.word")}</Table.Th>
              <Table.Th ta="right">{t("models.size")}</Table.Th>
              <Table.Th ta="right" className={classes.roomy}>
                {t("models.needed")}
              </Table.Th>
              <Table.Th>{t("models.fit")}</Table.Th>
              <Table.Th ta="right">{t("models.speed")}</Table.Th>
              <Table.Th>{t("models.actions")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {model.files.map((file) => (
              <Table.Tr key={file.id} data-proposed={file.id === model.proposed ? "" : undefined}>
                <Table.Td>
                  {file.quantisation}
                  {file.id === model.proposed && (
                    <span className={classes.best}> {t("models.best")}</span>
                  )}
                </Table.Td>
                <Table.Td ta="right">
                  {file.sizeExact
                    ? formatBytes(file.sizeBytes)
                    : t("models.about", { size: formatBytes(file.sizeBytes) })}
                </Table.Td>
                <Table.Td ta="right" className={classes.roomy}>
                  {formatBytesRange(file.neededBytes)}
                  <span className={classes.run}>
                    {t("models.runAs", {
                      tokens: formatWhole(file.run.contextSize),
                      count: file.run.sequences,
                    })}
                  </span>
                </Table.Td>
                <Table.Td>
                  <Verdict fit={file.fit} />
                </Table.Td>
                <Table.Td ta="right">
                  {file.decode === undefined ? "–" : formatSpeedRange(file.decode)}
                </Table.Td>
                <Table.Td>
                  <span className={classes.actions}>
                    <Button
                      size="compact-xs"
                      variant="default"
                      onClick={() => navigate(`/models/browse/${file.id}`)}
                      aria-label={t("models.fitOf", { name: `${model.name} ${file.quantisation}` })}
                      data-testid={`fit-${file.id}`}
                    >
                      {t("models.fitOpen")}
                    </Button>
                    <DownloadButton file={file} name={model.name} />
                  </span>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scroller>
      {model.origin === "added" && (
        <div className={classes.foot}>
          <Button
            size="compact-xs"
            variant="subtle"
            loading={forget.running}
            onClick={() => void forget.run()}
            data-testid={`forget-${model.id}`}
          >
            {t("models.forget")}
          </Button>
          <span className={classes.dim}>{t("models.forgetHint")}</span>
        </div>
      )}
      {forget.error !== undefined && <ErrorView error={forget.error} />}
    </div>
  );
}
