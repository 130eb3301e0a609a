import { SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { GovernorAction } from "../../../../../native/api/governor.ts";

interface ActionChoiceProps {
  readonly label: string;
  readonly value: GovernorAction;
  readonly onChange: (value: GovernorAction) => void;
  readonly testId?: string;
}

const actions: readonly GovernorAction[] = ["run", "slow", "pause"];

/** What a rule does when it holds: nothing, slow down, or pause. */
export function ActionChoice({ label, value, onChange, testId }: ActionChoiceProps) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      value={value}
      onChange={(next) => onChange(next as GovernorAction)}
      data={actions.map((action) => ({ value: action, label: t(`governor.action.${action}`) }))}
      aria-label={label}
      data-testid={testId}
    />
  );
}
