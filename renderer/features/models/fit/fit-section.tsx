import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ModelFit, RunShape } from "../../../../native/api/models.ts";
import { api } from "../../../app/api.ts";
import { useRequest } from "../../../ui/hooks/use-request.ts";
import { useSettled } from "../../../ui/hooks/use-settled.ts";
import { ErrorView } from "../../../ui/marks/error-view.tsx";
import classes from "./fit.module.css";
import { FitControls } from "./fit-controls.tsx";
import { FitView } from "./fit-view.tsx";

interface FitSectionProps {
  readonly id: string;
  /** The most tokens the model can take, where that is known. */
  readonly contextLength?: number | undefined;
  /** Called with the shape that a person chose. */
  readonly onRun?: (run: RunShape) => void;
  /** Called once, as soon as the file's head was read. */
  readonly onRead?: () => void;
}

/** How a model fits this computer, asked again as the sliders move; without a choice in the shape that the node proposes. */
export function FitSection({ id, contextLength, onRun, onRead }: FitSectionProps) {
  const { t } = useTranslation();
  const [run, setRun] = useState<RunShape>();
  const [last, setLast] = useState<ModelFit>();
  const asked = useSettled(run, JSON.stringify(run ?? null));
  const { data, reload } = useRequest(`fit-${id}-${JSON.stringify(asked.value ?? null)}`, () =>
    api.models.fit(asked.value === undefined ? { id } : { id, run: asked.value }),
  );
  const fresh = data.value;
  useEffect(() => {
    if (fresh !== undefined) setLast(fresh);
  }, [fresh]);
  const read = last !== undefined;
  const told = useRef(onRead);
  told.current = onRead;
  useEffect(() => {
    if (read) told.current?.();
  }, [read]);
  const fit = fresh ?? last;
  const choose = (next: RunShape): void => {
    setRun(next);
    onRun?.(next);
  };
  const waiting = !asked.settled || data.state === "loading";
  return (
    <section aria-label={t("fit.title")} data-testid="fit" data-verdict={fit?.verdict}>
      <h3 className={classes.heading}>{t("fit.title")}</h3>
      {data.state === "failed" && <ErrorView error={data.error} onRetry={reload} />}
      {fit === undefined ? (
        data.state !== "failed" && (
          <p className={classes.dim} aria-busy="true">
            {t("fit.asking")}
          </p>
        )
      ) : (
        <div className={classes.fit} data-waiting={waiting ? "" : undefined}>
          <FitControls run={run ?? fit.run} most={contextLength ?? 131_072} onChange={choose} />
          <FitView fit={fit} />
        </div>
      )}
    </section>
  );
}
