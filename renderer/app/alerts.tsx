import { notifications } from "@mantine/notifications";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { timelineText } from "../features/home/timeline-text.ts";
import { useTimeline } from "../stores/node.ts";
import { pageOf } from "./routes.ts";
import { unsaid } from "./unsaid.ts";

/** How long it stays, in milliseconds: a failure longer, and none for good, since the timeline keeps it. */
const shownFor = { warning: 8_000, error: 20_000 } as const;

/** Trouble that happens while the page is open is said on every page, once; what happened before is in the timeline. */
export function Alerts() {
  const { t } = useTranslation();
  const lines = useTimeline((store) => store.lines);
  const here = pageOf(useLocation()[0]);
  const said = useRef<Set<number>>(undefined);
  useEffect(() => {
    const fresh = unsaid(lines, said.current);
    if (lines.length > 0) said.current = new Set(lines.map((line) => line.sequence));
    for (const line of fresh) {
      // Home says in its first sentence that mining ended, and why.
      if (line.message === "mining.failed" && here === "/") continue;
      const message = timelineText(t, line);
      notifications.show({
        // The same words are on screen once, however often the node wrote them.
        id: message,
        title: t(`alerts.${line.level}`),
        message,
        color: line.level === "error" ? "red" : "yellow",
        autoClose: shownFor[line.level === "error" ? "error" : "warning"],
        closeButtonProps: { "aria-label": t("common.close") },
      });
    }
  }, [lines, t, here]);
  return null;
}
