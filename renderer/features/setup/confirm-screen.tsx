import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { refreshWallets } from "../../app/feeds.ts";
import { useAction } from "../../ui/hooks/use-action.ts";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import classes from "./wizard.module.css";
import { type NewWallet, placesToAsk, wordsMatch } from "./wizard-state.ts";

const HOTKEY = "default";

interface ConfirmScreenProps {
  readonly draft: NewWallet;
  readonly onBack: () => void;
  readonly onCreated: (wallet: string, hotkey: string) => Promise<void>;
}

/** Asks for three of the words; only then is the key written. */
export function ConfirmScreen({ draft, onBack, onCreated }: ConfirmScreenProps) {
  const { t } = useTranslation();
  const [places] = useState(() => placesToAsk(Math.random));
  const [answers, setAnswers] = useState(["", "", ""]);
  const [wrong, setWrong] = useState(false);
  const create = useAction(async () => {
    const { name, password, mnemonic } = draft;
    const { wallet } = await api.wallet.create({ name, hotkey: HOTKEY, password, mnemonic });
    await refreshWallets();
    await onCreated(wallet.name, HOTKEY);
  });
  const complete = answers.every((answer) => answer.trim() !== "");
  return (
    <form
      className={classes.fields}
      onSubmit={(event) => {
        event.preventDefault();
        const right = wordsMatch(draft.mnemonic, places, answers);
        setWrong(!right);
        if (right) void create.run();
      }}
    >
      <div>
        <h1 className={classes.title}>{t("setup.confirm.title")}</h1>
        <p className={classes.lead}>{t("setup.confirm.lead")}</p>
      </div>
      <div className={classes.answers}>
        {places.map((place, index) => (
          <TextInput
            key={place}
            label={t("setup.confirm.word", { place })}
            value={answers[index] ?? ""}
            autoComplete="off"
            spellCheck={false}
            autoCapitalize="none"
            onChange={(event) => {
              const { value } = event.currentTarget;
              setWrong(false);
              setAnswers((before) => before.map((old, at) => (at === index ? value : old)));
            }}
            error={wrong}
            data-testid="confirm-word"
            data-place={place}
          />
        ))}
      </div>
      {wrong && (
        <p role="alert" className={classes.warning} data-testid="confirm-wrong">
          {t("setup.confirm.wrong")}
        </p>
      )}
      {create.error !== undefined && <ErrorView error={create.error} />}
      <div className={classes.buttons}>
        <Button
          variant="default"
          onClick={onBack}
          disabled={create.running}
          data-testid="setup-back"
        >
          {t("setup.confirm.back")}
        </Button>
        <Button
          type="submit"
          disabled={!complete}
          loading={create.running}
          data-testid="setup-next"
        >
          {t("setup.confirm.create")}
        </Button>
      </div>
    </form>
  );
}
