import { Button, Switch, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TariffRate } from "../../../../../native/api/governor.ts";
import { FigureField } from "./figure-field.tsx";
import { OnSwitch } from "./on-switch.tsx";
import { RateFields } from "./rate-fields.tsx";
import { Rule } from "./rule.tsx";
import type { RuleFormProps } from "./rule-form-props.ts";

const NEW_RATE: TariffRate = {
  days: [1, 2, 3, 4, 5],
  fromMinute: 1020,
  toMinute: 1260,
  pricePerKilowattHour: 0.4,
};

/** What electricity costs, by hour and day, and from which price on work pauses. */
export function Tariff({ draft, onChange }: Omit<RuleFormProps, "senses">) {
  const { t } = useTranslation();
  const { tariff } = draft;
  // Prices have no names of their own, and their fields hold text that is being typed: each keeps a number.
  const [numbers, setNumbers] = useState(() => tariff.rates.map((_, index) => index));
  const set = (next: Partial<typeof tariff>): void =>
    onChange({ ...draft, tariff: { ...tariff, ...next } });
  const unit = ` ${tariff.currency}`;
  const setLimit = (on: boolean): void => {
    const { mostPerKilowattHour: _most, ...rest } = tariff;
    const limit = on ? { mostPerKilowattHour: tariff.basePrice } : {};
    onChange({ ...draft, tariff: { ...rest, ...limit } });
  };
  return (
    <Rule title={t("governor.rule.tariff")} hint={t("governor.rule.tariffHint")}>
      <OnSwitch
        rule={t("governor.rule.tariff")}
        checked={tariff.enabled}
        onChange={(enabled) => set({ enabled })}
        testId="rule-tariff"
      />
      {tariff.enabled && (
        <>
          <TextInput
            size="xs"
            w={90}
            label={t("governor.tariff.currency")}
            value={tariff.currency}
            maxLength={8}
            error={tariff.currency.trim() === ""}
            onChange={(event) => set({ currency: event.currentTarget.value })}
            data-testid="tariff-currency"
          />
          <FigureField
            label={t("governor.tariff.base")}
            value={tariff.basePrice}
            suffix={unit}
            min={0}
            max={100}
            decimals={4}
            onChange={(basePrice) => set({ basePrice })}
            testId="tariff-base"
          />
          <Switch
            label={t("governor.tariff.limited")}
            checked={tariff.mostPerKilowattHour !== undefined}
            onChange={(event) => setLimit(event.currentTarget.checked)}
            data-testid="tariff-limited"
          />
          {tariff.mostPerKilowattHour !== undefined && (
            <FigureField
              label={t("governor.tariff.most")}
              value={tariff.mostPerKilowattHour}
              suffix={unit}
              min={0}
              max={100}
              decimals={4}
              onChange={(mostPerKilowattHour) => set({ mostPerKilowattHour })}
              testId="tariff-most"
            />
          )}
          {tariff.rates.map((rate, index) => (
            <RateFields
              key={numbers[index] ?? index}
              place={index + 1}
              rate={rate}
              unit={unit}
              onChange={(next) => set({ rates: tariff.rates.with(index, next) })}
              onRemove={() => {
                setNumbers(numbers.toSpliced(index, 1));
                set({ rates: tariff.rates.toSpliced(index, 1) });
              }}
            />
          ))}
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() => {
              setNumbers([...numbers, Math.max(-1, ...numbers) + 1]);
              set({ rates: [...tariff.rates, NEW_RATE] });
            }}
            data-testid="rate-add"
          >
            {t("governor.tariff.add")}
          </Button>
        </>
      )}
    </Rule>
  );
}
