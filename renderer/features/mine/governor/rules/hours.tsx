import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { fillWeek } from "../week/paint.ts";
import { WeekGrid } from "../week/week-grid.tsx";
import { OnSwitch } from "./on-switch.tsx";
import { Rule } from "./rule.tsx";
import type { RuleFormProps } from "./rule-form-props.ts";

const presets = {
  always: () => true,
  nights: (_day: number, hour: number) => hour < 7 || hour >= 22,
  offWork: (day: number, hour: number) => day === 0 || day === 6 || hour < 8 || hour >= 18,
  never: () => false,
} as const;

/** The hours of the week in which work may run. */
export function Hours({ draft, onChange }: Omit<RuleFormProps, "senses">) {
  const { t } = useTranslation();
  const { schedule } = draft;
  const set = (hours: boolean[][]): void =>
    onChange({ ...draft, schedule: { ...schedule, hours } });
  return (
    <Rule title={t("governor.rule.schedule")} hint={t("governor.rule.scheduleHint")}>
      <OnSwitch
        rule={t("governor.rule.schedule")}
        checked={schedule.enabled}
        onChange={(enabled) => onChange({ ...draft, schedule: { ...schedule, enabled } })}
        testId="rule-schedule"
      />
      {schedule.enabled && (
        <>
          {(["always", "nights", "offWork", "never"] as const).map((name) => (
            <Button
              key={name}
              size="compact-xs"
              variant="default"
              onClick={() => set(fillWeek(presets[name]))}
              data-testid={`hours-${name}`}
            >
              {t(`governor.preset.${name}`)}
            </Button>
          ))}
          <WeekGrid hours={schedule.hours} onChange={set} />
        </>
      )}
    </Rule>
  );
}
