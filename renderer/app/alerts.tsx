import { notifications } from "@mantine/notifications";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { timelineText } from "../features/home/timeline-text.ts";
import { useTimeline } from "../stores/node.ts";
import { unsaid } from "./unsaid.ts";

const SHOWN_MILLIS = 8_000;

/** Trouble that happens while the page is open is said on every page, once; what happened before is in the timeline. */
export function Alerts() {
  const { t } = useTranslation();
  const lines = useTimeline((store) => store.lines);
  const said = useRef<Set<number>>(undefined);
  useEffect(() => {
    const fresh = unsaid(lines, said.current);
    if (lines.length > 0) said.current = new Set(lines.map((line) => line.sequence));
    for (const line of fresh) {
      notifications.show({
        title: t(`alerts.${line.level}`),
        message: timelineText(t, line),
        color: line.level === "error" ? "red" : "yellow",
        autoClose: line.level === "error" ? false : SHOWN_MILLIS,
        closeButtonProps: { "aria-label": t("common.close") },
      });
    }
  }, [lines, t]);
  return null;
}
