import type { ValidatorStatus } from "../../stores/validator.ts";

/** The steps of starting a validator, in order. */
export const validatorSteps = ["register", "stake", "model", "permit", "query"] as const;

/** How far a validator has come; `step` is the one at work, and once it runs all are behind it, though it goes on asking. */
export function stepStates(
  step: ValidatorStatus["step"],
  state: ValidatorStatus["state"],
): readonly ("done" | "active" | "pending")[] {
  const at =
    state === "running"
      ? validatorSteps.length
      : step === "none"
        ? 0
        : validatorSteps.indexOf(step);
  return validatorSteps.map((_, index) =>
    index < at ? "done" : index === at ? "active" : "pending",
  );
}
