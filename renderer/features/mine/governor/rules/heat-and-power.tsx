import { Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "../governor.module.css";
import { temperaturesRise } from "../settings-problem.ts";
import { FigureField } from "./figure-field.tsx";
import { OnSwitch } from "./on-switch.tsx";
import { Rule } from "./rule.tsx";
import type { RuleFormProps } from "./rule-form-props.ts";

const DEFAULT_WATTS = 300;
const DEFAULT_KILOWATT_HOURS = 10;
/** As they must rise. */
const temperatures = ["resumeBelow", "slowAt", "pauseAt", "stopAt"] as const;

/** The rules about temperature, watts and energy. */
export function HeatAndPower({ draft, senses, onChange }: RuleFormProps) {
  const { t } = useTranslation();
  const { temperature, power } = draft;
  const wrong = temperature.enabled && !temperaturesRise(temperature);
  return (
    <>
      <Rule
        title={t("governor.rule.temperature")}
        hint={t("governor.rule.temperatureHint")}
        blind={senses?.temperature === false ? t("governor.blind.temperature") : undefined}
      >
        <OnSwitch
          rule={t("governor.rule.temperature")}
          checked={temperature.enabled}
          onChange={(enabled) => onChange({ ...draft, temperature: { ...temperature, enabled } })}
          testId="rule-temperature"
        />
        {temperatures.map((name) => (
          <FigureField
            key={name}
            label={t(`governor.temperature.${name}`)}
            value={temperature[name]}
            suffix=" °C"
            min={20}
            max={120}
            disabled={!temperature.enabled}
            error={wrong}
            onChange={(value) =>
              onChange({ ...draft, temperature: { ...temperature, [name]: value } })
            }
            testId={`temperature-${name}`}
          />
        ))}
        {wrong && (
          <p className={classes.wrong} role="alert">
            {t("governor.temperature.wrong")}
          </p>
        )}
      </Rule>
      <Rule
        title={t("governor.rule.power")}
        hint={t("governor.rule.powerHint")}
        blind={senses?.power === false ? t("governor.blind.power") : undefined}
      >
        <Switch
          label={t("governor.power.watts")}
          checked={power.watts !== undefined}
          onChange={(event) => {
            const { watts: _watts, ...rest } = power;
            const on = event.currentTarget.checked;
            onChange({ ...draft, power: on ? { ...rest, watts: DEFAULT_WATTS } : rest });
          }}
          data-testid="rule-watts"
        />
        {power.watts !== undefined && (
          <FigureField
            label={t("governor.power.atMost")}
            value={power.watts}
            suffix=" W"
            min={5}
            max={20_000}
            onChange={(watts) => onChange({ ...draft, power: { ...power, watts } })}
            testId="power-watts"
          />
        )}
        <Switch
          label={t("governor.power.energy")}
          checked={power.kilowattHoursPerDay !== undefined}
          onChange={(event) => {
            const { kilowattHoursPerDay: _energy, ...rest } = power;
            const on = event.currentTarget.checked;
            onChange({
              ...draft,
              power: on ? { ...rest, kilowattHoursPerDay: DEFAULT_KILOWATT_HOURS } : rest,
            });
          }}
          data-testid="rule-energy"
        />
        {power.kilowattHoursPerDay !== undefined && (
          <FigureField
            label={t("governor.power.aDay")}
            value={power.kilowattHoursPerDay}
            suffix=" kWh"
            min={0.01}
            max={500}
            decimals={2}
            onChange={(kilowattHoursPerDay) =>
              onChange({ ...draft, power: { ...power, kilowattHoursPerDay } })
            }
            testId="power-energy"
          />
        )}
      </Rule>
    </>
  );
}
