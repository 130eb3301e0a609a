import { Button, Progress, Select } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BenchmarkStatus } from "../../../../native/api/benchmark.ts";
import { api } from "../../../app/api.ts";
import { toPageErrorOf } from "../../../app/page-error.ts";
import { useBenchmark } from "../../../stores/benchmark.ts";
import { formatDuration } from "../../../ui/format/time.ts";
import { useAction } from "../../../ui/hooks/use-action.ts";
import { useNow } from "../../../ui/hooks/use-now.ts";
import { useRequest } from "../../../ui/hooks/use-request.ts";
import { Panel } from "../../../ui/layout/panel.tsx";
import { ErrorView } from "../../../ui/marks/error-view.tsx";
import { modelTitle } from "../model-title.ts";
import classes from "./receipt.module.css";

const phases: readonly BenchmarkStatus["state"][] = [
  "loading",
  "prefill",
  "decode",
  "streams",
  "earnings",
];

/** Starts a measurement, shows its phases while it runs, and says why it failed. */
export function BenchmarkStart() {
  const { t } = useTranslation();
  const { data, take } = useBenchmark();
  const models = useRequest("models", () => api.models.list({}));
  const [model, setModel] = useState("");
  const status = data.value;
  const running = status !== undefined && isRunning(status.state);
  const start = useAction(async () =>
    take(await api.benchmark.start(model === "" ? {} : { model })),
  );
  const cancel = useAction(async () => take(await api.benchmark.cancel({})));
  const error = start.error ?? cancel.error;
  return (
    <Panel title={t("benchmark.title")} testId="benchmark">
      <div className={classes.start}>
        <p className={classes.lead}>{t("benchmark.lead")}</p>
        {data.state === "failed" && <ErrorView error={data.error} />}
        {error !== undefined && <ErrorView error={error} />}
        {status?.state === "failed" && status.error !== undefined && (
          <ErrorView error={toPageErrorOf(status.error)} />
        )}
        {running ? (
          <>
            <Phases status={status} />
            <div>
              <Button
                variant="default"
                loading={cancel.running}
                onClick={() => void cancel.run()}
                data-testid="benchmark-cancel"
              >
                {t("benchmark.cancel")}
              </Button>
            </div>
          </>
        ) : (
          <div className={classes.row}>
            <Select
              label={t("benchmark.model")}
              value={model}
              allowDeselect={false}
              onChange={(value) => setModel(value ?? "")}
              w={320}
              data={[
                { value: "", label: t("benchmark.proposed") },
                ...(models.data.value ?? [])
                  .filter((one) => one.state === "ready" && one.role !== "embedding")
                  .map((one) => ({ value: one.id, label: modelTitle(one.name, one.quantisation) })),
              ]}
              data-testid="benchmark-model"
            />
            <Button
              loading={start.running}
              onClick={() => void start.run()}
              data-testid="benchmark-start"
            >
              {t("benchmark.start")}
            </Button>
          </div>
        )}
      </div>
    </Panel>
  );
}

function Phases({ status }: { readonly status: BenchmarkStatus }) {
  const { t } = useTranslation();
  const now = useNow();
  const at = phases.indexOf(status.state);
  return (
    <div data-testid="benchmark-phases">
      <Progress value={status.progress * 100} size={6} aria-label={t("benchmark.progress")} />
      <ol className={classes.phases}>
        {phases.map((phase, index) => (
          <li
            key={phase}
            data-state={index < at ? "done" : index === at ? "active" : "pending"}
            aria-current={index === at ? "step" : undefined}
          >
            {t(`benchmark.phase.${phase}`)}
          </li>
        ))}
      </ol>
      {status.startedAt !== undefined && (
        <p className={classes.note}>
          {t("benchmark.since", { age: formatDuration(now - status.startedAt) })}
        </p>
      )}
    </div>
  );
}

/** True while a measurement is under way. */
function isRunning(state: BenchmarkStatus["state"]): boolean {
  return state !== "idle" && state !== "done" && state !== "failed";
}
