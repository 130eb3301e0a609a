import { useTranslation } from "react-i18next";
import { useMining } from "../../stores/mining.ts";
import { Copyable } from "../../ui/copyable.tsx";
import { ErrorView } from "../../ui/error-view.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Figure } from "../../ui/figure.tsx";
import { formatWhole } from "../../ui/format/bytes.ts";
import { formatDuration } from "../../ui/format/time.ts";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { StateBadge } from "../../ui/state-badge.tsx";
import { Term } from "../../ui/term.tsx";
import { useNow } from "../../ui/use-now.ts";
import { Checklist } from "../home/checklist.tsx";
import figures from "../home/figures.module.css";
import { MiningButton } from "./mining-button.tsx";
import { useMiningControl } from "./mining-control.ts";
import { miningTone } from "./mining-tone.ts";
import { ModelChoice } from "./model-choice.tsx";

/** Mine: what the miner serves, to whom, and how it is going. */
export function MinePage() {
  const { t } = useTranslation();
  const data = useMining((store) => store.data);
  const control = useMiningControl();
  const now = useNow();
  const mining = data.value;
  const ago = (time: number | undefined): string =>
    time === undefined ? t("common.never") : t("common.ago", { age: formatDuration(now - time) });
  return (
    <Page title={t("pages.mine")} lead={t("leads.mine")} actions={<MiningButton />}>
      {data.state === "failed" && <ErrorView error={data.error} />}
      {control.error !== undefined && control.asking === undefined && (
        <ErrorView error={control.error} onRetry={() => void control.start()} />
      )}
      {mining !== undefined && (
        <>
          <div className={figures.figures}>
            <Figure
              testId="challenges-answered"
              label={<Term name="challenge">{t("mine.answered")}</Term>}
              value={formatWhole(mining.challenges.answered)}
              note={t("mine.ofReceived", { count: mining.challenges.received })}
            />
            <Figure
              testId="challenges-refused"
              label={t("mine.refused")}
              value={formatWhole(mining.challenges.refused)}
              note={t("mine.failed", { count: mining.challenges.failed })}
            />
            <Figure
              testId="last-answer"
              label={t("mine.lastAnswer")}
              value={
                mining.lastAnswerAt === undefined ? "–" : formatDuration(now - mining.lastAnswerAt)
              }
              note={t("mine.lastChallenge", { when: ago(mining.lastChallengeAt) })}
            />
          </div>
          <Panel
            title={t("mine.status")}
            aside={
              <StateBadge tone={miningTone(mining.state)} testId="mining-state">
                {t(`mining.state.${mining.state}`)}
              </StateBadge>
            }
          >
            <Facts
              items={[
                {
                  key: "endpoint",
                  label: <Term name="axon">{t("mine.endpoint")}</Term>,
                  value:
                    mining.endpoint === undefined ? (
                      t("mine.closed")
                    ) : (
                      <Copyable value={mining.endpoint} label={t("mine.endpoint")} whole />
                    ),
                },
                {
                  key: "hotkey",
                  label: <Term name="hotkey" />,
                  value:
                    mining.hotkeyAddress === undefined ? (
                      (mining.hotkey ?? "–")
                    ) : (
                      <Copyable value={mining.hotkeyAddress} label={t("terms.hotkey.word")} />
                    ),
                },
                {
                  key: "uid",
                  label: <Term name="uid" />,
                  value:
                    mining.uid === undefined
                      ? t("mine.noUid")
                      : t("mine.uidOn", { uid: mining.uid, netuid: mining.netuid ?? 0 }),
                },
                { key: "model", label: t("mine.model"), value: mining.model ?? "–" },
                {
                  key: "since",
                  label: t("mine.since"),
                  value:
                    mining.startedAt === undefined ? "–" : formatDuration(now - mining.startedAt),
                },
              ]}
            />
          </Panel>
          <ModelChoice locked={control.canStop} />
          {mining.state !== "off" && <Checklist steps={mining.steps} />}
        </>
      )}
    </Page>
  );
}
