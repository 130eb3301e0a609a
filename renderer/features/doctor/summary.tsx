import { Progress } from "@mantine/core";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { formatDuration } from "../../ui/format/time.ts";
import { useNow } from "../../ui/hooks/use-now.ts";
import { Panel } from "../../ui/layout/panel.tsx";
import classes from "./doctor.module.css";
import { countsOf, type ExaminationView } from "./examination.ts";

/** One sentence of the whole, the counts behind it, and how far a running examination is. */
export function Summary({ view }: { readonly view: ExaminationView }) {
  const { t } = useTranslation();
  const now = useNow();
  const counts = countsOf(view);
  // What there is none of needs no word.
  const said = (["bad", "warning", "unknown", "good", "skipped"] as const)
    .filter((state) => counts[state] > 0)
    .map((state) => t(`doctor.counts.${state}`, { count: counts[state] }));
  const { checks, pending, examinedAt } = view;
  const done = checks.length - pending.size;
  return (
    <Panel testId="doctor-summary">
      <p className={classes.sentence} data-testid="doctor-sentence" role="status">
        {sentence(t, view)}
      </p>
      {view.findings.size > 0 && <p className={classes.dim}>{said.join(", ")}</p>}
      {pending.size > 0 ? (
        <>
          <Progress
            value={checks.length === 0 ? 0 : (100 * done) / checks.length}
            aria-label={t("doctor.running", { done, count: checks.length })}
            className={classes.progress}
            size="sm"
          />
          <p className={classes.dim} data-testid="doctor-progress">
            {t("doctor.running", { done, count: checks.length })}
          </p>
        </>
      ) : (
        examinedAt !== undefined && (
          <p className={classes.dim}>
            {t("doctor.examined", { age: formatDuration(now - examinedAt) })}
          </p>
        )
      )}
    </Panel>
  );
}

function sentence(t: TFunction, view: ExaminationView): string {
  const { bad, warning } = countsOf(view);
  if (bad > 0) return t("doctor.summary.bad", { count: bad });
  if (view.pending.size > 0 || view.findings.size === 0) return t("doctor.summary.looking");
  return warning > 0 ? t("doctor.summary.warning", { count: warning }) : t("doctor.summary.good");
}
