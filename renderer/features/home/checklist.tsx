import {
  type Icon,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleXFilled,
  IconLoader2,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { MiningStep } from "../../../native/api/mining.ts";
import { pageErrorText, toPageErrorOf } from "../../app/page-error.ts";
import { formatDuration, formatTaken } from "../../ui/format/time.ts";
import { useNow } from "../../ui/hooks/use-now.ts";
import { Panel } from "../../ui/layout/panel.tsx";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import classes from "./checklist.module.css";
import { StepFacts } from "./step-facts.tsx";

const icons: Record<MiningStep["state"], Icon> = {
  pending: IconCircleDashed,
  active: IconLoader2,
  done: IconCircleCheckFilled,
  failed: IconCircleXFilled,
};

interface ChecklistProps {
  readonly steps: readonly MiningStep[];
  /** Where a failure is said in full beside it: the step then says only what happened. */
  readonly brief?: boolean;
}

/** From the click to the first reward: eight steps that fill in, each saying what it waits for and how long that usually takes. */
export function Checklist({ steps, brief = false }: ChecklistProps) {
  const { t } = useTranslation();
  const done = steps.filter((step) => step.state === "done").length;
  return (
    <Panel
      title={t("checklist.title")}
      aside={
        <span className={classes.count}>{t("checklist.count", { done, of: steps.length })}</span>
      }
      testId="checklist"
    >
      <ol className={classes.list}>
        {steps.map((step) => (
          <Step key={step.name} step={step} brief={brief} />
        ))}
      </ol>
    </Panel>
  );
}

function Step({ step, brief }: { readonly step: MiningStep; readonly brief: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  const Shape = icons[step.state];
  const took =
    step.startedAt === undefined ? undefined : formatTaken((step.endedAt ?? now) - step.startedAt);
  const usual = formatDuration(step.usualSeconds * 1000);
  return (
    <li
      className={classes.step}
      data-state={step.state}
      data-testid={`step-${step.name}`}
      aria-current={step.state === "active" ? "step" : undefined}
    >
      <Shape size={20} className={classes.icon} aria-hidden />
      <div className={classes.text}>
        <span className={classes.name}>{t(`steps.${step.name}.name`)}</span>
        <span className={classes.hidden}>{t(`checklist.state.${step.state}`)}</span>
        {step.state === "active" && (
          <span className={classes.why}>{t(`steps.${step.name}.waits`)}</span>
        )}
        <StepFacts facts={step.facts} />
        {step.error !== undefined &&
          (brief ? (
            <span className={classes.failed}>{pageErrorText(toPageErrorOf(step.error)).what}</span>
          ) : (
            <ErrorView error={toPageErrorOf(step.error)} />
          ))}
      </div>
      <span className={classes.time}>
        {step.state === "pending" && t("checklist.usual", { usual })}
        {step.state === "active" && t("checklist.active", { took: took ?? formatTaken(0), usual })}
        {(step.state === "done" || step.state === "failed") && took}
      </span>
    </li>
  );
}
