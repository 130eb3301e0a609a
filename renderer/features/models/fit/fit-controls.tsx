import { SegmentedControl, Slider } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { CacheType, RunShape } from "../../../../native/api/models.ts";
import { formatWhole } from "../../../ui/format/bytes.ts";
import { Term } from "../../../ui/marks/term.tsx";
import classes from "./fit.module.css";
import { contextSteps, nearestStep } from "./fit-parts.ts";

const cacheTypes: readonly CacheType[] = ["f16", "q8_0", "q4_0"];
const MOST_SEQUENCES = 16;

interface FitControlsProps {
  readonly run: RunShape;
  /** The model's own context. */
  readonly most: number;
  readonly onChange: (run: RunShape) => void;
}

/** The three things that decide how much memory a model takes beside its weights. */
export function FitControls({ run, most, onChange }: FitControlsProps) {
  const { t } = useTranslation();
  const id = useId();
  const steps = contextSteps(Math.max(most, run.contextSize));
  return (
    <div className={classes.controls}>
      <div>
        <div className={classes.control}>
          <Term name="context" />
          <b>{t("models.tokens", { tokens: formatWhole(run.contextSize) })}</b>
        </div>
        <Slider
          min={0}
          max={steps.length - 1}
          value={nearestStep(steps, run.contextSize)}
          label={null}
          thumbLabel={t("terms.context.word")}
          thumbValueText={t("models.tokens", { tokens: formatWhole(run.contextSize) })}
          onChange={(step) => onChange({ ...run, contextSize: steps[step] ?? run.contextSize })}
          data-testid="fit-context"
        />
      </div>
      <div>
        <div className={classes.control}>
          <Term name="sequences" />
          <b>{run.sequences}</b>
        </div>
        <Slider
          min={1}
          max={MOST_SEQUENCES}
          value={run.sequences}
          label={null}
          thumbLabel={t("terms.sequences.word")}
          onChange={(sequences) => onChange({ ...run, sequences })}
          data-testid="fit-sequences"
        />
      </div>
      <div>
        <div className={classes.control}>
          <Term name="cacheType" />
        </div>
        <SegmentedControl
          id={id}
          size="xs"
          value={run.cacheType}
          onChange={(cacheType) => onChange({ ...run, cacheType: cacheType as CacheType })}
          data={cacheTypes.map((value) => ({ value, label: value }))}
          aria-label={t("terms.cacheType.word")}
          data-testid="fit-cache"
        />
      </div>
    </div>
  );
}
