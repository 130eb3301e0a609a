import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { Finding } from "../../../native/api/doctor.ts";
import { useAction } from "../../ui/hooks/use-action.ts";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import classes from "./doctor.module.css";
import { useExamination } from "./use-examination.ts";

/** Pages on which the person does what a fix says. */
const pages: Readonly<Record<string, { readonly path: string; readonly name: string }>> = {
  smallerModel: { path: "/models", name: "models" },
  betterModel: { path: "/models", name: "models" },
  coolDown: { path: "/mine", name: "mine" },
  seeMine: { path: "/mine", name: "mine" },
  startMining: { path: "/", name: "home" },
  addHotkey: { path: "/wallet", name: "wallet" },
  addFunds: { path: "/wallet", name: "wallet" },
  otherSubnet: { path: "/network", name: "network" },
};

/** What to do about a finding: a button where the node can do it, else words and the page where it is done. */
export function Fix({ finding }: { readonly finding: Finding }) {
  const { t } = useTranslation();
  const fix = useExamination((store) => store.fix);
  const action = useAction(fix);
  if (finding.fix === undefined) return null;
  const { key, byNode } = finding.fix;
  const page = pages[key];
  return (
    <div className={classes.fix}>
      <span>{t(`doctor.fixes.${key}`, { defaultValue: finding.fix.said })}</span>
      {byNode && (
        <Button
          size="xs"
          variant={finding.state === "bad" ? "filled" : "default"}
          onClick={() => void action.run(finding.id)}
          disabled={action.running}
          data-testid={`fix-${finding.id}`}
        >
          {action.running ? t("doctor.fixing") : t("doctor.fixNow")}
        </Button>
      )}
      {page !== undefined && !byNode && (
        <Link to={page.path} className={classes.link}>
          {t("doctor.openPage", { page: t(`pages.${page.name}`) })}
        </Link>
      )}
      {action.error !== undefined && <ErrorView error={action.error} />}
    </div>
  );
}
