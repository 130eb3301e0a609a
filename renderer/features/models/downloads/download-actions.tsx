import { Button } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Download } from "../../../../native/api/downloads.ts";
import { api } from "../../../app/api.ts";
import { type PageError, toPageError } from "../../../app/page-error.ts";
import { useDownloads } from "../../../stores/downloads.ts";
import { formatBytes } from "../../../ui/format/bytes.ts";
import { ConfirmButton } from "../../../ui/forms/confirm-button.tsx";
import { useAction } from "../../../ui/hooks/use-action.ts";
import { canTryNow, isUnderway } from "./download-state.ts";
import classes from "./downloads.module.css";

interface DownloadActionsProps {
  readonly download: Download;
  /** Called with how the last press failed; undefined where it did not. */
  readonly onOutcome: (error: PageError | undefined) => void;
}

/** What can be done with one download. While the node does it, nothing else can be pressed. */
export function DownloadActions({ download, onOutcome }: DownloadActionsProps) {
  const { t } = useTranslation();
  const { id, fileId, name, state, doneBytes } = download;
  const action = useAction(async (work: () => Promise<void>) => {
    try {
      await work();
      onOutcome(undefined);
    } catch (error) {
      onOutcome(toPageError(error));
    }
  });
  const change = async (what: "pause" | "resume"): Promise<void> => {
    const next = await api.downloads[what]({ id });
    const { data, take } = useDownloads.getState();
    take((data.value ?? []).map((one) => (one.id === id ? next : one)));
  };
  const cancel = () =>
    void action.run(async () => useDownloads.getState().take(await api.downloads.cancel({ id })));
  const isDone = state === "done";
  return (
    <span className={classes.actions}>
      {isUnderway(state) && (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconPlayerPause size={13} aria-hidden />}
          loading={action.running}
          onClick={() => void action.run(() => change("pause"))}
          aria-label={t("downloads.pauseName", { name })}
          data-testid={`pause-${fileId}`}
        >
          {t("downloads.pause")}
        </Button>
      )}
      {(state === "paused" || state === "failed") && (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconPlayerPlay size={13} aria-hidden />}
          loading={action.running}
          onClick={() => void action.run(() => change("resume"))}
          aria-label={t("downloads.resumeName", { name })}
          data-testid={`resume-${fileId}`}
        >
          {t("downloads.resume")}
        </Button>
      )}
      {isDone || doneBytes === 0 ? (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconX size={13} aria-hidden />}
          disabled={action.running}
          onClick={cancel}
          aria-label={t(isDone ? "downloads.clearName" : "downloads.cancelName", { name })}
          data-testid={`cancel-${fileId}`}
        >
          {t(isDone ? "downloads.clear" : "downloads.cancel")}
        </Button>
      ) : (
        <ConfirmButton
          size="compact-xs"
          label={t("downloads.cancel")}
          confirm={t("downloads.cancelSize", { size: formatBytes(doneBytes) })}
          icon={<IconX size={13} aria-hidden />}
          name={name}
          disabled={action.running}
          onConfirm={cancel}
          testId={`cancel-${fileId}`}
        />
      )}
      {canTryNow(download) && (
        <Button
          size="compact-xs"
          variant="default"
          disabled={action.running}
          // The node forgets how long it meant to wait when it begins anew.
          onClick={() =>
            void action.run(async () => {
              await change("pause");
              await change("resume");
            })
          }
          aria-label={t("downloads.tryNowName", { name })}
          data-testid={`try-${fileId}`}
        >
          {t("downloads.tryNow")}
        </Button>
      )}
    </span>
  );
}
