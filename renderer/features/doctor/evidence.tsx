import { useTranslation } from "react-i18next";
import type { Finding } from "../../../native/api/doctor.ts";
import { Facts } from "../../ui/figures/facts.tsx";
import { formatDuration } from "../../ui/format/time.ts";
import classes from "./doctor.module.css";

interface EvidenceProps {
  readonly finding: Finding;
  readonly id: string;
  readonly title: string;
}

/** What a finding stands on, and how long the look took. */
export function Evidence({ finding, id, title }: EvidenceProps) {
  const { t } = useTranslation();
  const value = (found: string | number | boolean): string =>
    typeof found === "boolean" ? t(found ? "common.yes" : "common.no") : String(found);
  const items = Object.entries(finding.evidence).map(([key, found]) => ({
    key,
    label: t(`doctor.evidence.${key}`, { defaultValue: key }),
    value: <span className={classes.value}>{value(found)}</span>,
  }));
  return (
    <section id={id} className={classes.evidence} aria-label={t("doctor.evidenceOf", { title })}>
      {items.length > 0 && <Facts items={items} />}
      <p className={classes.dim}>{t("doctor.took", { time: lookTime(finding.millis) })}</p>
    </section>
  );
}

function lookTime(millis: number): string {
  return millis < 1000 ? `${Math.round(millis)} ms` : formatDuration(millis);
}
