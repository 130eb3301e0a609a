import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineEvent } from "../../../native/api/node.ts";
import { useTimeline } from "../../stores/node.ts";
import { formatDateTime, formatRecent } from "../../ui/format/time.ts";
import { useNow } from "../../ui/hooks/use-now.ts";
import { Panel } from "../../ui/layout/panel.tsx";
import { StepFacts } from "./step-facts.tsx";
import classes from "./timeline.module.css";
import { timelineText } from "./timeline-text.ts";

const SHOWN_FIRST = 12;

/** What happened and why, newest first; a line opens to its details. */
export function Timeline() {
  const { t } = useTranslation();
  const lines = useTimeline((store) => store.lines);
  const known = useTimeline((store) => store.known);
  const [shown, setShown] = useState(SHOWN_FIRST);
  const now = useNow(60_000);
  return (
    <Panel title={t("timeline.title")} testId="timeline">
      {lines.length === 0 ? (
        <p className={classes.empty}>{known ? t("timeline.empty") : t("common.loading")}</p>
      ) : (
        <ol className={classes.lines}>
          {lines.slice(0, shown).map((line) => (
            <Line key={line.sequence} line={line} now={now} />
          ))}
        </ol>
      )}
      {lines.length > shown && (
        <Button variant="default" size="xs" onClick={() => setShown((count) => count + 50)}>
          {t("timeline.more")}
        </Button>
      )}
    </Panel>
  );
}

function Line({ line, now }: { readonly line: TimelineEvent; readonly now: number }) {
  const { t } = useTranslation();
  return (
    <li className={classes.line} data-level={line.level}>
      <details>
        <summary>
          <time dateTime={new Date(line.time).toISOString()}>{formatRecent(line.time, now)}</time>
          <span className={classes.mark} aria-hidden />
          <span className={classes.text}>
            {line.level === "warning" || line.level === "error" ? (
              <span className={classes.level}>{t(`timeline.level.${line.level}`)} </span>
            ) : null}
            {timelineText(t, line)}
          </span>
        </summary>
        <div className={classes.detail}>
          <span>
            {formatDateTime(line.time)} · {t(`timeline.source.${line.source}`)}
          </span>
          <StepFacts facts={line.values} />
          {line.code !== undefined && <code className={classes.code}>{line.code}</code>}
        </div>
      </details>
    </li>
  );
}
