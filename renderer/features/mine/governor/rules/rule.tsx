import { IconEyeOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import classes from "../governor.module.css";

interface RuleProps {
  readonly title: string;
  readonly hint: string;
  /** What this computer cannot tell, so that the rule cannot be kept; absent where it can. */
  readonly blind?: string | undefined;
  readonly children: ReactNode;
}

/** One rule of the form: its name and purpose, whether it works here at all, and its fields. */
export function Rule({ title, hint, blind, children }: RuleProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <section className={classes.rule} aria-labelledby={id}>
      <div>
        <h3 id={id} className={classes.ruleName}>
          {title}
        </h3>
        <p className={classes.hint}>{hint}</p>
        {blind !== undefined && (
          <p className={classes.blind} data-testid="blind">
            <IconEyeOff size={14} aria-hidden />
            {t("governor.blind.sentence", { what: blind })}
          </p>
        )}
      </div>
      <div className={classes.fields}>{children}</div>
    </section>
  );
}
