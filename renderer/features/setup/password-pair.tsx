import { PasswordInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type Pair, passwordProblem } from "./password-problem.ts";

interface PasswordPairProps {
  readonly value: Pair;
  readonly onChange: (value: Pair) => void;
}

/** The two fields of a new password. */
export function PasswordPair({ value, onChange }: PasswordPairProps) {
  const { t } = useTranslation();
  const problem = passwordProblem(value);
  const toggle = { "aria-label": t("common.showPassword"), tabIndex: 0 };
  return (
    <>
      <PasswordInput
        label={t("setup.password.label")}
        description={t("setup.password.hint")}
        autoComplete="new-password"
        value={value.password}
        onChange={(event) => onChange({ ...value, password: event.currentTarget.value })}
        error={
          value.password !== "" && problem === "short"
            ? t("setup.password.problem.short")
            : undefined
        }
        visibilityToggleButtonProps={toggle}
        data-testid="new-password"
      />
      <PasswordInput
        label={t("setup.password.again")}
        autoComplete="new-password"
        value={value.again}
        onChange={(event) => onChange({ ...value, again: event.currentTarget.value })}
        error={
          value.again !== "" && problem === "differs"
            ? t("setup.password.problem.differs")
            : undefined
        }
        visibilityToggleButtonProps={toggle}
        data-testid="new-password-again"
      />
    </>
  );
}
