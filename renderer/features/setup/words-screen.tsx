import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./wizard.module.css";
import { Words } from "./words.tsx";

interface WordsScreenProps {
  readonly mnemonic: string;
  readonly onBack: () => void;
  readonly onNext: () => void;
}

/** The 12 words, shown once. */
export function WordsScreen({ mnemonic, onBack, onNext }: WordsScreenProps) {
  const { t } = useTranslation();
  return (
    <>
      <div>
        <h1 className={classes.title}>{t("setup.words.title")}</h1>
        <p className={classes.lead}>{t("setup.words.lead")}</p>
      </div>
      <Words mnemonic={mnemonic} />
      <p className={classes.warning}>
        <IconAlertTriangle size={18} aria-hidden />
        {t("setup.words.warning")}
      </p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onBack} data-testid="setup-back">
          {t("setup.back")}
        </Button>
        <Button onClick={onNext} data-testid="setup-next">
          {t("setup.words.next")}
        </Button>
      </div>
    </>
  );
}
