import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { useWallets } from "../../stores/wallet.ts";
import { useAction } from "../../ui/hooks/use-action.ts";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import { Term } from "../../ui/marks/term.tsx";
import { walletNameProblem } from "../wallet/wallet-name.ts";
import { PasswordPair } from "./password-pair.tsx";
import { passwordProblem } from "./password-problem.ts";
import classes from "./wizard.module.css";
import type { NewWallet } from "./wizard-state.ts";

interface PasswordScreenProps {
  readonly onBack: () => void;
  readonly onNext: (draft: NewWallet) => void;
  /** Goes on with a wallet that exists already, from an earlier try or another program. */
  readonly onKeep: (wallet: string, hotkey: string) => void;
}

/** The password that will encrypt the coldkey. */
export function PasswordScreen({ onBack, onNext, onKeep }: PasswordScreenProps) {
  const { t } = useTranslation();
  const wallets = useWallets((store) => store.data.value);
  const existing = wallets?.find(
    (wallet) => wallet.damaged === undefined && wallet.hotkeys.length > 0,
  );
  const taken = wallets?.some((wallet) => wallet.name === "default") === true;
  const [typedName, setTypedName] = useState<string>();
  const [pair, setPair] = useState({ password: "", again: "" });
  const name = typedName ?? (taken ? "" : "default");
  const nameProblem = walletNameProblem(name, wallets);
  const next = useAction(async () => {
    const { mnemonic } = await api.wallet.words({});
    onNext({ name, password: pair.password, mnemonic });
  });
  const ready = passwordProblem(pair) === undefined && name !== "" && nameProblem === undefined;
  return (
    <form
      className={classes.fields}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void next.run();
      }}
    >
      <div>
        <h1 className={classes.title}>{t("setup.password.title")}</h1>
        <p className={classes.lead}>
          {t("setup.password.encrypts")} <Term name="coldkey">{t("setup.password.coldkey")}</Term>
          {t("setup.password.lead")}
        </p>
      </div>
      {existing !== undefined && (
        <div className={classes.keep}>
          <p>{t("setup.password.found", { name: existing.name })}</p>
          <Button
            variant="light"
            onClick={() => onKeep(existing.name, existing.hotkeys[0]?.name ?? "default")}
            data-testid="setup-keep-wallet"
          >
            {t("setup.password.keep", { name: existing.name })}
          </Button>
        </div>
      )}
      <TextInput
        label={t("wallet.name")}
        description={t("wallet.nameHint")}
        value={name}
        onChange={(event) => setTypedName(event.currentTarget.value)}
        error={nameProblem && t(`wallet.${nameProblem}`)}
        data-testid="setup-wallet-name"
      />
      <PasswordPair value={pair} onChange={setPair} />
      {next.error !== undefined && <ErrorView error={next.error} />}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onBack} data-testid="setup-back">
          {t("setup.back")}
        </Button>
        <Button type="submit" disabled={!ready} loading={next.running} data-testid="setup-next">
          {t("setup.next")}
        </Button>
      </div>
    </form>
  );
}
