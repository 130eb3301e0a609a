import { IconCircleCheck, IconCircleDashed, IconLoader2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ValidatorStatus } from "../../stores/validator.ts";
import { Panel } from "../../ui/layout/panel.tsx";
import { stepStates, validatorSteps } from "./step-states.ts";
import classes from "./validate.module.css";

/** Register, stake to itself, load the model, get a permit, query: which of them is at work. */
export function ValidatorSteps({ status }: { readonly status: ValidatorStatus }) {
  const { t } = useTranslation();
  const states = stepStates(status.step, status.state);
  return (
    <Panel title={t("validate.steps")} testId="validator-steps">
      <ol className={classes.steps}>
        {validatorSteps.map((step, index) => {
          const state = states[index] ?? "pending";
          const Shape = { done: IconCircleCheck, active: IconLoader2, pending: IconCircleDashed }[
            state
          ];
          return (
            <li key={step} className={classes.step} data-state={state}>
              <strong>
                <Shape size={16} aria-hidden />
                {t(`validate.step.${step}.name`)}
              </strong>
              <span>{t(`validate.step.${step}.why`)}</span>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
