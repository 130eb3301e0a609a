import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { api } from "../../app/api.ts";
import { toPageErrorOf } from "../../app/page-error.ts";
import { useConnection } from "../../stores/connection.ts";
import { useGovernor } from "../../stores/governor.ts";
import { useMining } from "../../stores/mining.ts";
import { useNetwork } from "../../stores/network.ts";
import { formatDuration } from "../../ui/format/time.ts";
import { useAction } from "../../ui/hooks/use-action.ts";
import { useNow } from "../../ui/hooks/use-now.ts";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import { governorSentence } from "../mine/governor/reason-text.ts";
import { useReasonContext } from "../mine/governor/use-reason-context.ts";
import { MiningButton } from "../mine/mining-button.tsx";
import { useMiningControl } from "../mine/mining-control.ts";
import { homeSentence } from "./sentence.ts";
import classes from "./state-card.module.css";

/** The state of the world in one sentence, and the one button. */
export function StateCard() {
  const { t } = useTranslation();
  const mining = useMining((store) => store.data.value);
  const connection = useConnection((store) => store.state.kind);
  const network = useNetwork((store) => store.data.value);
  const control = useMiningControl();
  const now = useNow();
  const sentence = homeSentence(mining, connection, now, network?.connection);
  const values = {
    age: sentence.age === undefined ? "" : formatDuration(sentence.age),
    usual: sentence.usual === undefined ? "" : formatDuration(sentence.usual),
    step: sentence.step === undefined ? "" : t(`steps.${sentence.step}.doing`),
  };
  return (
    <section className={classes.card} data-tone={sentence.tone} aria-label={t("home.state")}>
      <div className={classes.line}>
        <div>
          <p className={classes.sentence} data-testid="state-sentence" data-state={sentence.key}>
            <span className={classes.dot} aria-hidden />
            {sentence.key === "paused" ? (
              <PausedSentence />
            ) : (
              t(`home.sentence.${sentence.key}`, values)
            )}
          </p>
          <p className={classes.note}>
            {t(`home.note.${sentence.key}`, { ...values, defaultValue: "" }) ||
              (network?.network === "practice" ? t("home.practice") : t("home.zero"))}{" "}
            {sentence.key === "paused" && (
              <Link to="/mine/governor" className={classes.link}>
                {t("home.governor")}
              </Link>
            )}
          </p>
        </div>
        <div className={classes.buttons}>
          {sentence.key === "paused" && <ResumeButton />}
          <MiningButton size="lg" />
        </div>
      </div>
      {control.error !== undefined && control.asking === undefined && (
        <ErrorView error={control.error} onRetry={() => void control.start()} />
      )}
      {mining?.state === "failed" && mining.error !== undefined && control.error === undefined && (
        <ErrorView error={toPageErrorOf(mining.error)} onRetry={() => void control.start()} />
      )}
    </section>
  );
}

/** Ends a pause by hand; other reasons end by themselves. */
function ResumeButton() {
  const { t } = useTranslation();
  const { data, take } = useGovernor();
  const resume = useAction(async () => take(await api.governor.resume({})));
  if (data.value?.reasons.some((reason) => reason.kind === "hand") !== true) return null;
  return (
    <Button
      size="lg"
      loading={resume.running}
      onClick={() => void resume.run()}
      data-testid="resume"
    >
      {t("governor.resume")}
    </Button>
  );
}

/** Why mining is paused and when it goes on, as the governor says it: "Paused: GPU at 84 °C, resumes below 76 °C." */
function PausedSentence() {
  const { t } = useTranslation();
  const status = useGovernor((store) => store.data.value);
  const context = useReasonContext();
  if (status === undefined || status.reasons.length === 0) return t("home.sentence.paused");
  return governorSentence(t, status, context);
}
