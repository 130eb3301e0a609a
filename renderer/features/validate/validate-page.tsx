import { Modal, Switch } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { toPageErrorOf } from "../../app/page-error.ts";
import { mapLoadable } from "../../stores/map-loadable.ts";
import { useAlphaSymbol, useNetwork } from "../../stores/network.ts";
import { useValidator, type ValidatorStatus } from "../../stores/validator.ts";
import { useSigning } from "../../stores/wallet.ts";
import { Amount } from "../../ui/amount.tsx";
import { Copyable } from "../../ui/copyable.tsx";
import { ErrorView } from "../../ui/error-view.tsx";
import { Facts } from "../../ui/facts.tsx";
import { formatWhole } from "../../ui/format/bytes.ts";
import { formatScore } from "../../ui/format/ratio.ts";
import { formatDuration } from "../../ui/format/time.ts";
import { NetworkBadge } from "../../ui/network-badge.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { PasswordForm } from "../../ui/password-form.tsx";
import { Term } from "../../ui/term.tsx";
import { useAction } from "../../ui/use-action.ts";
import { useNow } from "../../ui/use-now.ts";
import { ScoresTable } from "./scores-table.tsx";
import classes from "./validate.module.css";
import { ValidatorSteps } from "./validator-steps.tsx";

/** Validate: one switch, what it is doing, and how it scored the miners. */
export function ValidatePage() {
  const { t } = useTranslation();
  const data = useValidator((store) => store.data);
  const status = data.value;
  const [asking, setAsking] = useState(false);
  const start = useAction(async (password: string | undefined) => {
    const call = () =>
      api.validator.start(
        password === undefined ? { hotkey: "validator" } : { hotkey: "validator", password },
      );
    const answer = password === undefined ? await call() : await useSigning.getState().during(call);
    useValidator.getState().take(answer);
    setAsking(false);
  });
  const stop = useAction(async () => useValidator.getState().take(await api.validator.stop({})));
  const on = status !== undefined && status.state !== "off" && status.state !== "failed";

  const turn = (next: boolean): void => {
    if (!next) void stop.run();
    // A validator that is registered already needs no password: the node says so by starting.
    else if (status?.uid !== undefined) void start.run(undefined);
    else setAsking(true);
  };
  const needsPassword = start.error?.code === "PASSWORD_REQUIRED";
  return (
    <Page title={t("pages.validate")} lead={t("leads.validate")}>
      {data.state === "failed" && <ErrorView error={data.error} />}
      <Panel>
        <div className={classes.switch}>
          <Switch
            size="lg"
            withThumbIndicator={false}
            checked={on}
            disabled={status === undefined || start.running || stop.running}
            onChange={(event) => turn(event.currentTarget.checked)}
            label={t("validate.switch")}
            description={status === undefined ? t("common.loading") : sentence(t, status)}
            data-testid="validate-switch"
          />
        </div>
        {stop.error !== undefined && (
          <ErrorView error={stop.error} onRetry={() => void stop.run()} />
        )}
        {start.error !== undefined && !asking && !needsPassword && (
          <ErrorView error={start.error} onRetry={() => turn(true)} />
        )}
        {status?.error !== undefined && <ErrorView error={toPageErrorOf(status.error)} />}
      </Panel>
      {status !== undefined && on && <ValidatorSteps status={status} />}
      {status !== undefined && <Standing status={status} />}
      <Panel title={t("validate.scores")} flush>
        <ScoresTable data={mapLoadable(data, (value) => value.scores)} />
      </Panel>
      <StartQuestion
        opened={asking || needsPassword}
        running={start.running}
        error={needsPassword && !asking ? undefined : start.error}
        onSubmit={(password) => {
          setAsking(true);
          void start.run(password);
        }}
        onClose={() => {
          setAsking(false);
          start.clear();
        }}
      />
    </Page>
  );
}

function sentence(t: (key: string) => string, status: ValidatorStatus): string {
  return t(`validate.state.${status.state}`);
}

function Standing({ status }: { readonly status: ValidatorStatus }) {
  const { t } = useTranslation();
  const now = useNow();
  const symbol = useAlphaSymbol(status.netuid ?? 1);
  return (
    <Panel title={t("validate.standing")}>
      <Facts
        items={[
          {
            key: "hotkey",
            label: <Term name="hotkey" />,
            value:
              status.hotkeyAddress === undefined ? (
                (status.hotkey ?? "–")
              ) : (
                <Copyable value={status.hotkeyAddress} label={t("terms.hotkey.word")} />
              ),
          },
          { key: "uid", label: <Term name="uid" />, value: status.uid ?? t("mine.noUid") },
          {
            key: "permit",
            label: <Term name="permit" />,
            value: t(status.permit ? "stake.permit" : "stake.noPermit"),
          },
          {
            key: "stake",
            label: <Term name="stake" />,
            value:
              status.stake === undefined ? "–" : <Amount value={status.stake} symbol={symbol} />,
          },
          {
            key: "trust",
            label: <Term name="vtrust" />,
            value: status.trust === undefined ? "–" : formatScore(status.trust),
          },
          {
            key: "rounds",
            label: t("validate.rounds"),
            value:
              status.lastRoundAt === undefined
                ? formatWhole(status.rounds)
                : t("validate.roundsAgo", {
                    count: status.rounds,
                    age: formatDuration(now - status.lastRoundAt),
                  }),
          },
          {
            key: "weights",
            label: <Term name="weights">{t("validate.weights")}</Term>,
            value:
              status.weightsSetBlock === undefined
                ? t("validate.noWeights")
                : t("validate.weightsAt", { block: formatWhole(status.weightsSetBlock) }),
          },
        ]}
      />
    </Panel>
  );
}

interface StartQuestionProps {
  readonly opened: boolean;
  readonly running: boolean;
  readonly error: ReturnType<typeof useAction>["error"];
  readonly onSubmit: (password: string) => void;
  readonly onClose: () => void;
}

function StartQuestion(props: StartQuestionProps) {
  const { t } = useTranslation();
  const network = useNetwork((store) => store.data.value?.network);
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t("validate.question")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <div className={classes.question} data-testid="validate-dialog">
        <p>
          {t("validate.what")} {network !== undefined && <NetworkBadge network={network} />}
        </p>
        <PasswordForm
          action={t("validate.start")}
          running={props.running}
          error={props.error}
          onSubmit={props.onSubmit}
          onCancel={props.onClose}
        />
      </div>
    </Modal>
  );
}
