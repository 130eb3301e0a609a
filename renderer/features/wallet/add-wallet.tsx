import { Button, Drawer, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { refreshWallets } from "../../app/feeds.ts";
import { useWallets } from "../../stores/wallet.ts";
import { useAction } from "../../ui/hooks/use-action.ts";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import { PasswordPair } from "../setup/password-pair.tsx";
import { passwordProblem } from "../setup/password-problem.ts";
import { Words } from "../setup/words.tsx";
import classes from "./wallet-list.module.css";
import { walletNameProblem } from "./wallet-name.ts";

interface AddWalletProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** A further wallet: with new words that are shown once, or restored from the 12 words of an old one. */
export function AddWallet({ opened, onClose }: AddWalletProps) {
  const { t } = useTranslation();
  // The words are shown this once: only whoever says that they are written down leaves them.
  const [held, setHeld] = useState(false);
  return (
    <Drawer
      opened={opened}
      onClose={() => held || onClose()}
      withCloseButton={!held}
      title={t("wallet.add")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {opened && <Form onClose={onClose} onHold={setHeld} />}
    </Drawer>
  );
}

interface FormProps {
  readonly onClose: () => void;
  /** Told true while leaving would lose something. */
  readonly onHold: (held: boolean) => void;
}

function Form({ onClose, onHold }: FormProps) {
  const { t } = useTranslation();
  const wallets = useWallets((store) => store.data.value);
  const [way, setWay] = useState<"new" | "restore">("new");
  const [name, setName] = useState("");
  const [words, setWords] = useState("");
  const [pair, setPair] = useState({ password: "", again: "" });
  const [made, setMade] = useState<string>();
  const leave = (): void => {
    onHold(false);
    onClose();
  };
  const create = useAction(async () => {
    const restored = way === "restore" ? { mnemonic: words.trim().replaceAll(/\s+/g, " ") } : {};
    onHold(true);
    try {
      const { mnemonic } = await api.wallet.create({
        name,
        hotkey: "default",
        password: pair.password,
        ...restored,
      });
      setMade(mnemonic);
      await refreshWallets();
      if (mnemonic === undefined) leave();
    } catch (error) {
      onHold(false);
      throw error;
    }
  });
  if (made !== undefined) {
    return (
      <div className={classes.form}>
        <p>{t("setup.words.lead")}</p>
        <Words mnemonic={made} />
        <p>{t("setup.words.warning")}</p>
        <Button onClick={leave} data-testid="wallet-words-done">
          {t("wallet.written")}
        </Button>
      </div>
    );
  }
  const problem = walletNameProblem(name, wallets);
  const ready =
    name !== "" &&
    problem === undefined &&
    passwordProblem(pair) === undefined &&
    (way === "new" || words.trim() !== "");
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !create.running) void create.run();
      }}
    >
      <SegmentedControl
        value={way}
        onChange={(value) => setWay(value as "new" | "restore")}
        data={[
          { value: "new", label: t("wallet.new") },
          { value: "restore", label: t("wallet.restore") },
        ]}
        aria-label={t("wallet.way")}
      />
      <TextInput
        label={t("wallet.name")}
        description={t("wallet.nameHint")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={problem && t(`wallet.${problem}`)}
        data-autofocus
        data-testid="wallet-name"
      />
      {way === "restore" && (
        <Textarea
          label={t("wallet.words")}
          description={t("wallet.wordsHint")}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          autosize
          minRows={3}
          autoComplete="off"
          spellCheck={false}
          data-testid="wallet-words"
        />
      )}
      <PasswordPair value={pair} onChange={setPair} />
      {create.error !== undefined && <ErrorView error={create.error} />}
      <Button type="submit" disabled={!ready} loading={create.running} data-testid="wallet-create">
        {t(way === "new" ? "wallet.create" : "wallet.doRestore")}
      </Button>
    </form>
  );
}
