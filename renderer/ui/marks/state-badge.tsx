import {
  type Icon,
  IconAlertTriangle,
  IconCircle,
  IconCircleCheck,
  IconCircleX,
  IconLoader2,
} from "@tabler/icons-react";
import classes from "./state-badge.module.css";

/** How a state stands: never told by colour alone, each has a shape of its own. */
export type Tone = "good" | "warning" | "bad" | "neutral" | "busy";

const icons: Record<Tone, Icon> = {
  good: IconCircleCheck,
  warning: IconAlertTriangle,
  bad: IconCircleX,
  neutral: IconCircle,
  busy: IconLoader2,
};

interface StateBadgeProps {
  readonly tone: Tone;
  readonly children: string;
  readonly testId?: string;
}

/** A short state with a shape and a colour. */
export function StateBadge({ tone, children, testId }: StateBadgeProps) {
  const Shape = icons[tone];
  return (
    <span className={classes.badge} data-tone={tone} data-testid={testId}>
      <Shape size={14} stroke={2.2} aria-hidden className={tone === "busy" ? classes.turn : ""} />
      {children}
    </span>
  );
}
