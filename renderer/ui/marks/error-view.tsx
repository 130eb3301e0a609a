import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type PageError, pageErrorText } from "../../app/page-error.ts";
import classes from "./error-view.module.css";

interface ErrorViewProps {
  readonly error: PageError;
  readonly onRetry?: () => void;
  /** A more fitting button than trying again. */
  readonly action?: ReactNode;
}

/** A failure in four parts: what happened, why, what was not lost, what to do; its code in small type. */
export function ErrorView({ error, onRetry, action }: ErrorViewProps) {
  const { t } = useTranslation();
  const text = pageErrorText(error, (part) => t(`errors.NODE_UNREACHABLE.${part}`));
  return (
    <div className={classes.error} role="alert" data-testid="error" data-code={error.code}>
      <IconAlertTriangle size={20} className={classes.icon} aria-hidden />
      <div className={classes.text}>
        <p className={classes.what}>{text.what}</p>
        <p>{text.why}</p>
        <p className={classes.dim}>{text.kept}</p>
        <p>{text.fix}</p>
        <div className={classes.foot}>
          {action}
          {onRetry && (
            <Button size="xs" variant="default" onClick={onRetry} data-testid="error-retry">
              {t("common.retry")}
            </Button>
          )}
          <code className={classes.code}>{error.code}</code>
        </div>
      </div>
    </div>
  );
}
