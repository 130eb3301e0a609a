import { Button } from "@mantine/core";
import { IconStethoscope } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/layout/page.tsx";
import { Panel } from "../../ui/layout/panel.tsx";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import { CheckRow } from "./check-row.tsx";
import classes from "./doctor.module.css";
import { linesOf } from "./examination.ts";
import { Summary } from "./summary.tsx";
import { useExamination, useFirstExamination } from "./use-examination.ts";

/** The Doctor: everything that can go wrong at home, the worst first, each with what was seen and what to do. */
export function DoctorPage() {
  const { t } = useTranslation();
  const { view, error, examine } = useExamination();
  useFirstExamination();
  // Before the first answer there is nothing yet that is pending.
  const running = view.pending.size > 0 || (view.checks.length === 0 && error === undefined);
  return (
    <Page
      title={t("pages.doctor")}
      lead={t("leads.doctor")}
      actions={
        <Button
          variant="default"
          leftSection={<IconStethoscope size={16} aria-hidden />}
          // Not taken out of reach of the keyboard: meanwhile nothing else here could be focused, and so scrolled to.
          data-disabled={running || undefined}
          aria-disabled={running}
          onClick={() => {
            if (!running) void examine();
          }}
          data-testid="doctor-run"
        >
          {t("doctor.run")}
        </Button>
      }
    >
      {error !== undefined && <ErrorView error={error} onRetry={() => void examine()} />}
      <Summary view={view} />
      {linesOf(view).map(({ group, lines }) => (
        <Panel key={group} title={t(`doctor.groups.${group}`)} flush testId={`doctor-${group}`}>
          <ul className={classes.list}>
            {lines.map((line) => (
              <CheckRow key={line.id} line={line} />
            ))}
          </ul>
        </Panel>
      ))}
    </Page>
  );
}
