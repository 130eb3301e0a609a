import type { GovernorSettings, GovernorStatus } from "../../../../../native/api/governor.ts";

/** A part of the form: the settings as they stand in it, what can be sensed here, and the next settings. */
export interface RuleFormProps {
  readonly draft: GovernorSettings;
  /** Absent while the governor's state is not known. */
  readonly senses: GovernorStatus["senses"] | undefined;
  readonly onChange: (draft: GovernorSettings) => void;
}
