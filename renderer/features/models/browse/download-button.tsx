import { Button } from "@mantine/core";
import { IconChevronRight, IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { CatalogueFile } from "../../../../native/api/models.ts";
import { api } from "../../../app/api.ts";
import { useDownloads } from "../../../stores/downloads.ts";
import { formatBytes } from "../../../ui/format/bytes.ts";
import { formatShare } from "../../../ui/format/ratio.ts";
import { useAction } from "../../../ui/hooks/use-action.ts";
import { ErrorView } from "../../../ui/marks/error-view.tsx";
import { progressOf } from "../downloads/download-state.ts";
import classes from "./browse.module.css";

interface DownloadButtonProps {
  readonly file: CatalogueFile;
  /** The model's name, for screen readers. */
  readonly name: string;
  /** With its size, where there is room. */
  readonly large?: boolean;
}

/** Gets a file, or leads to where it is: on its way, or here already. */
export function DownloadButton({ file, name, large = false }: DownloadButtonProps) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const underway = useDownloads((store) =>
    store.data.value?.find((one) => one.fileId === file.id && one.state !== "done"),
  );
  const start = useAction(async () => {
    const started = await api.downloads.start({ fileId: file.id });
    const { data, take } = useDownloads.getState();
    const others = (data.value ?? []).filter((one) => one.id !== started.id);
    take([started, ...others]);
  });
  const size = large ? "sm" : "compact-xs";
  const label = `${name} ${file.quantisation}`;
  if (file.localId !== undefined) {
    const to = `/models/here/${file.localId}`;
    return (
      <Button
        size={size}
        variant="default"
        onClick={() => navigate(to)}
        aria-label={large ? undefined : t("models.openHereName", { name: label })}
        data-testid={`here-${file.id}`}
      >
        {t(large ? "models.openHereLarge" : "models.openHere")}
      </Button>
    );
  }
  if (underway !== undefined) {
    const { share } = progressOf(underway);
    return (
      <Button
        size={size}
        variant="default"
        // Else a state, which nobody presses.
        rightSection={<IconChevronRight size={14} aria-hidden />}
        onClick={() => navigate("/models/downloads")}
        data-testid={`underway-${file.id}`}
      >
        {underway.state === "running" && share !== undefined
          ? t("models.underway", { share: formatShare(Math.floor(share * 100) / 100) })
          : t(`downloads.state.${underway.state}`)}
      </Button>
    );
  }
  return (
    <span className={classes.download}>
      <Button
        size={size}
        variant={large ? "filled" : "light"}
        leftSection={<IconDownload size={14} aria-hidden />}
        loading={start.running}
        onClick={() => void start.run()}
        aria-label={large ? undefined : t("models.downloadName", { name: label })}
        data-testid={`download-${file.id}`}
      >
        {large
          ? t("models.downloadSize", { size: formatBytes(file.sizeBytes) })
          : t("models.download")}
      </Button>
      {start.error !== undefined && <ErrorView error={start.error} />}
    </span>
  );
}
