import { useTranslation } from "react-i18next";
import classes from "./wizard.module.css";

/** The words of a recovery phrase, numbered, to be written down. They are nowhere but on screen. */
export function Words({ mnemonic }: { readonly mnemonic: string }) {
  const { t } = useTranslation();
  const words = mnemonic.split(" ").map((word, index) => ({ word, place: index + 1 }));
  return (
    <ol className={classes.words} aria-label={t("setup.words.title")} data-testid="mnemonic">
      {words.map(({ word, place }) => (
        <li key={place}>
          <span>{place}</span>
          <b>{word}</b>
        </li>
      ))}
    </ol>
  );
}
