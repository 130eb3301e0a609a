import { Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PageError } from "../../app/page-error.ts";
import { parseAmount } from "../../ui/format/amount.ts";
import { PasswordForm } from "../../ui/forms/password-form.tsx";
import { EntryCost } from "./entry-cost.tsx";
import { useEntryQuote } from "./use-entry-quote.ts";
import classes from "./validate.module.css";

/** What was shown and agreed to. Amounts in rao as decimal digits. */
export interface AgreedTerms {
  readonly password: string;
  /** Left out where the node chooses: the least that gives a permit. */
  readonly stake?: string;
  readonly maximumBurn: string;
  readonly maximumStake: string;
}

interface StartQuestionProps {
  readonly opened: boolean;
  readonly hotkey: string;
  readonly running: boolean;
  readonly error: PageError | undefined;
  readonly onSubmit: (terms: AgreedTerms) => void;
  readonly onClose: () => void;
  /** Called once it is gone from the screen. */
  readonly onGone: () => void;
}

/** What validating takes from the wallet, asked before it is signed: a place on the subnet and a stake to itself. */
export function StartQuestion(props: StartQuestionProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={props.opened}
      onClose={() => props.running || props.onClose()}
      returnFocus={false}
      onExitTransitionEnd={props.onGone}
      title={t("validate.question")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {props.opened && <Form {...props} />}
    </Modal>
  );
}

function Form({ hotkey, running, error, onSubmit, onClose }: StartQuestionProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const left = text.trim() === "";
  const stake = left ? undefined : parseAmount(text);
  const understood = left || (stake !== undefined && stake > 0n);
  const { data, settled } = useEntryQuote(hotkey, understood ? stake : undefined);
  const quote = understood ? data.value : undefined;
  const short = quote !== undefined && isShort(quote);
  const submit = (password: string): void => {
    if (quote === undefined) return;
    onSubmit({
      password,
      ...(stake !== undefined && { stake: String(stake) }),
      maximumBurn: quote.maximumBurn,
      maximumStake: quote.stake,
    });
  };
  return (
    <div className={classes.question} data-testid="validate-dialog">
      <p>{t("validate.what")}</p>
      <TextInput
        label={t("validate.stake")}
        description={t("validate.stakeHint")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        inputMode="decimal"
        autoComplete="off"
        rightSection={<span>τ</span>}
        error={understood ? short && t("stakeDrawer.tooMuch") : t("stakeDrawer.notAnAmount")}
        data-autofocus
        data-testid="validate-stake"
      />
      {understood && <EntryCost data={data} settled={settled} />}
      <PasswordForm
        action={t("validate.start")}
        running={running}
        error={error}
        disabled={quote === undefined || !settled || short}
        onSubmit={submit}
        onCancel={onClose}
      />
    </div>
  );
}

/** True where even at the price now the balance does not reach. */
function isShort({
  free,
  burn,
  stake,
  fee,
}: Readonly<Record<"free" | "burn" | "stake" | "fee", string>>): boolean {
  return BigInt(free) < BigInt(burn) + BigInt(stake) + BigInt(fee);
}
