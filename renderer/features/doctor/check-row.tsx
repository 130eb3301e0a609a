import { UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Finding } from "../../../native/api/doctor.ts";
import { StateBadge, type Tone } from "../../ui/marks/state-badge.tsx";
import classes from "./doctor.module.css";
import { Evidence } from "./evidence.tsx";
import type { CheckLine } from "./examination.ts";
import { Fix } from "./fix.tsx";

const tones: Record<Finding["state"], Tone> = {
  good: "good",
  warning: "warning",
  bad: "bad",
  unknown: "neutral",
  skipped: "neutral",
};

/** One check: its state, one sentence, what to do, and behind a press what it stands on. */
export function CheckRow({ line }: { readonly line: CheckLine }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const id = useId();
  const { finding, pending } = line;
  const title = t(`doctor.checks.${line.id}.title`, { defaultValue: line.id });
  const state = pending || finding === undefined ? "pending" : finding.state;
  return (
    <li className={classes.row} data-testid={`check-${line.id}`} data-state={state}>
      <div className={classes.badge}>
        <StateBadge tone={state === "pending" ? "neutral" : tones[state]}>
          {t(`doctor.states.${state}`)}
        </StateBadge>
      </div>
      <div className={classes.what}>
        <h3 className={classes.title}>{title}</h3>
        <p className={classes.said} data-quiet={state === "skipped" ? "" : undefined}>
          {finding === undefined
            ? t("doctor.waiting")
            : t(
                [
                  `doctor.checks.${finding.id}.${finding.message}`,
                  `doctor.messages.${finding.message}`,
                ],
                { ...finding.evidence, defaultValue: finding.said },
              )}
        </p>
        {finding?.fix !== undefined && !pending && <Fix finding={finding} />}
        {open && finding !== undefined && <Evidence finding={finding} id={id} title={title} />}
      </div>
      {finding !== undefined && (
        <UnstyledButton
          className={classes.more}
          onClick={() => setOpen(!open)}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          aria-label={t("doctor.evidenceOf", { title })}
          data-testid={`evidence-${line.id}`}
        >
          <IconChevronRight size={16} aria-hidden className={open ? classes.turned : ""} />
        </UnstyledButton>
      )}
    </li>
  );
}
