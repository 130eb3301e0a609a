import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./confirm-button.module.css";

interface ConfirmButtonProps {
  /** What the first press is called. */
  readonly label: string;
  /** What the second one does, with what is lost: "Delete 4.7 GiB". */
  readonly confirm: string;
  readonly onConfirm: () => void;
  readonly running?: boolean;
  readonly disabled?: boolean;
  readonly size?: "compact-xs" | "xs" | "sm";
  readonly icon?: ReactNode;
  /** What it acts on, where many such buttons are on one page. */
  readonly name?: string;
  readonly testId?: string;
}

/** A button for what cannot be undone: the first press asks, on its own place, with what would be lost; the second does it. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const size = props.size ?? "xs";
  if (!asked) {
    return (
      <Button
        size={size}
        variant="default"
        leftSection={props.icon}
        disabled={props.disabled === true}
        loading={props.running === true}
        onClick={() => setAsked(true)}
        aria-label={props.name === undefined ? undefined : `${props.label}: ${props.name}`}
        data-testid={props.testId}
      >
        {props.label}
      </Button>
    );
  }
  return (
    <span className={classes.pair}>
      <Button
        size={size}
        variant="default"
        className={classes.lose}
        autoFocus
        onClick={() => {
          setAsked(false);
          props.onConfirm();
        }}
        data-testid={props.testId && `${props.testId}-confirm`}
      >
        {props.confirm}
      </Button>
      <Button size={size} variant="default" onClick={() => setAsked(false)}>
        {t("common.keep")}
      </Button>
    </span>
  );
}
