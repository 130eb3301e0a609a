import { Button, PasswordInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PageError } from "../../app/page-error.ts";
import { ErrorView } from "../marks/error-view.tsx";
import classes from "./password-form.module.css";

interface PasswordFormProps {
  /** What the button does, as a verb. */
  readonly action: string;
  readonly running: boolean;
  readonly error: PageError | undefined;
  readonly disabled?: boolean;
  /** Whether the dialog it stands in begins in its field. */
  readonly startsHere?: boolean;
  readonly onSubmit: (password: string) => void;
  readonly onCancel?: () => void;
}

/** The last step before a signature: the coldkey's password and one button. The password is kept nowhere but in its field. */
export function PasswordForm(props: PasswordFormProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (password !== "" && !props.running && props.disabled !== true) props.onSubmit(password);
      }}
    >
      <PasswordInput
        label={t("signing.password")}
        description={t("signing.passwordHint")}
        value={password}
        autoComplete="current-password"
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ "aria-label": t("common.showPassword"), tabIndex: 0 }}
        data-autofocus={props.startsHere}
        data-testid="password"
      />
      {props.error !== undefined && <ErrorView error={props.error} />}
      <div className={classes.buttons}>
        {props.onCancel && (
          <Button variant="default" onClick={props.onCancel} disabled={props.running}>
            {t("common.cancel")}
          </Button>
        )}
        <Button
          type="submit"
          loading={props.running}
          disabled={password === "" || props.disabled === true}
          data-testid="password-confirm"
        >
          {props.action}
        </Button>
      </div>
    </form>
  );
}
