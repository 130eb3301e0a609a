import { Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./network-badge.module.css";

interface NetworkBadgeProps {
  readonly network: "practice" | "test" | "finney" | "custom";
  /** Without its hint, where it stands inside something that is pressed itself. */
  readonly plain?: boolean;
}

/** Which network this is, in a hue of its own; practice is also striped, so that no screenshot can mislead. */
export function NetworkBadge({ network, plain = false }: NetworkBadgeProps) {
  const { t } = useTranslation();
  if (plain) {
    return (
      <span className={classes.badge} data-network={network}>
        {t(`networks.${network}.word`)}
      </span>
    );
  }
  return (
    <Tooltip label={t(`networks.${network}.hint`)} maw={280}>
      <button
        type="button"
        className={classes.badge}
        data-network={network}
        data-testid="network-badge"
      >
        {t(`networks.${network}.word`)}
      </button>
    </Tooltip>
  );
}
