import { Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface OnSwitchProps {
  /** The rule's name, for screen readers. */
  readonly rule: string;
  readonly checked: boolean;
  readonly onChange: (on: boolean) => void;
  readonly testId: string;
}

/** Turns one rule on and off, and says in a word which of the two it is. */
export function OnSwitch({ rule, checked, onChange, testId }: OnSwitchProps) {
  const { t } = useTranslation();
  return (
    <Switch
      label={t(checked ? "governor.on" : "governor.off")}
      aria-label={rule}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
      data-testid={testId}
    />
  );
}
