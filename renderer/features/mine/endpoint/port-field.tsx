import { TextInput } from "@mantine/core";
import { isPort } from "./draft.ts";

interface PortFieldProps {
  readonly label: string;
  /** What holds while it is empty. */
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly testId: string;
}

/** A port from 1 to 65535, or none. */
export function PortField({ label, placeholder, value, onChange, testId }: PortFieldProps) {
  return (
    <TextInput
      size="xs"
      w={150}
      label={label}
      placeholder={placeholder}
      inputMode="numeric"
      value={value}
      error={!isPort(value)}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      data-testid={testId}
    />
  );
}
