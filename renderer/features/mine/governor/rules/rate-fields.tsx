import { ActionIcon, Chip, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TariffRate } from "../../../../../native/api/governor.ts";
import {
  formatLongWeekday,
  formatMinute,
  formatWeekday,
  parseMinute,
  weekDays,
} from "../../../../ui/format/week.ts";
import { FigureField } from "./figure-field.tsx";
import classes from "./rate-fields.module.css";

interface RateFieldsProps {
  readonly rate: TariffRate;
  /** Its place in the list, from 1, for screen readers. */
  readonly place: number;
  readonly unit: string;
  readonly onChange: (rate: TariffRate) => void;
  readonly onRemove: () => void;
}

/** One price for some hours of some days. */
export function RateFields({ rate, place, unit, onChange, onRemove }: RateFieldsProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes.rate} data-testid={`rate-${place}`}>
      <legend className={classes.legend}>{t("governor.tariff.rate", { place })}</legend>
      <div className={classes.days}>
        {weekDays.map((day) => (
          <Chip
            key={day}
            size="xs"
            radius="sm"
            variant="light"
            checked={rate.days.includes(day)}
            aria-label={formatLongWeekday(day)}
            onChange={(checked) => {
              const days = rate.days.filter((one) => one !== day);
              onChange({ ...rate, days: checked ? [...days, day] : days });
            }}
          >
            {formatWeekday(day)}
          </Chip>
        ))}
      </div>
      <MinuteField
        label={t("governor.tariff.from")}
        minute={rate.fromMinute}
        onChange={(fromMinute) => onChange({ ...rate, fromMinute })}
      />
      <MinuteField
        label={t("governor.tariff.to")}
        minute={rate.toMinute}
        onChange={(toMinute) => onChange({ ...rate, toMinute })}
      />
      <FigureField
        label={t("governor.tariff.price")}
        value={rate.pricePerKilowattHour}
        suffix={unit}
        min={0}
        max={100}
        decimals={4}
        onChange={(pricePerKilowattHour) => onChange({ ...rate, pricePerKilowattHour })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        onClick={onRemove}
        aria-label={t("governor.tariff.remove", { place })}
        data-testid={`rate-${place}-remove`}
      >
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </fieldset>
  );
}

interface MinuteFieldProps {
  readonly label: string;
  readonly minute: number;
  readonly onChange: (minute: number) => void;
}

function MinuteField({ label, minute, onChange }: MinuteFieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(formatMinute(minute));
  const parsed = parseMinute(text);
  return (
    <TextInput
      size="xs"
      w={84}
      label={label}
      value={text}
      placeholder="17:00"
      error={parsed === undefined ? t("governor.tariff.badTime") : undefined}
      onChange={(event) => {
        setText(event.currentTarget.value);
        const next = parseMinute(event.currentTarget.value);
        if (next !== undefined) onChange(next);
      }}
    />
  );
}
