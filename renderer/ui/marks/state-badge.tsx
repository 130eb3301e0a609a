import {
  type Icon,
  IconAlertTriangle,
  IconCircle,
  IconCircleCheck,
  IconCircleX,
  IconLoader2,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useConnection } from "../../stores/connection.ts";
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
  /** Of something that moves on its own: without the node it is only what was known last. */
  readonly live?: boolean;
}

/** A short state with a shape and a colour. */
export function StateBadge({ tone: now, children, testId, live = false }: StateBadgeProps) {
  const { t } = useTranslation();
  const reached = useConnection((store) => store.state.kind === "open");
  const isOld = live && !reached;
  const tone = isOld ? "neutral" : now;
  const Shape = icons[tone];
  return (
    <span className={classes.badge} data-tone={tone} data-testid={testId}>
      <Shape size={14} stroke={2.2} aria-hidden className={tone === "busy" ? classes.turn : ""} />
      {isOld ? t("common.lastKnown", { state: children }) : children}
    </span>
  );
}
