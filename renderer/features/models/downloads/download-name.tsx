import { Progress } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Download } from "../../../../native/api/downloads.ts";
import { formatBytes } from "../../../ui/format/bytes.ts";
import { formatShare } from "../../../ui/format/ratio.ts";
import { formatDuration } from "../../../ui/format/time.ts";
import { useNow } from "../../../ui/hooks/use-now.ts";
import { isFlowing, progressOf } from "./download-state.ts";
import classes from "./downloads.module.css";
import { waitSentence } from "./wait-sentence.ts";

/** A download's name, how far it is, and when it is tried again where it waits. */
export function DownloadName({ download }: { readonly download: Download }) {
  const { t } = useTranslation();
  const now = useNow();
  const { totalBytes, name, state, retryAt, waitingFor } = download;
  const why = waitSentence(download);
  const { bytes, share } = progressOf(download);
  // Where the sentence names the time already, a second one beside it says nothing.
  const isTold = waitingFor === "rate-limit" || waitingFor === "limit";
  const waits = waitingFor !== undefined && !isTold && retryAt !== undefined && retryAt > now;
  return (
    <div className={classes.name}>
      <strong>{name}</strong>
      {share !== undefined && state !== "done" && (
        <Progress
          size={4}
          color={isFlowing(download) ? "ember" : "gray"}
          value={share * 100}
          aria-label={t("downloads.progressOf", { name })}
        />
      )}
      <span className={classes.note}>
        {totalBytes === undefined || state === "done"
          ? formatBytes(bytes)
          : t("downloads.of", {
              done: formatBytes(bytes),
              total: formatBytes(totalBytes),
              share: formatShare(Math.floor((share ?? 0) * 1000) / 1000),
            })}
      </span>
      {why !== undefined && (
        <span className={classes.note} data-testid="download-wait">
          {t(`downloads.wait.${why.key}`, why.values)}
        </span>
      )}
      {waits && (
        <span className={classes.note}>
          {t("downloads.retryIn", { wait: formatDuration(retryAt - now) })}
        </span>
      )}
    </div>
  );
}
