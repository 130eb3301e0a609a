import { IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useConnection } from "../stores/connection.ts";
import { formatDuration } from "../ui/format/time.ts";
import { useNow } from "../ui/hooks/use-now.ts";
import classes from "./connection-banner.module.css";

/** Says that the figures on screen are old, while the page does not reach its node. Nothing while it does. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const state = useConnection((store) => store.state);
  const now = useNow(500);
  if (state.kind === "open") return null;
  const text =
    state.kind === "waiting"
      ? t("connection.lost", { wait: formatDuration(state.retryAt - now) })
      : state.kind === "connecting"
        ? t("connection.again")
        : t("connection.refused");
  return (
    <div className={classes.banner} role="status" data-testid="connection-banner">
      <IconPlugConnectedX size={16} aria-hidden />
      {text}
    </div>
  );
}
