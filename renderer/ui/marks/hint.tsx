import { Tooltip } from "@mantine/core";
import classes from "./term.module.css";

interface HintProps {
  /** One or two sentences that explain it. */
  readonly label: string;
  readonly children: string;
  readonly testId?: string | undefined;
}

/** Words with an explanation on hover or focus. */
export function Hint({ label, children, testId }: HintProps) {
  return (
    <Tooltip label={label} maw={280}>
      <button type="button" className={classes.term} data-testid={testId}>
        {children}
      </button>
    </Tooltip>
  );
}
