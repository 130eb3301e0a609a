import { Button, Drawer, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { useWallets } from "../../stores/wallet.ts";
import { useAction } from "../../ui/hooks/use-action.ts";
import { ErrorView } from "../../ui/marks/error-view.tsx";
import { PasswordPair } from "../setup/password-pair.tsx";
import { passwordProblem } from "../setup/password-problem.ts";
import { Words } from "../setup/words.tsx";
import { addWallet, endAdding, leaveAdding, useAdding } from "./adding.ts";
import classes from "./wallet-list.module.css";
import { walletNameProblem } from "./wallet-name.ts";

/** A further wallet: with new words that are shown once, or restored from the 12 words of an old one. */
export function AddWallet() {
  const { t } = useTranslation();
  const { opened, running, mnemonic } = useAdding();
  const [location] = useLocation();
  // Leaving the page leaves the form. The words are shown this once: only whoever says that they are written down leaves them.
  useEffect(() => {
    if (location !== "/wallet") leaveAdding();
  }, [location]);
  return (
    <Drawer
      opened={opened}
      onClose={leaveAdding}
      withCloseButton={!running && mnemonic === undefined}
      title={t("wallet.add")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {opened && (mnemonic === undefined ? <Form /> : <NewWords mnemonic={mnemonic} />)}
    </Drawer>
  );
}

function NewWords({ mnemonic }: { readonly mnemonic: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.form}>
      <p>{t("setup.words.lead")}</p>
      <Words mnemonic={mnemonic} />
      <p>{t("setup.words.warning")}</p>
      <Button onClick={endAdding} data-testid="wallet-words-done">
        {t("wallet.written")}
      </Button>
    </div>
  );
}

function Form() {
  const { t } = useTranslation();
  const wallets = useWallets((store) => store.data.value);
  const [way, setWay] = useState<"new" | "restore">("new");
  const [name, setName] = useState("");
  const [words, setWords] = useState("");
  const [pair, setPair] = useState({ password: "", again: "" });
  const create = useAction(() =>
    addWallet({
      name,
      password: pair.password,
      ...(way === "restore" && { mnemonic: words.trim().replaceAll(/\s+/g, " ") }),
    }),
  );
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
