import { NumberInput } from "@mantine/core";

interface FigureFieldProps {
  readonly label: string;
  readonly value: number;
  readonly suffix: string;
  readonly min: number;
  readonly max: number;
  readonly decimals?: number;
  readonly disabled?: boolean;
  readonly error?: boolean;
  readonly onChange: (value: number) => void;
  readonly testId?: string;
}

/** A number with its unit; what is no number is not taken. */
export function FigureField(props: FigureFieldProps) {
  return (
    <NumberInput
      size="xs"
      w={130}
      label={props.label}
      value={props.value}
      suffix={props.suffix}
      min={props.min}
      max={props.max}
      decimalScale={props.decimals ?? 0}
      clampBehavior="blur"
      disabled={props.disabled === true}
      error={props.error === true}
      onChange={(value) => typeof value === "number" && props.onChange(value)}
      data-testid={props.testId}
    />
  );
}
