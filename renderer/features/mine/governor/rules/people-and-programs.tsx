import { useTranslation } from "react-i18next";
import { ActionChoice } from "./action-choice.tsx";
import { FigureField } from "./figure-field.tsx";
import { Rule } from "./rule.tsx";
import type { RuleFormProps } from "./rule-form-props.ts";

const GIB = 1024 ** 3;

/** The rules about other programs, the person at the computer, and the battery. */
export function PeopleAndPrograms({ draft, senses, onChange }: RuleFormProps) {
  const { t } = useTranslation();
  const { others, presence, battery } = draft;
  const blind = (sense: "vram" | "fullScreen" | "presence" | "battery"): string | undefined =>
    senses?.[sense] === false ? t(`governor.blind.${sense}`) : undefined;
  return (
    <>
      <Rule
        title={t("governor.rule.vram")}
        hint={t("governor.rule.vramHint")}
        blind={blind("vram")}
      >
        <ActionChoice
          label={t("governor.rule.vram")}
          value={others.vram}
          onChange={(vram) => onChange({ ...draft, others: { ...others, vram } })}
          testId="rule-vram"
        />
        {others.vram !== "run" && (
          <FigureField
            label={t("governor.keepFree")}
            value={Number((others.freeBytes / GIB).toFixed(2))}
            suffix=" GiB"
            min={0}
            max={1024}
            decimals={2}
            onChange={(gibibytes) =>
              onChange({ ...draft, others: { ...others, freeBytes: Math.round(gibibytes * GIB) } })
            }
            testId="vram-free"
          />
        )}
      </Rule>
      <Rule
        title={t("governor.rule.fullScreen")}
        hint={t("governor.rule.fullScreenHint")}
        blind={blind("fullScreen")}
      >
        <ActionChoice
          label={t("governor.rule.fullScreen")}
          value={others.fullScreen}
          onChange={(fullScreen) => onChange({ ...draft, others: { ...others, fullScreen } })}
          testId="rule-full-screen"
        />
      </Rule>
      <Rule
        title={t("governor.rule.presence")}
        hint={t("governor.rule.presenceHint")}
        blind={blind("presence")}
      >
        <ActionChoice
          label={t("governor.rule.presence")}
          value={presence.action}
          onChange={(action) => onChange({ ...draft, presence: { ...presence, action } })}
          testId="rule-presence"
        />
        {presence.action !== "run" && (
          <FigureField
            label={t("governor.idleAfter")}
            value={presence.idleMinutes}
            suffix=" min"
            min={1}
            max={240}
            onChange={(idleMinutes) =>
              onChange({ ...draft, presence: { ...presence, idleMinutes } })
            }
            testId="presence-minutes"
          />
        )}
      </Rule>
      <Rule
        title={t("governor.rule.battery")}
        hint={t("governor.rule.batteryHint")}
        blind={blind("battery")}
      >
        <ActionChoice
          label={t("governor.rule.battery")}
          value={battery.action}
          onChange={(action) => onChange({ ...draft, battery: { action } })}
          testId="rule-battery"
        />
      </Rule>
    </>
  );
}
