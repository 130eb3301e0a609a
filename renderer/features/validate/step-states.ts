import type { ValidatorStatus } from "../../stores/validator.ts";

/** The steps of starting a validator, in order. */
export const validatorSteps = ["register", "stake", "model", "permit", "query"] as const;

/** How far a validator has come; `step` is the one at work, and `none` means all are behind it once it runs. */
export function stepStates(
  step: ValidatorStatus["step"],
  state: ValidatorStatus["state"],
): readonly ("done" | "active" | "pending")[] {
  const done = state === "running" ? validatorSteps.length : 0;
  const at = step === "none" ? done : validatorSteps.indexOf(step);
  return validatorSteps.map((_, index) =>
    index < at ? "done" : index === at ? "active" : "pending",
  );
}
