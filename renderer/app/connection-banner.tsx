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
  const isFinal = state.kind === "refused" || state.kind === "no-token";
  const next =
    state.kind === "waiting"
      ? t("connection.nextTry", { wait: formatDuration(state.retryAt - now) })
      : state.kind === "connecting"
        ? t("connection.again")
        : state.kind === "silent"
          ? t("connection.silent", { age: formatDuration(now - state.since) })
          : "";
  return (
    <section
      className={classes.banner}
      aria-label={t("network.connection")}
      data-testid="connection-banner"
    >
      <IconPlugConnectedX size={16} aria-hidden />
      <span>
        <span role="status">{t(isFinal ? "connection.refused" : "connection.lost")}</span>{" "}
        {/* What moves with the clock stands beside what is said aloud: nobody wants to hear it each second. */}
        <span>{next}</span>
      </span>
    </section>
  );
}
