import { useTranslation } from "react-i18next";
import type { Receipt } from "../../../../native/api/benchmark.ts";
import {
  formatJoules,
  formatMillis,
  formatRange,
  formatSeconds,
  formatSpeedRange,
  formatWatts,
} from "../../../ui/format/measure.ts";
import { formatDateTime } from "../../../ui/format/time.ts";
import { Copyable } from "../../../ui/marks/copyable.tsx";
import { Term } from "../../../ui/marks/term.tsx";
import { FigureTable } from "../../../ui/table/figure-table.tsx";
import classes from "./receipt.module.css";
import { WouldEarn } from "./would-earn.tsx";

/** Seconds as they are read where they are short. */
const formatWait = (seconds: number): string => formatMillis(seconds * 1000);

/** One receipt: what was measured, on what, and what that would have earned. */
export function ReceiptCard({ receipt }: { readonly receipt: Receipt }) {
  const { t } = useTranslation();
  const [single] = receipt.streams;
  const { watts, idleWatts, joulesPerAnswer } = receipt;
  return (
    <div className={classes.card} data-testid="receipt-card">
      <p className={classes.lead}>
        {t("benchmark.of", {
          model: receipt.modelName,
          device: receipt.device,
          backend: t(`devices.backend.${receipt.backend}`, { defaultValue: receipt.backend }),
          seconds: formatSeconds(receipt.seconds),
          time: formatDateTime(receipt.time),
        })}{" "}
        <Term name="sha256" /> <Copyable value={receipt.sha256} label="sha256" />
      </p>
      <dl className={classes.figures}>
        <div>
          <dt>{t("benchmark.prefill")}</dt>
          <dd>{formatSpeedRange(receipt.prefill)}</dd>
        </div>
        <div>
          <dt>{t("benchmark.decode")}</dt>
          <dd>{single === undefined ? "–" : formatSpeedRange(single.decode)}</dd>
        </div>
        <div>
          <dt>{t("benchmark.firstToken")}</dt>
          <dd>{single === undefined ? "–" : formatRange(single.firstToken, formatWait)}</dd>
        </div>
        <div>
          <dt>{t("benchmark.watts")}</dt>
          <dd>{watts === undefined ? t("benchmark.noWatts") : formatRange(watts, formatWatts)}</dd>
          {idleWatts !== undefined && (
            <dd className={classes.note}>
              {t("benchmark.idle", { watts: formatWatts(idleWatts) })}
            </dd>
          )}
        </div>
        <div>
          <dt>{t("benchmark.joules")}</dt>
          <dd>
            {joulesPerAnswer === undefined ? "–" : formatRange(joulesPerAnswer, formatJoules)}
          </dd>
          {joulesPerAnswer !== undefined && (
            <dd className={classes.note}>
              {t("benchmark.answer", { count: receipt.answerTokens })}
            </dd>
          )}
        </div>
      </dl>
      <FigureTable
        testId="receipt-streams"
        label={t("benchmark.byStreams")}
        heads={[
          t("benchmark.streams"),
          t("benchmark.allStreams"),
          t("benchmark.eachStream"),
          t("benchmark.firstToken"),
        ]}
        rows={receipt.streams.map(({ streams, decode, firstToken }) => ({
          key: streams,
          name: streams,
          figures: [
            formatSpeedRange(decode),
            formatSpeedRange({ low: decode.low / streams, high: decode.high / streams }),
            formatRange(firstToken, formatWait),
          ],
        }))}
      />
      <WouldEarn receipt={receipt} />
    </div>
  );
}
