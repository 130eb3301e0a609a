import { Button, Skeleton } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { GovernorStatus } from "../../../../native/api/governor.ts";
import { api } from "../../../app/api.ts";
import { useGovernor } from "../../../stores/governor.ts";
import { formatBytes } from "../../../ui/format/bytes.ts";
import {
  formatKilowattHours,
  formatMillis,
  formatPricePerHour,
} from "../../../ui/format/measure.ts";
import { useAction } from "../../../ui/hooks/use-action.ts";
import { Panel } from "../../../ui/layout/panel.tsx";
import { ErrorView } from "../../../ui/marks/error-view.tsx";
import { StateBadge } from "../../../ui/marks/state-badge.tsx";
import classes from "./governor.module.css";
import { governorTone } from "./governor-tone.ts";
import { governorSentence, holding, notKept, reasonCause } from "./reason-text.ts";
import { useReasonContext } from "./use-reason-context.ts";

/** What the governor does now and why, in one sentence, and pausing by hand. */
export function GovernorNow() {
  const { t } = useTranslation();
  const { data, take } = useGovernor();
  const [pausing, setPausing] = useState<number>();
  const pause = useAction(async (minutes: number | undefined) => {
    setPausing(minutes);
    take(await api.governor.pause(minutes === undefined ? {} : { minutes }));
  });
  const resume = useAction(async () => take(await api.governor.resume({})));
  const status = data.value;
  const error = pause.error ?? resume.error;
  const byHand = status?.reasons.some((reason) => reason.kind === "hand") === true;
  return (
    <Panel
      title={t("governor.now")}
      testId="governor-now"
      aside={
        status !== undefined && (
          <StateBadge live tone={governorTone(status.state)} testId="governor-state">
            {t(`governor.state.${status.state}`)}
          </StateBadge>
        )
      }
    >
      {data.state === "failed" && <ErrorView error={data.error} />}
      {status === undefined && data.state === "loading" && <Skeleton height={44} />}
      {error !== undefined && <ErrorView error={error} />}
      {status !== undefined && (
        <div className={classes.now}>
          <Sentences status={status} />
          <div className={classes.buttons}>
            {byHand ? (
              <Button
                size="xs"
                leftSection={<IconPlayerPlay size={14} aria-hidden />}
                loading={resume.running}
                onClick={() => void resume.run()}
                data-testid="governor-resume"
              >
                {t("governor.resume")}
              </Button>
            ) : (
              <>
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconPlayerPause size={14} aria-hidden />}
                  loading={pause.running && pausing === 60}
                  disabled={pause.running}
                  onClick={() => void pause.run(60)}
                  data-testid="governor-pause-hour"
                >
                  {t("governor.pauseHour")}
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  loading={pause.running && pausing === undefined}
                  disabled={pause.running}
                  onClick={() => void pause.run(undefined)}
                  data-testid="governor-pause"
                >
                  {t("governor.pauseOpen")}
                </Button>
              </>
            )}
          </div>
        </div>
      )}
    </Panel>
  );
}

function Sentences({ status }: { readonly status: GovernorStatus }) {
  const { t } = useTranslation();
  const context = useReasonContext();
  const [, ...others] = holding(status);
  // Without a GPU there is nothing whose heat could go unseen.
  const idle = status.reasons.filter(
    (reason) =>
      reason.action === "none" && (reason.kind !== "temperatureUnknown" || context.gpus > 0),
  );
  const { freed, todayKilowattHours, priceNow } = status;
  const isHeld = status.state === "paused" || status.state === "stopped";
  const facts = [
    todayKilowattHours === undefined
      ? undefined
      : t("governor.today", { energy: formatKilowattHours(todayKilowattHours) }),
    priceNow === undefined || context.currency === undefined
      ? undefined
      : t("governor.price", { price: formatPricePerHour(priceNow, context.currency) }),
  ].filter((fact) => fact !== undefined);
  return (
    <div className={classes.sentences}>
      <p className={classes.sentence} data-testid="governor-sentence">
        {governorSentence(t, status, context)}
      </p>
      {others.length > 0 && (
        <p className={classes.dim}>
          {t("governor.also", {
            reasons: others.map((reason) => reasonCause(t, reason, context)).join("; "),
          })}
        </p>
      )}
      {idle.map((reason) => (
        <p key={reason.kind} className={classes.dim}>
          {notKept(t, reason, context)}
        </p>
      ))}
      {freed !== undefined && isHeld && (
        <p className={classes.dim} data-testid="governor-freed">
          {t(freed.proven ? "governor.freed" : "governor.freedUnproven", {
            bytes: formatBytes(Math.max(0, freed.bytes)),
            took: formatMillis(freed.millis),
          })}
        </p>
      )}
      {facts.length > 0 && <p className={classes.dim}>{facts.join(" · ")}</p>}
    </div>
  );
}
