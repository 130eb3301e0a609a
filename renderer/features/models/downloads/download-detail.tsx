import { useTranslation } from "react-i18next";
import type { Download } from "../../../../native/api/downloads.ts";
import { toPageErrorOf } from "../../../app/page-error.ts";
import { Facts } from "../../../ui/figures/facts.tsx";
import { formatClock, formatDateTime, formatDuration } from "../../../ui/format/time.ts";
import { Copyable } from "../../../ui/marks/copyable.tsx";
import { ErrorView } from "../../../ui/marks/error-view.tsx";
import { Term } from "../../../ui/marks/term.tsx";
import { isFlowing } from "./download-state.ts";
import classes from "./downloads.module.css";

/** What else there is to say of a download: why it failed or waits, where it comes from, and how it is checked. */
export function DownloadDetail({ download }: { readonly download: Download }) {
  const { t } = useTranslation();
  const { sha256, expected, lastFailure } = download;
  return (
    <div className={classes.detail}>
      {download.error !== undefined && <ErrorView error={toPageErrorOf(download.error)} />}
      {download.waitingFor !== undefined && (
        <p className={classes.dim}>{t(`downloads.waitingWhy.${download.waitingFor}`)}</p>
      )}
      <Facts
        items={[
          {
            key: "url",
            label: t("models.address"),
            value: <Copyable value={download.url} label={t("models.address")} whole />,
          },
          ...(isFlowing(download)
            ? [
                {
                  key: "connections",
                  label: t("downloads.connections"),
                  value: String(download.connections),
                },
              ]
            : []),
          ...(lastFailure === undefined
            ? []
            : [
                {
                  key: "lastFailure",
                  label: t("downloads.lastFailure"),
                  value: (
                    <>
                      {t("downloads.lastFailureOf", {
                        host: lastFailure.host,
                        time: formatClock(lastFailure.at),
                        reason: lastFailure.reason,
                      })}{" "}
                      {lastFailure.times > 1 && (
                        <span className={classes.dim}>
                          {t("downloads.failuresInRow", { count: lastFailure.times })}
                        </span>
                      )}
                    </>
                  ),
                },
              ]),
          {
            key: "sha256",
            label: <Term name="sha256" />,
            value: (
              <>
                {sha256 !== undefined && <Copyable value={sha256} label="sha256" />}
                <span className={classes.dim}>
                  {t(expected ? "downloads.expected" : "downloads.notExpected")}
                </span>
              </>
            ),
          },
          {
            key: "started",
            label: t("downloads.started"),
            value:
              download.endedAt === undefined
                ? formatDateTime(download.startedAt)
                : t(download.state === "failed" ? "downloads.failedAfter" : "downloads.took", {
                    time: formatDateTime(download.startedAt),
                    took: formatDuration(download.endedAt - download.startedAt),
                  }),
          },
        ]}
      />
    </div>
  );
}
