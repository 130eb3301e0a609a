import { useTranslation } from "react-i18next";
import { useMining } from "../../../stores/mining.ts";
import { Figure } from "../../../ui/figures/figure.tsx";
import { formatWhole } from "../../../ui/format/bytes.ts";
import { formatDuration } from "../../../ui/format/time.ts";
import { useNow } from "../../../ui/hooks/use-now.ts";
import { Term } from "../../../ui/marks/term.tsx";
import { Checklist } from "../../home/checklist.tsx";
import figures from "../../home/figures.module.css";
import { GovernorNow } from "../governor/governor-now.tsx";
import { EnginePanel } from "./engine-panel.tsx";
import { ModelSwitch } from "./model-switch.tsx";
import { StatusPanel } from "./status-panel.tsx";

/** How mining goes: what was answered, what holds it back, what is in memory, and the way to the first reward. */
export function OverviewView() {
  const { t } = useTranslation();
  const mining = useMining((store) => store.data.value);
  const now = useNow();
  if (mining === undefined) return null;
  const log = { to: "/mine/requests", label: t("mine.log") };
  const unfinished = mining.steps.some((step) => step.state !== "done");
  return (
    <>
      <div className={figures.figures}>
        <Figure
          testId="challenges-answered"
          label={<Term name="challenge">{t("mine.answered")}</Term>}
          value={formatWhole(mining.challenges.answered)}
          note={t("mine.ofReceived", { count: mining.challenges.received })}
          proof={log}
        />
        <Figure
          testId="challenges-refused"
          label={t("mine.refused")}
          value={formatWhole(mining.challenges.refused)}
          note={t("mine.failed", { count: mining.challenges.failed })}
          proof={log}
        />
        <Figure
          testId="last-answer"
          label={t("mine.lastAnswer")}
          value={
            mining.lastAnswerAt === undefined ? "–" : formatDuration(now - mining.lastAnswerAt)
          }
          note={
            mining.lastChallengeAt === undefined
              ? t("mine.noChallenge")
              : t("mine.lastChallenge", {
                  when: t("common.ago", { age: formatDuration(now - mining.lastChallengeAt) }),
                })
          }
          proof={log}
        />
      </div>
      {mining.state !== "off" && unfinished && <Checklist steps={mining.steps} />}
      <GovernorNow />
      <EnginePanel />
      <StatusPanel mining={mining} now={now} />
      <ModelSwitch mining={mining} />
      {mining.state !== "off" && !unfinished && <Checklist steps={mining.steps} />}
    </>
  );
}
