import { Switch } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { toPageError, toPageErrorOf } from "../../app/page-error.ts";
import { useConnection } from "../../stores/connection.ts";
import { mapLoadable } from "../../stores/map-loadable.ts";
import { useValidator } from "../../stores/validator.ts";
import { useSigning } from "../../stores/wallet.ts";
import { useAction } from "../../ui/hooks/use-action.ts";
import { keepOpener } from "../../ui/layout/opener.ts";
import { Page } from "../../ui/layout/page.tsx";
import { Panel } from "../../ui/layout/panel.tsx";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import { ScoresTable } from "./scores-table.tsx";
import { Standing } from "./standing.tsx";
import { type AgreedTerms, StartQuestion } from "./start-question.tsx";
import classes from "./validate.module.css";
import { ValidatorSteps } from "./validator-steps.tsx";

const HOTKEY = "validator";

/** Validate: one switch, what it is doing, and how it scored the miners. */
export function ValidatePage() {
  const { t } = useTranslation();
  const data = useValidator((store) => store.data);
  const reached = useConnection((store) => store.state.kind === "open");
  const status = data.value;
  const [asking, setAsking] = useState(false);
  const returnFocus = useRef(() => {});
  const { take } = useValidator.getState();

  // The node knows whether anything must be paid: it asks for the password by refusing to start without one.
  const start = useAction(async () => {
    try {
      take(await api.validator.start({ hotkey: HOTKEY }));
    } catch (error) {
      if (toPageError(error).code !== "PASSWORD_REQUIRED") throw error;
      setAsking(true);
    }
  });
  const pay = useAction(async (terms: AgreedTerms) => {
    const input = { hotkey: HOTKEY, ...terms };
    take(await useSigning.getState().during(() => api.validator.start(input)));
    setAsking(false);
  });
  const stop = useAction(async () => take(await api.validator.stop({})));
  const on = status !== undefined && status.state !== "off" && status.state !== "failed";
  const busy = start.running || pay.running || stop.running;

  return (
    <Page title={t("pages.validate")} lead={t("leads.validate")}>
      {data.state === "failed" && <ErrorView error={data.error} />}
      <Panel>
        <div className={classes.switch}>
          <Switch
            size="lg"
            withThumbIndicator={false}
            checked={on}
            disabled={status === undefined || !reached || busy}
            onChange={(event) => {
              returnFocus.current = keepOpener();
              void (event.currentTarget.checked ? start.run() : stop.run());
            }}
            label={t("validate.switch")}
            description={
              status === undefined ? t("common.loading") : t(`validate.state.${status.state}`)
            }
            data-testid="validate-switch"
          />
        </div>
        {stop.error !== undefined && (
          <ErrorView error={stop.error} onRetry={() => void stop.run()} />
        )}
        {start.error !== undefined && (
          <ErrorView error={start.error} onRetry={() => void start.run()} />
        )}
        {status?.error !== undefined && (
          <ErrorView error={toPageErrorOf(status.error)} onRetry={() => void start.run()} />
        )}
      </Panel>
      {status !== undefined && on && <ValidatorSteps status={status} />}
      {status !== undefined && <Standing status={status} />}
      <Panel title={t("validate.scores")} flush>
        <ScoresTable data={mapLoadable(data, (value) => value.scores)} />
      </Panel>
      <StartQuestion
        opened={asking}
        hotkey={HOTKEY}
        running={pay.running}
        error={pay.error}
        onSubmit={(terms) => void pay.run(terms)}
        onGone={() => returnFocus.current()}
        onClose={() => {
          setAsking(false);
          pay.clear();
        }}
      />
    </Page>
  );
}
